import { base } from '../../jest.config.mjs';

/** Measures run as tests do, on the same real parts, but one at a time and only when asked for. */
export default {
  ...base,
  testMatch: ['<rootDir>/tools/bench/*.bench.ts'],
  globalSetup: '<rootDir>/test/environment/with-servers.ts',
  globalTeardown: '<rootDir>/test/environment/end-servers.ts',
  maxWorkers: 1,
  testTimeout: 1_800_000,
};
