const withPostgres = 'test/environment/with-postgres.ts';
const withServers = 'test/environment/with-servers.ts';

/**
 * The levels of tests (docs/testing.md), by the suffix of a file: `.unit.test.ts`. Each is a project of Jest. `setUp`
 * starts the servers that a level needs, and Jest calls it only when one of the level's tests runs. `environment`: where
 * that is not Node alone, and `before`: what each file begins with. `lane`: where `npm test` runs it; within a lane the
 * levels that stand first begin first: integration beside the browser, which needs the processor most, workflows when it
 * has ended, and the shortest files at the end.
 */
export const levels = [
  { name: 'fault', setUp: withServers, lane: 'products' },
  { name: 'e2e', setUp: withServers, lane: 'products' },
  { name: 'browser', setUp: withServers, lane: 'console', limitMinutes: 4 },
  { name: 'integration', setUp: withPostgres, lane: 'rest' },
  { name: 'workflow', setUp: withServers, lane: 'rest' },
  { name: 'replay', lane: 'rest' },
  { name: 'component', environment: 'jsdom', before: 'test/environment/page-globals.ts', lane: 'rest' },
  { name: 'unit', lane: 'rest' },
  // Writes files for people to look at or commit, when asked to; `npm test` leaves it out.
  { name: 'record', setUp: withServers, lane: null },
];

/**
 * The lanes of `npm test` run side by side, each in a Jest with servers of its own. `workers`: test files at once; five
 * in all, since what waits for an answer of its product does so for a bounded time. `nice`: the greater, the more a lane
 * leaves to the others. The browser is held to a time and comes a little before them.
 */
export const lanes = [
  { name: 'console', workers: 1, nice: 0, heard: false },
  { name: 'products', workers: 1, nice: 1, heard: false },
  { name: 'rest', workers: 3, nice: 1, heard: true },
];
