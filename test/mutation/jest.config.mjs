import { fileURLToPath } from 'node:url';
import { base } from '../../jest.config.mjs';

/** No server is needed, and no test but those that faults are planted against. */
export default {
  ...base,
  testEnvironment: fileURLToPath(new URL('until-one-fails.cjs', import.meta.url)),
  testMatch: ['<rootDir>/test/mutation/examples.ts'],
  testTimeout: 30_000,
};
