import { env } from 'node:process';

/** How faults are planted by `npm run mutation` (docs/testing.md). One folder a run, named in `MUTATED_FOLDER`. */
const folder = env.MUTATED_FOLDER ?? 'domain/write-back';
const name = folder.replace('/', '-');

export default {
  mutate: [`${folder}/**/*.ts`, '!**/*.test.ts', '!**/*.fixture.ts'],
  // Codes and kinds are compared by the compiler; sentences are for people.
  mutator: { excludedMutations: ['StringLiteral'] },
  // What runs once when a file is loaded, tables above all, would need every test for each fault.
  ignoreStatic: true,
  // All that the rules and their tests import.
  ignorePatterns: [
    '*',
    '!domain/**',
    '!test/mutation/**',
    '!test/levels.mjs',
    '!jest.config.mjs',
    '!package.json',
  ],
  testRunner: 'jest',
  plugins: ['@stryker-mutator/jest-runner'],
  jest: { projectType: 'custom', configFile: 'test/mutation/jest.config.mjs', enableFindRelatedTests: false },
  coverageAnalysis: 'perTest',
  disableTypeChecks: false,
  concurrency: 2,
  // A fault that never ends is found; a machine that is busy is not.
  timeoutMS: 60_000,
  timeoutFactor: 3,
  tempDirName: `.stryker-${name}`,
  reporters: ['progress-append-only', 'clear-text', 'json'],
  jsonReporter: { fileName: `node_modules/.cache/stryker/${name}.json` },
  clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
  thresholds: { high: 95, low: 85, break: 85 },
};
