import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { ApplicationFailure, sleep as sleepInActivity, heartbeat } from '@temporalio/activity';
import { Client, Connection, WorkflowFailedError } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { VendorActivities, PsaActivities, ReconActivities } from '../contracts/temporal/activities.ts';
import * as messages from '../contracts/temporal/messages.ts';
import { TaskQueue } from '../contracts/temporal/names.ts';
import { FailureCode, SyncOutcome } from '../contracts/temporal/search-attributes.ts';
import {
  integrationStart,
  type IntegrationWorkflow,
  syncStart,
  type SyncWorkflow,
  workflowType,
} from '../contracts/temporal/starts.ts';
import { waitFor } from '../embedded/tour/seatwise-client.ts';
import { testNamespace, type TestNamespace } from '../test/environment/temporal.ts';
import { bundleWithSwappedSteps } from '../test/replay/replaying.ts';
import { workflowBundle } from '../test/environment/workflow-bundle.ts';

/**
 * What workflows do with answers that come late, out of order or not at all: moments that real activities cannot be
 * held in. Temporal is the real one; only here, activities answer what the case says. Everything else about workflows
 * is tested with the whole product (test/product).
 */
type Script = Partial<
  Record<keyof (ReconActivities & VendorActivities & PsaActivities), (input: never) => Promise<unknown>>
>;

let namespace: TestNamespace;
let client: Client;
let connection: Connection;
let native: NativeConnection;
let code: string;

beforeAll(async () => {
  Runtime.install({
    logger: new DefaultLogger('ERROR', () => undefined),
    telemetryOptions: { logging: { filter: 'off' } },
    shutdownSignals: [],
  });
  namespace = await testNamespace();
  connection = await Connection.connect({ address: namespace.address });
  native = await NativeConnection.connect({ address: namespace.address });
  client = new Client({ connection, namespace: namespace.namespace });
  code = readFileSync(await workflowBundle(), 'utf8');
});
afterAll(async () => {
  await connection.close();
  await native.close();
});

/** Serves all queues with the script for as long as the test's work lasts. */
async function serving(script: Script, test: () => Promise<unknown>, bundle = code): Promise<void> {
  const workers = await Promise.all(
    Object.values(TaskQueue).map(
      (taskQueue) =>
      Worker.create({
        connection: native, namespace: namespace.namespace, taskQueue, activities: script, workflowBundle: { code: bundle },
        maxHeartbeatThrottleInterval: '100ms', shutdownForceTime: '2s',
      }), // prettier-ignore
    ),
  );
  const running = Promise.all(workers.map((worker) => worker.run()));
  try {
    await test();
  } finally {
    for (const worker of workers) worker.shutdown();
    await running;
  }
}

const gate = () => {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
};

const start = () =>
  client.workflow.start<IntegrationWorkflow>(
    workflowType.integration,
    integrationStart({ tenantId: randomUUID(), integrationId: randomUUID() }, 'an integration'),
  );

const answered = (phase: string) => Promise.resolve({ phase, result: { status: 200, body: {} } });

/** The activities of Disconnect, with nothing to wait for. */
const disconnecting: Script = {
  beginDisconnect: () => answered('disconnecting'),
  stopSyncs: () => Promise.resolve({ active: false }),
  openWrites: () => Promise.resolve({ open: 0 }),
  concludeDisconnect: () => Promise.resolve(),
};

describe('an integration', () => {
  it('outlives a signal that names no command, and applies the next one', async () => {
    const applied: string[] = [];
    const script: Script = {
      loadIntegration: () => Promise.resolve({ phase: 'mapping', waitingCommandIds: [], loadWanted: false }),
      applyMappingCommand: ({ commandId }: messages.CommandRef) => {
        applied.push(commandId);
        return Promise.resolve({ applied: 1, refused: 0 });
      },
    };
    await serving(script, async () => {
      const handle = await start();
      for (const odd of [[], [null], ['c0'], [{ commandId: 7 }], [{}]])
        await handle.signal('decideMappings', ...odd);
      await handle.signal(messages.decideMappings, { commandId: 'c1' });
      await handle.signal(messages.decideMappings, { commandId: 'c1' });
      await waitFor('the command', 10_000, () => Promise.resolve(applied.length > 0 ? applied : null));
      expect(await handle.query(messages.integrationView)).toMatchObject({ phase: 'mapping' });
      expect(applied).toEqual(['c1']);
      await handle.terminate();
    });
  });

  it('is disconnected although an authenticate under way answers after that with the phase before', async () => {
    const verifying = gate();
    const began = gate();
    const script: Script = {
      loadIntegration: () => Promise.resolve({ phase: 'active', waitingCommandIds: [], loadWanted: false }),
      verifyVendor: async () => {
        began.open();
        await verifying.opened;
        return [];
      },
      verifyPsa: () => Promise.resolve([]),
      concludeAuthentication: () => answered('active'),
      ...disconnecting,
    };
    await serving(script, async () => {
      const handle = await start();
      const authenticating = handle.executeUpdate(messages.authenticate, { args: [{ commandId: 'a' }] });
      await began.opened;
      await handle.executeUpdate(messages.disconnect, { args: [{ commandId: 'd' }] });
      verifying.open();
      await authenticating;
      await handle.result();
      expect((await handle.describe()).status.name).toBe('COMPLETED');
    });
  });

  it('that is disconnected stops loading instead of waiting for it', async () => {
    const stopped: string[] = [];
    const began = gate();
    const load = (name: string) => async () => {
      began.open();
      try {
        for (;;) {
          heartbeat();
          await sleepInActivity(50);
        }
      } catch (error) {
        if ((error as Error).name === 'CancelledFailure') stopped.push(name);
        throw error;
      }
    };
    const script: Script = {
      loadIntegration: () => Promise.resolve({ phase: 'loading', waitingCommandIds: [], loadWanted: true }),
      loadVendorAccounts: load('accounts'),
      loadPsaCatalogue: load('catalogue'),
      ...disconnecting,
    };
    await serving(script, async () => {
      const handle = await start();
      await began.opened;
      await handle.executeUpdate(messages.disconnect, { args: [{ commandId: 'd' }] });
      await handle.result();
      expect(stopped.sort()).toEqual(['accounts', 'catalogue']);
    });
  });

  it('that is disconnected while its loading waits for calls ends at once', async () => {
    const tried = gate();
    const script: Script = {
      loadIntegration: () => Promise.resolve({ phase: 'loading', waitingCommandIds: [], loadWanted: true }),
      loadVendorAccounts: () => Promise.resolve({ ok: true, code: null }),
      loadPsaCatalogue: () => {
        tried.open();
        return Promise.reject(ApplicationFailure.create({ type: 'PsaBusy', nextRetryDelay: '1h' }));
      },
      ...disconnecting,
    };
    await serving(script, async () => {
      const handle = await start();
      await tried.opened;
      await handle.executeUpdate(messages.disconnect, { args: [{ commandId: 'd' }] });
      await handle.result();
      expect((await handle.describe()).status.name).toBe('COMPLETED');
    });
  });

  it('decides while editions are read beside it, lets Finish wait for them, and reads them again with the next loading', async () => {
    const editions = gate();
    const began: string[] = [];
    let phase = 'loading';
    const script: Script = {
      loadIntegration: () =>
        Promise.resolve({ phase, waitingCommandIds: [], loadWanted: phase === 'loading' }),
      loadVendorAccounts: () => Promise.resolve({ ok: true, code: null }),
      loadPsaCatalogue: () => Promise.resolve({ ok: true, code: null }),
      matchExactNames: () => Promise.resolve({ matched: 0 }),
      concludeLoading: () => Promise.resolve({ phase: (phase = 'mapping') }),
      refreshEditions: async () => {
        began.push('editions');
        await editions.opened;
        began.push('editions ended');
        return { read: 1 };
      },
      applyMappingCommand: () => {
        began.push('decision');
        return Promise.resolve({ applied: 1, refused: 0 });
      },
      beginLoading: () => answered('loading'),
      finalizeIntegration: () => {
        began.push('finish');
        return answered('mapping');
      },
      ensureSchedule: () => Promise.resolve(),
      startSync: () => Promise.resolve(),
    };
    const until = (what: string) =>
      waitFor(what, 10_000, () => Promise.resolve(began.includes(what) ? true : null));
    await serving(script, async () => {
      const { workflowId } = await start();
      const handle = client.workflow.getHandle(workflowId);
      await until('editions');
      await handle.signal(messages.decideMappings, { commandId: 'c1' });
      await until('decision');
      const finishing = await handle.startUpdate(messages.finish, {
        args: [{ commandId: 'f' }],
        waitForStage: 'ACCEPTED',
      });
      await handle.signal(messages.decideMappings, { commandId: 'c2' });
      await waitFor('the line to be free while Finish waits', 10_000, () =>
        Promise.resolve(began.filter((what) => what === 'decision').length === 2 ? true : null),
      );
      expect(began).toEqual(['editions', 'decision', 'decision']);
      editions.open();
      await finishing.result();
      expect(began.slice(3)).toEqual(['editions ended', 'finish']);
      began.length = 0;
      phase = 'loading';
      await handle.executeUpdate(messages.load, { args: [{ commandId: 'l' }] });
      await until('editions ended');
      await handle.terminate();
    });
  });

  it('reads its row once more after a pause, so that a late answer does not keep it active', async () => {
    const decision = gate();
    const began = gate();
    let phase = 'loading';
    const script: Script = {
      loadIntegration: () => Promise.resolve({ phase, waitingCommandIds: ['c1'], loadWanted: false }),
      applyMappingCommand: async () => {
        began.open();
        await decision.opened;
        return { applied: 1, refused: 0 };
      },
      pauseIntegration: () => {
        phase = 'paused';
        return answered('active');
      },
    };
    phase = 'active';
    await serving(script, async () => {
      const handle = await start();
      await began.opened;
      await handle.executeUpdate(messages.pause, { args: [{ commandId: 'p' }] });
      decision.open();
      await waitFor('the phase of the row', 10_000, async () =>
        (await handle.query(messages.integrationView)).phase === 'paused' ? true : null,
      );
      await client.workflow.getHandle(handle.workflowId).terminate();
    });
  });
});

describe('a sync', () => {
  const startSync = () => {
    const input = {
      tenantId: randomUUID(),
      integrationId: randomUUID(),
      trigger: 'manual',
      mode: 'full',
    } as const;
    return client.workflow.start<SyncWorkflow>(
      workflowType.sync,
      syncStart(`sync/${randomUUID()}`, input, 'an integration'),
    );
  };
  const taken = {
    kind: 'taken',
    tenantId: 't',
    integrationId: 'i',
    syncRunId: 'r',
    fence: 1,
    heartbeatTimeoutMs: 5_000,
  };

  it('whose fence was taken fails at once with that code, and writes nothing more', async () => {
    let ends = 0;
    const script: Script = {
      beginSyncRun: () => Promise.resolve(taken),
      listVendorAccounts: () => Promise.resolve({ total: 1 }),
      readAccountBatch: () =>
        Promise.reject(ApplicationFailure.nonRetryable('a newer execution took over', 'FenceLost')),
      endSyncRun: () => {
        ends += 1;
        return Promise.reject(ApplicationFailure.nonRetryable('a newer execution took over', 'FenceLost'));
      },
    };
    await serving(script, async () => {
      const handle = await startSync();
      await expect(handle.result()).rejects.toBeInstanceOf(WorkflowFailedError);
      const { status, typedSearchAttributes } = await handle.describe();
      expect([
        status.name,
        typedSearchAttributes.get(FailureCode),
        typedSearchAttributes.get(SyncOutcome),
      ]).toEqual(['FAILED', 'FenceLost', 'failed']);
      expect(ends).toBe(0);
    });
  });

  it('whose row is missing says so where the Temporal UI filters', async () => {
    const script: Script = {
      beginSyncRun: () => Promise.reject(ApplicationFailure.nonRetryable('no such row', 'RowMissing')),
    };
    await serving(script, async () => {
      const handle = await startSync();
      await expect(handle.result()).rejects.toBeInstanceOf(WorkflowFailedError);
      expect((await handle.describe()).typedSearchAttributes.get(FailureCode)).toBe('RowMissing');
    });
  });

  it('that met code which would go another way waits, and goes on where it stood once that is mended', async () => {
    const nothing = { done: 0, failed: 0, total: 0, remaining: 0 };
    const reads: string[] = [];
    const script = (vendorAnswers: boolean): Script => ({
      beginSyncRun: () => Promise.resolve(taken),
      listVendorAccounts: () => Promise.resolve({ total: 0 }),
      readAccountBatch: () => {
        reads.push('accounts');
        return vendorAnswers ? Promise.resolve(nothing) : Promise.reject(new Error('not yet'));
      },
      readPsa: () => {
        reads.push('PSA');
        return Promise.resolve(nothing);
      },
      composeUsage: () => Promise.resolve({ lines: 0 }),
      endSyncRun: () => Promise.resolve({ outcome: 'succeeded', code: null, summary: 'succeeded' }),
    });
    const handle = await startSync();
    await serving(script(false), async () => {
      await waitFor('the reading to be tried', 10_000, () => Promise.resolve(reads.length > 0 ? true : null));
    });
    const steps = ['vendor.readAccountBatch.executeWithOptions', 'psa.readPsa.executeWithOptions'] as const;
    const { code: reordered } = await bundleWithSwappedSteps('sync.ts', ...steps);
    const failedTask = () =>
      waitFor('a workflow task to fail', 15_000, async () => {
        const { events } = await handle.fetchHistory();
        return events?.some((event) => event.workflowTaskFailedEventAttributes != null) === true
          ? true
          : null;
      });
    await serving(script(true), failedTask, reordered);
    expect((await handle.describe()).status.name).toBe('RUNNING');
    await serving(script(true), async () => {
      expect(await handle.result()).toMatchObject({ outcome: 'succeeded' });
    });
    // What the vendor had answered meanwhile is not asked for again.
    expect(reads.filter((read) => read === 'PSA')).toHaveLength(1);
    expect(reads.at(-2)).toBe('accounts');
  });

  it('that is cancelled while it ends is not left running in its row', async () => {
    const ending = gate();
    const ends: unknown[] = [];
    const script: Script = {
      beginSyncRun: () => Promise.resolve(taken),
      listVendorAccounts: () => Promise.resolve({ total: 0 }),
      readAccountBatch: () => Promise.resolve({ done: 0, failed: 0, total: 0, remaining: 0 }),
      readPsa: () => Promise.resolve({ done: 0, failed: 0, total: 0, remaining: 0 }),
      composeUsage: () => Promise.resolve({ lines: 0 }),
      // The database is away until the cancel has come.
      endSyncRun: ({ failure }: { failure?: { kind: string } }) => {
        ends.push(failure?.kind ?? 'by rows');
        ending.open();
        if (failure === undefined) return Promise.reject(new Error('no connection'));
        return Promise.resolve({ outcome: 'cancelled', code: 'SyncCancelled', summary: 'cancelled' });
      },
    };
    await serving(script, async () => {
      const handle = await startSync();
      await ending.opened;
      await handle.cancel();
      await expect(handle.result()).rejects.toBeInstanceOf(WorkflowFailedError);
      expect((await handle.describe()).status.name).toBe('CANCELLED');
      expect(ends.at(-1)).toBe('cancelled');
    });
  });
});
