import { randomUUID } from 'node:crypto';
import { ApplicationFailure, CancelledFailure, Context } from '@temporalio/activity';
import { WorkflowFailedError } from '@temporalio/client';
import type {
  PsaActivities,
  ReconActivities,
  BatchResult,
  SyncFailure,
  VendorActivities,
} from '../contracts/temporal/activities.ts';
import { type SyncInput, syncProgress } from '../contracts/temporal/messages.ts';
import { syncWorkflowId } from '../contracts/temporal/names.ts';
import { syncStart, type SyncWorkflow, workflowType } from '../contracts/temporal/starts.ts';
import { waitFor } from '../embedded/tour/seatwise-client.ts';
import { patienceMs } from '../test/environment/patience.ts';
import { scriptedWorkers } from '../test/environment/scripted-workers.ts';

/** How the two sides of a run go on beside each other, at moments that real vendors cannot be held in. */
const workers = scriptedWorkers();

type Script = Pick<ReconActivities, 'beginSyncRun' | 'composeUsage' | 'endSyncRun'> &
  Pick<VendorActivities, 'listVendorAccounts' | 'readAccountBatch'> &
  Pick<PsaActivities, 'readPsa'>;

/** What happened, in order. */
let seen: string[] = [];
let failures: (SyncFailure | undefined)[] = [];
beforeEach(() => {
  seen = [];
  failures = [];
});

const slice = (done: number, total: number): BatchResult => ({
  done,
  total,
  failed: 0,
  remaining: total - done,
});

/** Resolves once `open` was called. */
function gate() {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { open, passed };
}

async function start(script: Partial<Script>) {
  const input: SyncInput = {
    tenantId: randomUUID(), integrationId: randomUUID(), trigger: 'manual', mode: 'full',
  }; // prettier-ignore
  const run = { ...input, syncRunId: randomUUID(), fencingToken: 1 };
  const noted =
    <T>(name: string, answer: T) =>
    () => {
      seen.push(name);
      return Promise.resolve(answer);
    };
  const whole: Script = {
    beginSyncRun: noted('begin', { kind: 'taken', heartbeatTimeoutMs: 20_000, ...run } as const),
    listVendorAccounts: noted('list', { total: 2 }),
    readAccountBatch: noted('accounts', slice(2, 2)),
    readPsa: noted('agreements', slice(3, 3)),
    composeUsage: noted('compose', { lines: 1 }),
    endSyncRun: ({ failure }) => {
      seen.push('end');
      failures.push(failure);
      return Promise.resolve({
        outcome: failure?.kind ?? 'succeeded',
        code: failure?.code ?? null,
        text: 'x',
      });
    },
    ...script,
  };
  const workflowId = syncWorkflowId(input.integrationId, 'manual', randomUUID());
  return workers.start<SyncWorkflow>(
    whole,
    workflowType.sync,
    syncStart(workflowId, input, 'an integration'),
  );
}

const happened = (what: string): Promise<true> =>
  waitFor(what, patienceMs, () => Promise.resolve(seen.includes(what) ? true : null));

const rejected = (code: string) => () => {
  seen.push('failed');
  return Promise.reject(ApplicationFailure.nonRetryable('rejected', code));
};

describe('both sides of a run', () => {
  it('are read at the same time, and progress shows both', async () => {
    const accounts = gate();
    const handle = await start({
      readAccountBatch: async () => {
        await accounts.passed;
        seen.push('accounts');
        return slice(2, 2);
      },
    });
    await happened('agreements');
    const progress = await waitFor('progress of the PSA', patienceMs, async () => {
      const now = await handle.query(syncProgress);
      return now.agreementsDone === 3 && now.accountsTotal === 2 ? now : null;
    });
    expect(progress).toMatchObject({ step: 'reading', accountsDone: 0, agreementsTotal: 3 });
    expect(seen).not.toContain('compose');
    accounts.open();
    await handle.result();
    expect(seen.slice(-3)).toEqual(['accounts', 'compose', 'end']);
    const { historyLength } = await handle.describe();
    // As many as one after the other: three for each of six activities and each workflow task, start, end and outcome.
    // 42 as one after the other; a task of the workflow that comes too late makes more.
    expect(historyLength).toBeLessThanOrEqual(46);
  });

  it.each([
    {
      side: 'accounts',
      failing: (other: Promise<void>) => ({
        listVendorAccounts: rejected('AccountListEmpty'),
        readPsa: batches(other),
      }),
      code: 'AccountListEmpty',
    },
    {
      side: 'agreements',
      failing: (other: Promise<void>) => ({
        readPsa: rejected('PsaListIncomplete'),
        readAccountBatch: batches(other),
      }),
      code: 'PsaListIncomplete',
    },
  ])('reads the other to its end where $side fail, and ends as failed', async ({ failing, code }) => {
    const other = gate();
    const handle = await start(failing(other.passed));
    await happened('failed');
    other.open();
    await expect(handle.result()).rejects.toBeInstanceOf(WorkflowFailedError);
    expect(seen.filter((one) => one === 'slice')).toHaveLength(2);
    expect(seen.at(-1)).toBe('end');
    expect(seen).not.toContain('compose');
    expect(failures).toEqual([expect.objectContaining({ kind: 'failed', code })]);
  });

  it.each(['SyncStopped', 'RunSuperseded'])(
    'does not wait for the other where one ends with %s',
    async (code) => {
      const handle = await start({ listVendorAccounts: rejected(code), readPsa: untilCanceled });
      await expect(handle.result()).rejects.toBeInstanceOf(WorkflowFailedError);
      await happened('canceled');
      expect(seen.includes('end')).toBe(code === 'SyncStopped');
    },
  );

  it('end with the first failure where a cancel comes while the other reads on', async () => {
    const handle = await start({ listVendorAccounts: rejected('AccountListEmpty'), readPsa: untilCanceled });
    // The workflow has to know of the failure: a cancel that comes in the same task is the first thing it sees.
    await waitFor('the failure in the workflow', patienceMs, async () => {
      const { events } = await handle.fetchHistory();
      const failed = events?.findIndex((event) => event.activityTaskFailedEventAttributes != null) ?? -1;
      const isKnown = events
        ?.slice(failed)
        .some((event) => event.workflowTaskCompletedEventAttributes != null);
      return failed >= 0 && isKnown === true ? true : null;
    });
    await handle.cancel();
    await expect(handle.result()).rejects.toBeInstanceOf(WorkflowFailedError);
    await happened('canceled');
    expect(failures).toEqual([expect.objectContaining({ code: 'AccountListEmpty' })]);
  });

  it('are both canceled with the run', async () => {
    const handle = await start({ readAccountBatch: untilCanceled, readPsa: untilCanceled });
    await waitFor('both', patienceMs, () =>
      Promise.resolve(seen.filter((one) => one === 'begun').length === 2 ? true : null),
    );
    await handle.cancel();
    await expect(handle.result()).rejects.toThrow();
    expect(failures).toEqual([expect.objectContaining({ kind: 'canceled' })]);
  });
});

/** Two slices, the first of which comes once `passed` has. */
function batches(passed: Promise<void>): () => Promise<BatchResult> {
  let done = 0;
  return async () => {
    await passed;
    seen.push('slice');
    done += 1;
    return slice(done, 2);
  };
}

async function untilCanceled(): Promise<never> {
  const { heartbeat, cancelled } = Context.current();
  seen.push('begun');
  const beats = setInterval(() => heartbeat(), 50);
  try {
    return await cancelled;
  } catch (error) {
    if (error instanceof CancelledFailure) seen.push('canceled');
    throw error;
  } finally {
    clearInterval(beats);
  }
}
