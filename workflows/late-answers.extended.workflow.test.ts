import { randomUUID } from 'node:crypto';
import { ApplicationFailure, sleep as sleepInActivity, heartbeat } from '@temporalio/activity';
import { WorkflowFailedError } from '@temporalio/client';
import * as messages from '../contracts/temporal/messages.ts';
import { FailureCode, SyncOutcome } from '../contracts/temporal/search-attributes.ts';
import {
  integrationStart,
  type IntegrationWorkflow,
  syncStart,
  type SyncWorkflow,
  workflowType,
} from '../contracts/temporal/starts.ts';
import { waitFor } from '../embedded/tour/seatwise-client.ts';
import { type Script, scriptedWorkers } from '../test/environment/scripted-workers.ts';
import { bundleWithSwappedSteps } from '../test/replay/replaying.ts';

/**
 * What workflows do with answers that come late, out of order or not at all: moments that real activities cannot be
 * held in. Temporal is the real one; only here, activities answer what the case says. Everything else about workflows
 * is tested with the whole product (test/product).
 */
const workers = scriptedWorkers();

const gate = () => {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
};

const start = (script: Script) =>
  workers.start<IntegrationWorkflow>(
    script,
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
        return Promise.resolve({ applied: 1, rejected: 0 });
      },
    };
    const handle = await start(script);
    for (const odd of [[], [null], ['c0'], [{ commandId: 7 }], [{}]])
      await handle.signal('decideMappings', ...odd);
    await handle.signal(messages.decideMappings, { commandId: 'c1' });
    await handle.signal(messages.decideMappings, { commandId: 'c1' });
    await waitFor('the command', 10_000, () => Promise.resolve(applied.length > 0 ? applied : null));
    expect(await handle.query(messages.integrationView)).toMatchObject({ phase: 'mapping' });
    expect(applied).toEqual(['c1']);
    await handle.terminate();
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
    const handle = await start(script);
    const authenticating = handle.executeUpdate(messages.authenticate, { args: [{ commandId: 'a' }] });
    await began.opened;
    await handle.executeUpdate(messages.disconnect, { args: [{ commandId: 'd' }] });
    verifying.open();
    await authenticating;
    await handle.result();
    expect((await handle.describe()).status.name).toBe('COMPLETED');
  });

  it('that is disconnected stops loading instead of waiting for it', async () => {
    const stopped: string[] = [];
    const [accountsBegan, catalogBegan] = [gate(), gate()];
    const load = (name: string, began: typeof accountsBegan) => async () => {
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
      loadVendorAccounts: load('accounts', accountsBegan),
      loadPsaCatalog: load('catalog', catalogBegan),
      ...disconnecting,
    };
    const handle = await start(script);
    await Promise.all([accountsBegan.opened, catalogBegan.opened]);
    await handle.executeUpdate(messages.disconnect, { args: [{ commandId: 'd' }] });
    await handle.result();
    expect(stopped.sort()).toEqual(['accounts', 'catalog']);
  });

  it('that is disconnected while its loading waits for calls ends at once', async () => {
    const tried = gate();
    const script: Script = {
      loadIntegration: () => Promise.resolve({ phase: 'loading', waitingCommandIds: [], loadWanted: true }),
      loadVendorAccounts: () => Promise.resolve({ ok: true, code: null }),
      loadPsaCatalog: () => {
        tried.open();
        return Promise.reject(ApplicationFailure.create({ type: 'PsaBusy', nextRetryDelay: '1h' }));
      },
      ...disconnecting,
    };
    const handle = await start(script);
    await tried.opened;
    await handle.executeUpdate(messages.disconnect, { args: [{ commandId: 'd' }] });
    await handle.result();
    expect((await handle.describe()).status.name).toBe('COMPLETED');
  });

  it('that is disconnected keeps its credentials until nothing that was sent is open', async () => {
    const asked: string[] = [];
    const open = [2, 1, 0];
    const script: Script = {
      loadIntegration: () => Promise.resolve({ phase: 'active', waitingCommandIds: [], loadWanted: false }),
      ...disconnecting,
      openWrites: () => {
        const left = open.shift()!;
        asked.push(`${left} open`);
        return Promise.resolve({ open: left });
      },
      concludeDisconnect: () => {
        asked.push('credentials erased');
        return Promise.resolve();
      },
    };
    const handle = await start(script);
    await handle.executeUpdate(messages.disconnect, { args: [{ commandId: 'd' }] });
    await handle.result();
    expect(asked).toEqual(['2 open', '1 open', '0 open', 'credentials erased']);
  });

  it('applies decisions before it finishes, also those that came while Finish waited for its turn', async () => {
    const asked: string[] = [];
    const [began, verified] = [gate(), gate()];
    const script: Script = {
      loadIntegration: () => Promise.resolve({ phase: 'mapping', waitingCommandIds: [], loadWanted: false }),
      verifyVendor: async () => {
        began.open();
        await verified.opened;
        return [];
      },
      verifyPsa: () => Promise.resolve([]),
      concludeAuthentication: () => answered('mapping'),
      applyMappingCommand: ({ commandId }: messages.CommandRef) => {
        asked.push(commandId);
        return Promise.resolve({ applied: 1, rejected: 0 });
      },
      finalizeIntegration: () => {
        asked.push('finish');
        return Promise.resolve({ phase: 'mapping', result: { status: 409, body: {} } });
      },
    };
    const handle = await start(script);
    const update = { waitForStage: 'ACCEPTED' } as const;
    await handle.startUpdate(messages.authenticate, { args: [{ commandId: 'a' }], ...update });
    await began.opened;
    const finishing = await handle.startUpdate(messages.finish, { args: [{ commandId: 'f' }], ...update });
    await handle.signal(messages.decideMappings, { commandId: 'c1' });
    verified.open();
    await finishing.result();
    expect(asked).toEqual(['c1', 'finish']);
    await handle.terminate();
  });

  it('decides while editions are read beside it, lets Finish wait for them, and reads them again with the next loading', async () => {
    const editions = gate();
    const began: string[] = [];
    let phase = 'loading';
    const script: Script = {
      loadIntegration: () =>
        Promise.resolve({ phase, waitingCommandIds: [], loadWanted: phase === 'loading' }),
      loadVendorAccounts: () => Promise.resolve({ ok: true, code: null }),
      loadPsaCatalog: () => Promise.resolve({ ok: true, code: null }),
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
        return Promise.resolve({ applied: 1, rejected: 0 });
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
    const { workflowId } = await start(script);
    const handle = workers.client.workflow.getHandle(workflowId);
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

  it('reads its row once more after a pause, so that a late answer does not keep it active', async () => {
    const decision = gate();
    const began = gate();
    let phase = 'loading';
    const script: Script = {
      loadIntegration: () => Promise.resolve({ phase, waitingCommandIds: ['c1'], loadWanted: false }),
      applyMappingCommand: async () => {
        began.open();
        await decision.opened;
        return { applied: 1, rejected: 0 };
      },
      pauseIntegration: () => {
        phase = 'paused';
        return answered('active');
      },
    };
    phase = 'active';
    const handle = await start(script);
    await began.opened;
    await handle.executeUpdate(messages.pause, { args: [{ commandId: 'p' }] });
    decision.open();
    await waitFor('the phase of the row', 10_000, async () =>
      (await handle.query(messages.integrationView)).phase === 'paused' ? true : null,
    );
    await workers.client.workflow.getHandle(handle.workflowId).terminate();
  });
});

describe('a sync', () => {
  const startSync = (script: Script) => {
    const input = {
      tenantId: randomUUID(),
      integrationId: randomUUID(),
      trigger: 'manual',
      mode: 'full',
    } as const;
    return workers.start<SyncWorkflow>(
      script,
      workflowType.sync,
      syncStart(`sync/${randomUUID()}`, input, 'an integration'),
    );
  };
  const taken = {
    kind: 'taken',
    tenantId: 't',
    integrationId: 'i',
    syncRunId: 'r',
    fencingToken: 1,
    heartbeatTimeoutMs: 5_000,
  };

  it('whose fence was taken fails at once with that code, and writes nothing more', async () => {
    let ends = 0;
    const script: Script = {
      beginSyncRun: () => Promise.resolve(taken),
      listVendorAccounts: () => Promise.resolve({ total: 1 }),
      readAccountBatch: () =>
        Promise.reject(ApplicationFailure.nonRetryable('a newer execution took over', 'RunSuperseded')),
      endSyncRun: () => {
        ends += 1;
        return Promise.reject(
          ApplicationFailure.nonRetryable('a newer execution took over', 'RunSuperseded'),
        );
      },
    };
    const handle = await startSync(script);
    await expect(handle.result()).rejects.toBeInstanceOf(WorkflowFailedError);
    const { status, typedSearchAttributes } = await handle.describe();
    expect([
      status.name,
      typedSearchAttributes.get(FailureCode),
      typedSearchAttributes.get(SyncOutcome),
    ]).toEqual(['FAILED', 'RunSuperseded', 'failed']);
    expect(ends).toBe(0);
  });

  it('whose row is missing says so where the Temporal UI filters', async () => {
    const script: Script = {
      beginSyncRun: () => Promise.reject(ApplicationFailure.nonRetryable('no such row', 'RowMissing')),
    };
    const handle = await startSync(script);
    await expect(handle.result()).rejects.toBeInstanceOf(WorkflowFailedError);
    expect((await handle.describe()).typedSearchAttributes.get(FailureCode)).toBe('RowMissing');
  });

  it('that met code which would go another way waits, and goes on where it stood once that is mended', async () => {
    const nothing = { done: 0, failed: 0, total: 0, remaining: 0 };
    const reads: string[] = [];
    let vendorAnswers = false;
    const script: Script = {
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
      endSyncRun: () => Promise.resolve({ outcome: 'succeeded', code: null, text: null }),
    };
    const steps = ['vendor.readAccountBatch.executeWithOptions', 'psa.readPsa.executeWithOptions'] as const;
    const { code: reordered } = await bundleWithSwappedSteps(...steps);
    const handle = await startSync(script);
    await waitFor('the reading to be tried', 10_000, () => Promise.resolve(reads.length > 0 ? true : null));
    const failedTask = async () => {
      vendorAnswers = true;
      await waitFor('a workflow task to fail', 15_000, async () => {
        const { events } = await handle.fetchHistory();
        return events?.some((event) => event.workflowTaskFailedEventAttributes != null) === true
          ? true
          : null;
      });
      expect((await handle.describe()).status.name).toBe('RUNNING');
    };
    await workers.withWorkflows(reordered, failedTask);
    expect(await handle.result()).toMatchObject({ outcome: 'succeeded' });
    // What the vendor had answered meanwhile is not asked for again.
    expect(reads.filter((read) => read === 'PSA')).toHaveLength(1);
    expect(reads.at(-2)).toBe('accounts');
  });

  it('that is canceled while it ends is not left running in its row', async () => {
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
        return Promise.resolve({ outcome: 'canceled', code: 'SyncCanceled', text: null });
      },
    };
    const handle = await startSync(script);
    await ending.opened;
    await handle.cancel();
    await expect(handle.result()).rejects.toBeInstanceOf(WorkflowFailedError);
    expect((await handle.describe()).status.name).toBe('CANCELLED');
    expect(ends.at(-1)).toBe('canceled');
  });

  it('completes as its row says where the cancel came after the row had ended', async () => {
    const ending = gate();
    const handle = await startSync({
      beginSyncRun: () => Promise.resolve(taken),
      listVendorAccounts: () => Promise.resolve({ total: 0 }),
      readAccountBatch: () => Promise.resolve({ done: 0, failed: 0, total: 0, remaining: 0 }),
      readPsa: () => Promise.resolve({ done: 0, failed: 0, total: 0, remaining: 0 }),
      composeUsage: () => Promise.resolve({ lines: 0 }),
      endSyncRun: ({ failure }: { failure?: { kind: string } }) => {
        ending.open();
        // Its answer is lost, as when the worker is killed right after the commit.
        if (failure === undefined) return Promise.reject(new Error('no connection'));
        return Promise.resolve({ outcome: 'partial', code: null, text: null });
      },
    });
    await ending.opened;
    await handle.cancel();
    expect(await handle.result()).toMatchObject({ outcome: 'partial' });
  });
});
