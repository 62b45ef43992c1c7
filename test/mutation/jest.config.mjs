import { fileURLToPath } from 'node:url';
import base from '../../jest.config.mjs';

/** No server is needed, and no test but those that faults are planted against. */
const withoutServers = { ...base };
delete withoutServers.globalSetup;
delete withoutServers.globalTeardown;

export default {
  ...withoutServers,
  rootDir: '../..',
  testEnvironment: fileURLToPath(new URL('until-one-fails.cjs', import.meta.url)),
  testMatch: ['<rootDir>/test/mutation/examples.ts'],
};
