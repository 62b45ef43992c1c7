import { readFileSync, rmSync } from 'node:fs';
import { createOutbound } from '../../http/outbound.ts';
import { parseResolve } from '../../http/resolve.ts';
import { createSandboxControl } from '../../sandbox/control-client.ts';
import type { RequestEntry } from '../../sandbox/request-log.ts';
import { startSandbox } from '../../sandbox/server.ts';
import { rendered } from '../../test/texts/rendered.ts';
import { describeVendorContract } from '../contract-suite.ts';
import { duo } from './kind.ts';
import { sandboxFolder } from '../../test/environment/sandbox-folder.ts';

const listPath = '/accounts/v1/account/list';

describeVendorContract('Duo', async () => {
  const dir = sandboxFolder('duo-contract-');
  const sandbox = await startSandbox({ dir, scenario: 'small', persist: false });
  const control = createSandboxControl(sandbox.control.file);
  const outbound = createOutbound({
    resolve: parseResolve(sandbox.resolve),
    extraCa: readFileSync(sandbox.caFile, 'utf8'),
  });
  const { accountsApi, adminApi } = sandbox.credentials;
  const wrongSecret = 'wrong-secret-key-of-forty-characters-0000';
  return {
    client: () =>
      duo.open({
        outbound,
        budget: { take: () => Promise.resolve(), busy: () => Promise.resolve() },
        settings: { suffixes: ['duosecurity.test'], readTimeoutMs: 2_000, retry: { baseMs: 5, maxMs: 20 } },
        onCall: () => undefined,
      }),
    credentials: { 'accounts-api': { ...accountsApi }, 'admin-api': { ...adminApi } },
    rejected: {
      'accounts-api': { ...accountsApi, secretKey: wrongSecret },
      'admin-api': { ...adminApi },
    },
    listedWith: 'accounts-api',
    truth: async () => {
      const { children } = await control.duoAccounts();
      const sound = children.filter(
        ({ apiHostname, otherDeployment, hangs, rejection }) =>
          apiHostname !== '' && !otherDeployment && !hangs && rejection === null,
      );
      const accounts = await Promise.all(
        sound.slice(0, 5).map(async ({ accountId, name }) => ({
          foreignId: accountId,
          name,
          users: (await control.duoUsers(accountId)).map(({ userId, status }) => ({
            id: userId,
            status,
            holdsSeat: status !== 'pending deletion',
          })),
        })),
      );
      return { accounts };
    },
    render: rendered,
    calls: async () => {
      const requests = (await control.requestLog()).filter(
        (entry): entry is RequestEntry => entry.kind === 'request' && entry.vendor === 'duo',
      );
      const writes = requests.filter(({ method, path }) => method !== 'GET' && path !== listPath);
      return { all: requests.length, notReads: writes.length };
    },
    secrets: [accountsApi.secretKey, adminApi.secretKey, wrongSecret],
    close: async () => {
      await outbound.close();
      await sandbox.close();
      rmSync(dir, { recursive: true });
    },
  };
});
