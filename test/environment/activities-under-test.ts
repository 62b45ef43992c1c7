import { patienceMs } from './patience.ts';
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { Client, Connection } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { SyncTrigger } from '../../domain/sync-runs.ts';
import type { ScenarioName } from '../../domain/scenarios.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type {
  ActivityDependencies,
  ReadingSettings,
  UnexpectedTrouble,
} from '../../activities/runtime/dependencies.ts';
import type { SyncRunRef } from '../../contracts/temporal/activities.ts';
import { createAuditCheckpointer } from '../../use-cases/operations/checkpoint-audit.ts';
import { promoteCandidates, putCandidate } from '../../db/secrets/credentials.ts';
import { type Database, openDatabase } from '../../db/model/database.ts';
import { createKeyRing } from '../../db/secrets/key-ring.ts';
import { createFirstAdministrator } from '../../db/people/people.ts';
import { findRun, queueRun, takeFencingToken } from '../../db/runs/sync-runs.ts';
import { ensureVendorService } from '../../db/readings/vendor-accounts.ts';
import { createOutbound } from '../../http/outbound.ts';
import { parseResolve } from '../../http/resolve.ts';
import { KnownPsas } from '../../psa/pace.ts';
import type { PsaCallSettings } from '../../psa/port.ts';
import { createSandboxControl, type SandboxControl } from '../../sandbox/control-client.ts';
import type { SandboxCredentials } from '../../sandbox/credentials.ts';
import type { RequestEntry } from '../../sandbox/request-log.ts';
import { startSandbox } from '../../sandbox/server.ts';
import { createCallWindow } from '../../worker/call-window.ts';
import { unlimitedBudget } from '../../worker/call-budget.ts';
import { asRole, testDatabase } from './database.ts';
import { connected } from './seeded-integration.ts';
import type { CredentialToKeep } from '../../domain/credentials.ts';
import { entryOf, toKeep } from '../../domain/kinds.ts';
import { kept, kinds, vendor } from './registered-kinds.ts';
import { sandboxFolder } from './sandbox-folder.ts';
import { setCurrencies } from '../../db/settings/settings.ts';

/** What activities need, real: a database, vendors behind TLS; without a worker around them. */
export interface ActivitiesUnderTest {
  readonly db: Database;
  readonly databaseUrl: string;
  /** An integration whose credentials work, in phase `active`. */
  readonly key: IntegrationKey;
  readonly control: SandboxControl;
  readonly credentials: SandboxCredentials;
  /** The dependencies, some limits of reading and of calls to the PSA changed. */
  deps(reading?: Partial<ReadingSettings>, calls?: PsaCallSettings): ActivityDependencies;
  /** A run that an execution has taken. */
  newRun(
    of?:
      | { readonly mode: 'failed-accounts'; readonly ofRunId: string }
      | { readonly mode: 'usage-line'; readonly groupKey: string },
  ): Promise<SyncRunRef>;
  /** The same run, taken by a newer execution. */
  takenOver(run: SyncRunRef): Promise<SyncRunRef>;
  /** Ends a run, so that another may be active. */
  ended(run: SyncRunRef, state: 'succeeded' | 'partial'): Promise<void>;
  /** Errors that nobody foresaw, as the log is told of them. */
  readonly unexpected: UnexpectedTrouble[];
  /** Calls that reached Duo since the beginning. */
  vendorCalls(): Promise<readonly RequestEntry[]>;
  close(): Promise<void>;
}

const reading: ReadingSettings = {
  vendorParallel: 4,
  psaParallel: 3,
  batchMs: 60_000,
  batchItems: 500,
  heartbeatTimeoutMs: 5_000,
  cancelPollMs: 50,
};

/**
 * @param temporal host:port and namespace; without it nobody is there.
 * @param psaSettings waits of the PSA's client, changed.
 * @param scenario the scenario that the vendors simulate.
 * @param psa of the simulated vendors, the one that is connected.
 */
export async function activitiesUnderTest(
  temporal?: { readonly address: string; readonly namespace: string },
  psaSettings: PsaCallSettings = {},
  scenario: ScenarioName = 'small',
  psa: PsaUnderTest = 'connectwise',
): Promise<ActivitiesUnderTest> {
  const dir = sandboxFolder('seatwise-activities-');
  const [database, sandbox] = await Promise.all([
    testDatabase(),
    startSandbox({ dir, scenario, persist: false }),
  ]);
  const db = openDatabase({ url: database.url, poolMax: 10, connectTimeoutMs: patienceMs });
  const asWorker = openDatabase({
    url: asRole(database.url, 'worker'),
    poolMax: 10,
    connectTimeoutMs: patienceMs,
  });
  const keyRing = createKeyRing(randomBytes(32));
  const control = createSandboxControl(sandbox.control.file);
  const outbound = createOutbound({
    resolve: parseResolve(sandbox.resolve),
    extraCa: readFileSync(sandbox.caFile, 'utf8'),
  });
  const duo = entryOf(kinds.vendors, 'duo').open({
    outbound,
    budget: unlimitedBudget,
    settings: {
      suffixes: ['duosecurity.test'],
      readTimeoutMs: 2_000,
      retry: { baseMs: 5, maxMs: 20 },
    },
    onCall: () => undefined,
  });
  const window = createCallWindow(asWorker);
  const knownPsas = new KnownPsas();
  const unexpected: UnexpectedTrouble[] = [];
  // Whom nobody answers is not asked again.
  const connection = Connection.lazy(
    temporal === undefined ? { address: '127.0.0.1:1', interceptors: [] } : { address: temporal.address },
  );
  const key = await authenticated(db, keyRing, sandbox.credentials, psa);
  const taken = (runId: string): Promise<SyncRunRef> =>
    db.transaction().execute(async (tx) => {
      const run = await findRun(tx, key.tenantId, runId);
      return { ...key, syncRunId: runId, fencingToken: await takeFencingToken(tx, run!, randomUUID()) };
    });
  return {
    db,
    databaseUrl: database.url,
    key,
    unexpected,
    control,
    credentials: sandbox.credentials,
    deps: (limits = {}, calls = {}) => ({
      db: asWorker,
      keyRing,
      checkpointer: createAuditCheckpointer({
        db,
        keyRing,
        anchors: null,
        onAnchor: () => undefined,
        onAnchorFailure: () => undefined,
      }),
      temporal: new Client({ connection, namespace: temporal?.namespace ?? 'default' }),
      kinds,
      vendors: () => duo,
      psa: (kind, credential, work) =>
        entryOf(kinds.psas, kind).open({
          outbound,
          credential,
          settings: { ...psaSettings, ...calls },
          window,
          ...work,
        }),
      knownPsas,
      reading: { ...reading, ...limits },
      writing: {
        batchLines: 25,
        linesAtOnce: 6,
        batchMs: 60_000,
        unknownWaitMs: 0,
        readBackGapMs: 10,
        targetFreshMs: 10_000,
        neighborsFreshMs: 30_000,
        readingTries: 3,
        laterInvoiceApartMs: 100,
        createApartMs: 0,
        endApartMs: 0,
        recheckMs: 100,
        giveUpMs: 24 * 3_600_000,
      },
      keeping: { historyMonths: 36, commandsDays: 90, messagesDays: 90 },
      publicUrl: 'https://seatwise.test',
      onUnexpected: (trouble) => void unexpected.push(trouble),
      atWritePoint: () => Promise.resolve(),
      now: () => new Date(),
      steadyMs: () => performance.now(),
    }),
    newRun: async (of) =>
      taken(
        await db.transaction().execute((tx) =>
          queueRun(tx, key, {
            workflowId: `sync/${key.integrationId}/manual/${randomUUID()}`,
            trigger: { full: 'manual', 'failed-accounts': 'retry', 'usage-line': 'line' }[
              of?.mode ?? 'full'
            ] as SyncTrigger,
            mode: of?.mode ?? 'full',
            ofRunId: of?.mode === 'failed-accounts' ? of.ofRunId : null,
            groupKey: of?.mode === 'usage-line' ? of.groupKey : null,
            requestedBy: { kind: 'system', id: 'test' },
          }),
        ),
      ),
    takenOver: (run) => taken(run.syncRunId),
    ended: async (run, state) => {
      await db
        .updateTable('syncRun')
        .set({ state, endedAt: new Date() })
        .where('id', '=', run.syncRunId)
        .execute();
    },
    vendorCalls: async () =>
      (await control.requestLog()).filter(
        (entry): entry is RequestEntry => entry.kind === 'request' && entry.vendor === 'duo',
      ),
    close: async () => {
      await connection.close();
      await outbound.close();
      await asWorker.destroy();
      await db.destroy();
      await sandbox.close();
      await database.drop();
      rmSync(dir, { recursive: true });
    },
  };
}

/** Of those that the sandbox simulates. */
export type PsaUnderTest = 'connectwise' | 'autotask' | 'halopsa';

const psaCredential = (psa: PsaUnderTest, credentials: SandboxCredentials): CredentialToKeep => {
  const { credentials: form } = entryOf(kinds.psas, psa);
  return toKeep(form, { ...credentials[psa === 'connectwise' ? 'psa' : psa] });
};

async function authenticated(
  db: Database,
  keyRing: ActivityDependencies['keyRing'],
  credentials: SandboxCredentials,
  psa: PsaUnderTest,
): Promise<IntegrationKey> {
  const made = await db.transaction().execute((tx) =>
    createFirstAdministrator(tx, {
      tenantName: 'Harbor Lane IT Services',
      currency: 'USD',
      email: 'admin@harbor-lane.test',
      name: 'Dana Kim',
      passwordHash: 'x',
    }),
  );
  if (made.kind !== 'created') throw new Error(made.kind);
  const key = await connected(db, made.tenantId, 'active', psa);
  await db.transaction().execute(async (tx) => {
    // Agreements that a test seeds name no currency.
    await setCurrencies(tx, key.tenantId, { allInOwn: true, rates: {} });
    await putCandidate(tx, keyRing, key, kept('accounts-api', credentials.accountsApi), 'test');
    await putCandidate(tx, keyRing, key, kept('admin-api', credentials.adminApi), 'test');
    await putCandidate(tx, keyRing, key, psaCredential(psa, credentials), 'test');
    await promoteCandidates(tx, key);
    await ensureVendorService(tx, key, vendor);
  });
  return key;
}

/** Failures are what these tests ask for: they need not stand in the terminal. */
const quiet = new DefaultLogger('ERROR', () => undefined);

/** Runs an activity as a worker would; `afterSigns` cancels it after so many heartbeats. */
export function runActivity<I, R>(
  activity: (input: I) => Promise<R>,
  input: I,
  afterSigns: number | null = null,
): Promise<R> {
  const environment = new MockActivityEnvironment({}, { logger: quiet });
  let signs = 0;
  environment.on('heartbeat', () => {
    signs += 1;
    if (signs === afterSigns) environment.cancel();
  });
  return environment.run(activity, input);
}
