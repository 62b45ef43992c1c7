/** Housekeeping, webhooks, files and the machine Seatwise runs on. */
/** @type {readonly import('./list.mjs').Fault[]} */
export const operations = [
  {
    name: 'A run is reported as missed while one of all accounts is under way',
    file: 'domain/housekeeping/missed-run.ts',
    find: 'if (runs.fullRunActive || runs.scheduledSince === null)',
    replace: 'if (runs.scheduledSince === null)',
    tests: ['domain/housekeeping/housekeeping.unit.test.ts'],
  },
  {
    name: 'Housekeeping forgets words about changes that are still under way',
    file: 'use-cases/operations/forget-old-records.ts',
    find: 'and not ${ended.unless ?? sql<boolean>`false`}',
    replace: '',
    tests: ['use-cases/operations/forget-old-records.integration.test.ts'],
  },
  {
    name: 'The repair of schedules undoes a pause that somebody made in Temporal',
    file: 'activities/schedules/repair-schedule.ts',
    find: 'paused && note === ownPauseNote',
    replace: 'paused && note !== `not ${ownPauseNote}`',
    tests: ['activities/schedules/repairing-schedules.workflow.test.ts'],
    only: 'stays paused when somebody paused it',
  },
  {
    name: 'A webhook is signed with one of its two secrets',
    file: 'worker/channels/signed-post.ts',
    find: 'secrets.map((secret)',
    replace: 'secrets.slice(0, 1).map((secret)',
    tests: ['worker/webhooks.integration.test.ts'],
    only: 'beside the one before for a day',
  },
  {
    name: 'A cell of a table file runs as a formula',
    file: 'contracts/api/table-cells.ts',
    find: "!numeric.test(text) && /^'*(?:[=+",
    replace: "!numeric.test(text) && /^'*(?:[+",
    tests: ['api/usage-lines.integration.test.ts'],
    only: 'no cell is a formula',
  },
  {
    name: 'A master key in a folder that everybody may write is taken',
    file: 'config/key-file.ts',
    find: '(folder & othersMayWriteHere) !== 0 && (folder & sticky) === 0',
    replace: '(folder & othersMayWriteHere) !== 0 && (folder & sticky) !== 0',
    tests: ['config/key-file.unit.test.ts'],
  },
  {
    name: 'The line about a relayed approval does not name the request',
    file: 'worker/outbox-relay.ts',
    find: '...(requestId === null ? {} : { requestId }),',
    replace: '',
    tests: ['test/product/write-back.workflow.test.ts'],
    only: 'from the click to its outcome',
  },
];
