const withPostgres = 'test/environment/with-postgres.ts';
const withServers = 'test/environment/with-servers.ts';

/**
 * The levels of tests (docs/testing.md), by the suffix of a file: `.unit.test.ts`. Each is a project of Jest. `setUp`
 * starts the servers that a level needs, and Jest calls it only when one of the level's tests runs. `environment`: where
 * that is not Node alone, and `before`: what each file begins with. `onRequest`: no part of `npm test`.
 * In one run of Jest the levels that stand first begin first, so that the shortest files are left for the end.
 */
export const levels = [
  { name: 'fault', setUp: withServers },
  { name: 'e2e', setUp: withServers },
  { name: 'browser', setUp: withServers },
  { name: 'integration', setUp: withPostgres },
  { name: 'workflow', setUp: withServers },
  { name: 'replay' },
  {
    name: 'component',
    environment: 'test/environment/page-environment.mjs',
    before: 'test/environment/page-globals.ts',
    withJest: 'test/environment/page-patience.ts',
  },
  { name: 'unit' },
  // Writes files for people to look at or commit, when asked to; `npm test` leaves it out.
  { name: 'record', setUp: withServers, onRequest: true },
];

/**
 * Which command runs a file (docs/testing.md): a word before its level, `.extended.e2e.test.ts`; a file without one is
 * part of the gate, `npm test`. `limitMinutes`: of processor time, which a busy machine changes little.
 */
export const tiers = [
  { name: 'gate', limitMinutes: 24 },
  { name: 'extended', limitMinutes: 30 },
  { name: 'release' },
];

/** Jest's pattern for the files of a level in a tier; without a tier those of all tiers. */
export function filesOf(level, tier) {
  if (tier === 'extended' || tier === 'release') return `<rootDir>/**/*.${tier}.${level}.test.{ts,tsx}`;
  return `<rootDir>/**/*.${level}.test.{ts,tsx}`;
}

/** The files that a tier leaves to the others. */
export const ignoredIn = (tier) => (tier === 'gate' ? ['\\.(extended|release)\\.\\w+\\.test\\.'] : []);

const alone = (level) => ({ levels: [level], workers: 1, nice: 0, heard: true });

/**
 * How a tier runs the levels: stage after stage; within a stage its lanes side by side, and within a lane one run of
 * Jest after the other, each with servers of its own. `workers`: test files at once. `nice`: the greater, the more a run
 * leaves to others. Whole products wait half of their time, under faults most of it, so they run beside something; the
 * browser, where people are counted to wait, has the processor before the rest. The lanes of a stage take about as long
 * as each other. The extended and the release tier run one level at a time, so that each tells its time.
 */
const others = [
  [['integration', 'workflow', 'replay', 'component', 'unit', 'e2e', 'fault', 'browser'].map(alone)],
];

export const stagesOf = {
  gate: [
    [[{ levels: ['workflow', 'replay', 'component', 'unit'], workers: 4, nice: 0, heard: true }]],
    [
      [
        { levels: ['browser'], workers: 1, nice: 0, heard: false },
        { levels: ['fault'], workers: 2, nice: 5, heard: false },
      ],
      [{ levels: ['e2e'], workers: 1, nice: 5, heard: false }],
      [{ levels: ['integration'], workers: 2, nice: 5, heard: false }],
    ],
  ],
  extended: others,
  release: others,
};
