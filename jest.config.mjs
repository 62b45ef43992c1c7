import { writeMessages } from './scripts/write-messages.mjs';
import './test/environment/files-in-memory.mjs';
import { filesOf, ignoredIn, levels } from './test/levels.mjs';

// What tests import is as new as the texts.
writeMessages();

const esmOnly = [
  'age-encryption',
  '@noble/ciphers',
  '@noble/curves',
  '@noble/hashes',
  '@noble/post-quantum',
  '@scure/base',
  'p-limit',
  'yocto-queue',
  '@preact',
  'hucre',
  'icu-minify',
  'jose',
  'oauth4webapi',
  'openid-client',
  '@formatjs',
];

/** What every project of tests has, also those of tools/bench/ and test/mutation. */
export const base = {
  // One for all, so that what was compiled for one level is found by the others.
  id: 'seatwise',
  rootDir: import.meta.dirname,
  testEnvironment: '<rootDir>/test/environment/node-environment.mjs',
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '<rootDir>/\\.stryker-'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/\\.stryker-'],
  transform: {
    '/messages/generated/(billing-rules|core|validation|console-[\\w-]+|in-[\\w-]+)\\.ts$':
      '<rootDir>/test/environment/compiled-texts.mjs',
    '^.+\\.[cm]?[tj]sx?$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', tsx: true },
          target: 'es2022',
          transform: { react: { runtime: 'automatic' } },
        },
        module: { type: 'commonjs' },
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`],
};

/** The tier that `scripts/test.mjs` runs; Jest started by hand finds the files of all. */
const tier = process.env.TEST_TIER;

const tearDown = '<rootDir>/test/environment/end-servers.ts';

/** @type {import('jest').Config} */
export default {
  maxWorkers: 2,
  // Patience, not a bound: a busy machine fails no test. What must be fast is measured by the benchmarks.
  testTimeout: 180_000,
  projects: levels.map(({ name, setUp, environment, before, withJest }) => ({
    ...base,
    displayName: name,
    ...(environment === undefined ? {} : { testEnvironment: `<rootDir>/${environment}` }),
    setupFiles: before === undefined ? [] : [`<rootDir>/${before}`],
    setupFilesAfterEnv: withJest === undefined ? [] : [`<rootDir>/${withJest}`],
    testMatch: [filesOf(name, tier)],
    testPathIgnorePatterns: [...base.testPathIgnorePatterns, ...ignoredIn(tier)],
    ...(setUp === undefined ? {} : { globalSetup: `<rootDir>/${setUp}`, globalTeardown: tearDown }),
  })),
};
