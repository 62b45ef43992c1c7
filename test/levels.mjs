const withPostgres = 'test/environment/with-postgres.ts';
const withServers = 'test/environment/with-servers.ts';

/**
 * The levels of tests (docs/testing.md), by the suffix of a file: `.unit.test.ts`. Each is a project of Jest. `setUp`
 * starts the servers that a level needs, and Jest calls it only when one of the level's tests runs. `environment`: where
 * that is not Node alone, and `before`: what each file begins with.
 *
 * The rest is how `npm test` runs them. Levels of whole products wait half of their time and are run one test after the
 * other, so two lanes run beside each other at the end, one for each core of the smallest machine; a third only took the
 * others' time. Each has servers of its own. The browser, which is held to a time, has the processor before the others.
 * `workers`: test files at once, where that is not what Jest's configuration says, or one in a lane.
 */
export const levels = [
  { name: 'unit', lane: null },
  { name: 'component', environment: 'jsdom', before: 'test/environment/page-globals.ts', lane: null },
  { name: 'workflow', setUp: withServers, lane: null, workers: 4 },
  { name: 'replay', lane: null },
  { name: 'fault', setUp: withServers, lane: 1 },
  { name: 'e2e', setUp: withServers, lane: 1 },
  { name: 'browser', setUp: withServers, lane: 2, limitMinutes: 4 },
  { name: 'integration', setUp: withPostgres, lane: 2, workers: 2 },
  // Writes files for people to look at or commit, when asked to; `npm test` leaves it out.
  { name: 'record', setUp: withServers, onRequest: true },
];
