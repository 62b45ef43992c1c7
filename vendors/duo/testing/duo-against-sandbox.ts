/* oxlint-disable eslint-js/no-restricted-imports -- used by tests only: the real client against the simulated vendor over TLS */
import { readFileSync, rmSync } from 'node:fs';
import { createOutbound } from '../../../http/outbound.ts';
import { parseResolve } from '../../../http/resolve.ts';
import { createSandboxControl, type SandboxControl } from '../../../sandbox/control-client.ts';
import type { RequestEntry } from '../../../sandbox/request-log.ts';
import { startSandbox } from '../../../sandbox/server.ts';
import type { AccountUsersRead } from '../account-users.ts';
import type { DuoCallEvent, DuoCredential } from '../caller.ts';
import { createDuoClient, type DuoClient, type DuoClientOptions } from '../client.ts';
import type { DuoTarget } from '../reads.ts';
import { sandboxFolder } from '../../../test/environment/sandbox-folder.ts';

type ChildTarget = Extract<DuoTarget, { kind: 'child' }>;

/** The Duo client with short waits against a sandbox of its own, with what it did. */
export interface DuoAgainstSandbox {
  readonly control: SandboxControl;
  readonly client: DuoClient;
  /** What budget and observer were told since `mark`. */
  readonly told: { taken: string[]; busy: (number | undefined)[]; events: DuoCallEvent[] };
  build(changes?: Partial<DuoClientOptions>): DuoClient;
  key(of: 'accountsApi' | 'adminApi'): DuoCredential;
  /** The child whose name begins so. */
  child(name: string): Promise<ChildTarget>;
  read(name: string, using?: DuoClient): Promise<AccountUsersRead>;
  /** Forgets what was told and requested so far. */
  mark(): Promise<void>;
  /** Requests that reached the sandbox since `mark`. */
  requests(): Promise<readonly RequestEntry[]>;
  close(): Promise<void>;
}

/** Starts scenario `typical`. */
export async function startDuoAgainstSandbox(): Promise<DuoAgainstSandbox> {
  const dir = sandboxFolder('duo-');
  const sandbox = await startSandbox({ dir, scenario: 'typical', persist: false });
  const control = createSandboxControl(sandbox.control.file);
  const outbound = createOutbound({
    resolve: parseResolve(sandbox.resolve),
    extraCa: readFileSync(sandbox.caFile, 'utf8'),
    maxBytes: 1_000_000,
  });
  const told: DuoAgainstSandbox['told'] = { taken: [], busy: [], events: [] };
  let markedAt = 0;
  const build = (changes: Partial<DuoClientOptions> = {}): DuoClient =>
    createDuoClient({
      outbound,
      budget: {
        take: (key) => Promise.resolve(void told.taken.push(key)),
        busy: (_key, retryAfterMs) => Promise.resolve(void told.busy.push(retryAfterMs)),
      },
      suffixes: ['duosecurity.com', 'duosecurity.test'],
      readTimeoutMs: 400,
      verifyTimeoutMs: 600,
      retry: { baseMs: 5, maxMs: 20 },
      onCall: (event) => told.events.push(event),
      ...changes,
    });
  const client = build();
  const key = (of: 'accountsApi' | 'adminApi'): DuoCredential => {
    const { integrationKey, secretKey, apiHostname } = sandbox.credentials[of];
    return { integrationKey, secretKey, host: apiHostname };
  };
  const child = async (name: string): Promise<ChildTarget> => {
    const found = (await control.duoAccounts()).children.find((account) => account.name.startsWith(name));
    if (found === undefined) throw new Error(`No child ${name}`);
    return { kind: 'child', accountId: found.accountId, apiHostname: found.apiHostname };
  };
  return {
    control,
    client,
    told,
    build,
    key,
    child,
    read: async (name, using = client) =>
      using.readAccountUsers(key('accountsApi'), await child(name), new AbortController().signal),
    mark: async () => {
      Object.assign(told, { taken: [], busy: [], events: [] });
      markedAt = (await control.requestLog()).length;
    },
    requests: async () =>
      (await control.requestLog(markedAt)).filter((entry): entry is RequestEntry => entry.kind === 'request'),
    close: async () => {
      await outbound.close();
      await sandbox.close();
      rmSync(dir, { recursive: true });
    },
  };
}
