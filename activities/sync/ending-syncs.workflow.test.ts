import { asWritten } from '../../messages/message.ts';
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import {
  activitiesUnderTest,
  type ActivitiesUnderTest,
  runActivity,
} from '../../test/environment/activities-under-test.ts';
import { testNamespace } from '../../test/environment/temporal.ts';
import type { SyncFailure, SyncRunRef } from '../../contracts/temporal/activities.ts';
import { readComposedLine } from '../../db/model/stored-documents.ts';
import { shareIntegration } from '../../db/integrations/integrations.ts';
import { claim, pendingReads, storeAccountReads } from '../../db/readings/account-reads.ts';
import { forcePhase } from '../../test/environment/seeded-integration.ts';
import { raiseNotice } from '../../db/notices/notices.ts';
import { createBeginSyncRun } from './begin-sync-run.ts';
import { createEndSyncRun } from './end-sync-run.ts';
import { createListVendorAccounts } from './list-vendor-accounts.ts';
import { createReadAccountBatch } from './read-account-batch.ts';
import { createReadPsa } from './read-psa.ts';
import { readRun } from './whole-syncs.fixture.ts';

let under: ActivitiesUnderTest;

beforeAll(async () => {
  under = await activitiesUnderTest(await testNamespace());
});
afterEach(async () => {
  await under.db
    .updateTable('syncRun')
    .set({ state: 'failed' })
    .where('state', 'in', ['queued', 'running'])
    .execute();
});
afterAll(() => under.close());

async function wholeRun(): Promise<SyncRunRef> {
  const run = await under.newRun();
  await readRun(under, run);
  return run;
}

const rowOf = (run: SyncRunRef) =>
  under.db.selectFrom('syncRun').selectAll().where('id', '=', run.syncRunId).executeTakeFirstOrThrow();

const endsAudited = async (run: SyncRunRef, action = 'sync.ended'): Promise<number> =>
  (
    await under.db
      .selectFrom('auditEvent')
      .select('id')
      .where('objectId', '=', run.syncRunId)
      .where('action', '=', action)
      .execute()
  ).length;

/** Usage lines of one account each, as composed. */
async function linesByAccount() {
  const lines = await under.db
    .selectFrom('usageLine')
    .select(['composed', 'form'])
    .orderBy('groupKey')
    .execute();
  return lines.flatMap(({ composed, form }) => {
    const { kind, accounts, vendorQuantity, notRead } = readComposedLine(composed, form);
    return accounts.length === 1
      ? [{ kind, accountId: accounts[0]!.accountId, vendorQuantity, notRead }]
      : [];
  });
}

async function foreignIds(): Promise<ReadonlyMap<string, string>> {
  const rows = await under.db.selectFrom('vendorAccount').select(['id', 'foreignId']).execute();
  return new Map(rows.map((row) => [row.id, row.foreignId]));
}

const begin = (workflowId: string, temporalRunId: string = randomUUID()) =>
  runActivity(createBeginSyncRun(under.deps()), {
    ...under.key,
    trigger: 'manual',
    mode: 'full',
    workflowId,
    temporalRunId,
  });

const setPhaseOf = (phase: 'paused' | 'active') => forcePhase(under.db, under.key, phase);

describe('ending a run', () => {
  it('twice, and at once, ends it once, from its rows', async () => {
    const run = await wholeRun();
    const end = createEndSyncRun(under.deps());
    const ends = await Promise.all([runActivity(end, run), runActivity(end, run)]);
    expect(ends.map(({ outcome }) => outcome)).toEqual(['succeeded', 'succeeded']);
    const row = await rowOf(run);
    expect(row).toMatchObject({
      state: 'succeeded',
      accountsListed: 16,
      counted: 16,
      failed: 0,
      gone: 0,
      seatsCounted: 250,
    });
    expect(await endsAudited(run)).toBe(1);
    // A failure reported afterwards, as by an attempt that hung: the first end stands.
    const failure = { kind: 'failed', code: 'SyncTimedOut', detail: asWritten('late') } as const;
    expect(await runActivity(end, { ...run, failure })).toMatchObject({ outcome: 'succeeded' });
    expect(await rowOf(run)).toEqual(row);
    expect(await endsAudited(run)).toBe(1);
  });

  it('is rejected while accounts are pending, and may be asked again', async () => {
    const run = await under.newRun();
    await runActivity(createListVendorAccounts(under.deps()), run);
    await runActivity(createReadAccountBatch(under.deps({ batchItems: 3 })), run);
    await expect(runActivity(createEndSyncRun(under.deps()), run)).rejects.toMatchObject({
      type: 'PendingAccountsLeft',
      nonRetryable: false,
    });
    expect(await rowOf(run)).toMatchObject({ state: 'running', endedAt: null });
    await runActivity(createReadAccountBatch(under.deps()), run);
    expect(await runActivity(createEndSyncRun(under.deps()), run)).toMatchObject({ outcome: 'succeeded' });
  });

  it('canceled keeps what was read', async () => {
    const run = await under.newRun();
    await runActivity(createListVendorAccounts(under.deps()), run);
    await runActivity(createReadAccountBatch(under.deps({ batchItems: 3 })), run);
    const failure = { kind: 'canceled', code: 'SyncCanceled', detail: null } as const;
    expect(await runActivity(createEndSyncRun(under.deps()), { ...run, failure })).toMatchObject({
      outcome: 'canceled',
    });
    expect(await rowOf(run)).toMatchObject({ state: 'canceled', counted: 3, accountsListed: 16 });
  });

  const byFailure = (failure: SyncFailure) => async (run: SyncRunRef) => {
    await runActivity(createEndSyncRun(under.deps()), { ...run, failure });
  };
  it.each([
    {
      how: 'failed',
      ends: byFailure({ kind: 'failed', code: 'SyncTimedOut', detail: asWritten('after six hours') }),
    },
    {
      how: 'canceled',
      ends: byFailure({ kind: 'canceled', code: 'SyncCanceled', detail: null }),
    },
    {
      how: 'reset while the integration is paused',
      ends: async (run: SyncRunRef) => {
        await setPhaseOf('paused');
        const { workflowId } = await rowOf(run);
        await expect(begin(workflowId)).rejects.toMatchObject({ type: 'SyncStopped' });
        await setPhaseOf('active');
      },
    },
  ])('$how composes what it had read: complete counts, and failed readings too', async ({ ends }) => {
    await runActivity(createEndSyncRun(under.deps()), await wholeRun());
    const before = await linesByAccount();
    const [grows, fails] = before.filter(({ kind }) => kind === 'match' || kind === 'unmapped');
    const foreign = await foreignIds();
    await under.control.changeDuoUsers(foreign.get(grows!.accountId)!, { action: 'add', count: 3 });
    const fault = await under.control.inject({
      vendor: 'duo',
      path: '/admin/v1/users',
      accountId: foreign.get(fails!.accountId)!,
      fault: { kind: 'status', status: 502 },
    });
    const run = await under.newRun();
    await runActivity(createListVendorAccounts(under.deps()), run);
    await runActivity(createReadAccountBatch(under.deps()), run);
    await ends(run);
    await under.control.clear(fault.id);
    const after = new Map((await linesByAccount()).map((line) => [line.accountId, line]));
    expect(after.get(grows!.accountId)).toMatchObject({ vendorQuantity: grows!.vendorQuantity! + 3 });
    expect(after.get(fails!.accountId)).toMatchObject({
      vendorQuantity: fails!.vendorQuantity,
      notRead: { code: 'VendorServerError' },
    });
  });

  it('by an execution that was taken over ends nothing', async () => {
    const run = await under.newRun();
    await under.takenOver(run);
    const failure = { kind: 'failed', code: 'SyncTimedOut', detail: asWritten('late') } as const;
    for (const input of [run, { ...run, failure }])
      await expect(runActivity(createEndSyncRun(under.deps()), input)).rejects.toMatchObject({
        type: 'RunSuperseded',
        nonRetryable: true,
      });
    expect(await rowOf(run)).toMatchObject({ state: 'running' });
  });
});

describe('children that reject the key while the account list answers to it', () => {
  const reject = (accountId: string) =>
    under.control.inject({
      vendor: 'duo',
      path: '/admin/v1/users',
      accountId,
      fault: { kind: 'duo-error', code: 40103 },
    });
  const phase = (): Promise<unknown> =>
    under.db.selectFrom('integration').select(['phase', 'phaseCode']).executeTakeFirstOrThrow();
  const children = async (): Promise<readonly string[]> =>
    (await under.control.duoAccounts()).children.map(({ accountId }) => accountId);
  afterEach(async () => {
    await under.control.clear();
    await forcePhase(under.db, under.key, 'active');
  });

  it('one: the run is partial, and the integration goes on', async () => {
    await reject((await children())[0]!);
    const run = await wholeRun();
    expect(await runActivity(createEndSyncRun(under.deps()), run)).toMatchObject({
      outcome: 'partial',
      unread: [{ code: 'VendorAccountRejectsKey', what: 'accounts', count: 1 }],
    });
    expect(await phase()).toMatchObject({ phase: 'active' });
  });

  it('one that is excluded, or whose cause was acknowledged: the run succeeds', async () => {
    const [accountId] = await children();
    await reject(accountId!);
    const acknowledge = (code: string | null) =>
      under.db
        .updateTable('vendorAccount')
        .set({ acknowledgedCode: code })
        .where('foreignId', '=', accountId!)
        .execute();
    const run = await wholeRun();
    await acknowledge('VendorAccountRejectsKey');
    expect(await runActivity(createEndSyncRun(under.deps()), run)).toMatchObject({ outcome: 'succeeded' });
    await acknowledge(null);
  });

  it("all: the run fails with the credential's cause, and the integration needs attention", async () => {
    for (const accountId of await children()) await reject(accountId);
    const run = await wholeRun();
    expect(await runActivity(createEndSyncRun(under.deps()), run)).toMatchObject({
      outcome: 'failed',
      code: 'VendorSignatureRejected',
      text: expect.stringContaining('Every account rejected the key.'),
    });
    expect(await phase()).toMatchObject({ phase: 'needs-attention' });
  });
});

describe('agreements that the role may not open', () => {
  const restrict = async (restricted: boolean) => {
    for (const { id } of (await under.control.scenarioOf('connectwise')).agreements)
      await under.control.changeAgreement(id, { restricted });
  };
  afterEach(() => forcePhase(under.db, under.key, 'active'));

  it('all: the run fails with the right that is missing, and the integration needs attention', async () => {
    await restrict(true);
    const run = await wholeRun();
    await restrict(false);
    expect(await runActivity(createEndSyncRun(under.deps()), run)).toMatchObject({
      outcome: 'failed',
      code: 'PsaRightMissing',
      text: expect.stringContaining('Finance → Agreements: Inquire, level All'),
    });
    expect((await under.db.selectFrom('integration').select('phase').executeTakeFirstOrThrow()).phase).toBe(
      'needs-attention',
    );
  });
});

describe('a run that ends well', () => {
  const rejected = async (): Promise<readonly string[]> =>
    (
      await under.db
        .selectFrom('notice')
        .select('subject')
        .where('code', '=', 'CredentialsRejected')
        .where('state', '=', 'open')
        .orderBy('subject')
        .execute()
    ).map(({ subject }) => subject);

  it('ends what was said of credentials that were rejected, a retry only of those it surely used', async () => {
    await under.db.transaction().execute(async (tx) => {
      for (const subject of ['accounts-api', 'admin-api', 'psa'])
        await raiseNotice(tx, under.key, {
          code: 'CredentialsRejected',
          subject,
          detail: asWritten('rejected'),
        });
    });
    const before = await wholeRun();
    await under.ended(before, 'succeeded');
    const retry = await under.newRun({ mode: 'failed-accounts', ofRunId: before.syncRunId });
    await runActivity(createListVendorAccounts(under.deps()), retry);
    await runActivity(createReadPsa(under.deps()), retry);
    await runActivity(createEndSyncRun(under.deps()), retry);
    expect(await rejected()).toEqual(['admin-api', 'psa']);
    await runActivity(createEndSyncRun(under.deps()), await wholeRun());
    expect(await rejected()).toEqual([]);
  });
});

describe('a run that ends well but suspiciously', () => {
  const openNotices = async (): Promise<readonly string[]> =>
    (
      await under.db.selectFrom('notice').select('code').where('state', '=', 'open').orderBy('code').execute()
    ).map(({ code }) => code);
  const ends = async (run: SyncRunRef) => runActivity(createEndSyncRun(under.deps()), run);

  it('lists far fewer accounts than the one before: it says so, with one notice until they are back', async () => {
    const before = await wholeRun();
    await ends(before);
    const fewer = await under.newRun();
    await runActivity(createListVendorAccounts(under.deps()), fewer);
    await under.db
      .updateTable('accountWork')
      .set({ accountIds: sql`account_ids[5:]` })
      .where('syncRunId', '=', fewer.syncRunId)
      .execute();
    await runActivity(createReadAccountBatch(under.deps()), fewer);
    const end = await ends(fewer);
    expect(end).toMatchObject({ outcome: 'succeeded', code: 'AccountsMissing' });
    expect(end.text).toContain('The vendor lists 12 accounts, down from 16 in the previous run.');
    expect(await rowOf(fewer)).toMatchObject({
      state: 'succeeded',
      code: null,
      warnings: [
        {
          code: 'AccountsMissing',
          detail: { id: 'runs.accounts-fewer', params: { listed: 12, before: 16 } },
        },
      ],
    });
    expect(await openNotices()).toContain('AccountsMissing');
    const back = await wholeRun();
    expect(await ends(back)).toMatchObject({ outcome: 'succeeded', code: null });
    expect(await rowOf(back)).toMatchObject({ warnings: [] });
    expect(await openNotices()).not.toContain('AccountsMissing');
  });

  it('skipped an excluded account: it succeeded, and says so', async () => {
    const run = await wholeRun();
    const read = await under.db
      .selectFrom('accountRead')
      .select(['id', 'vendorAccountId'])
      .where(sql<boolean>`${run.syncRunId} = any(run_ids)`)
      .executeTakeFirstOrThrow();
    await under.db
      .updateTable('accountRead')
      .set({ state: 'failed', code: 'VendorCrossDeployment', seats: null, seatCountId: null })
      .where('id', '=', read.id)
      .execute();
    await under.db
      .updateTable('vendorAccount')
      .set({ acknowledgedCode: 'VendorCrossDeployment' })
      .where('id', '=', read.vendorAccountId)
      .execute();
    expect(await ends(run)).toMatchObject({ outcome: 'succeeded', code: 'AccountsSkipped' });
    expect(await rowOf(run)).toMatchObject({ failed: 1, warnings: [{ code: 'AccountsSkipped' }] });
    expect((await openNotices()).filter((code) => code !== 'UnmappedNewAccount')).toEqual([]);
  });

  it('of a retry that found nothing to retry says that it read nothing', async () => {
    const run = await wholeRun();
    await ends(run);
    const retry = await under.newRun({ mode: 'failed-accounts', ofRunId: run.syncRunId });
    await runActivity(createListVendorAccounts(under.deps()), retry);
    await runActivity(createReadPsa(under.deps()), retry);
    expect(await ends(retry)).toMatchObject({ outcome: 'succeeded', code: 'NothingRead' });
  });
});

describe('beginning a run', () => {
  it('again by the same execution gives the same fencing token; by a newer one a newer', async () => {
    const first = await begin('sync/one', 'execution-1');
    expect(await begin('sync/one', 'execution-1')).toEqual(first);
    const second = await begin('sync/one', 'execution-2');
    expect(
      first.kind === 'taken' && second.kind === 'taken' && second.fencingToken - first.fencingToken,
    ).toBe(1);
  });

  it('takes over from a run whose workflow is gone, and only one of two that come at once does', async () => {
    const orphan = await under.newRun();
    await runActivity(createListVendorAccounts(under.deps()), orphan);
    await runActivity(createReadAccountBatch(under.deps({ batchItems: 3 })), orphan);
    const taken = await Promise.all([begin('sync/two'), begin('sync/three')]);
    // Its sums are those of what it had read, also where an earlier execution of it had others.
    expect(await rowOf(orphan)).toMatchObject({
      state: 'failed', code: 'Orphaned', accountsListed: 16, counted: 3, failed: 0,
    }); // prettier-ignore
    expect(await endsAudited(orphan, 'sync.orphan-ended')).toBe(1);
    // Neither has a workflow that Temporal knows, so the later one takes over from the earlier.
    expect(taken.map(({ kind }) => kind)).toEqual(['taken', 'taken']);
    const active = await under.db.selectFrom('syncRun').select('id').where('state', '=', 'running').execute();
    expect(active).toHaveLength(1);
  });

  it('ends an orphan with what an attempt of it is storing just then', async () => {
    const orphan = await under.newRun();
    await runActivity(createListVendorAccounts(under.deps()), orphan);
    await runActivity(createReadAccountBatch(under.deps({ batchItems: 3 })), orphan);
    const taken = await under.db.transaction().execute(async (attempt) => {
      await shareIntegration(attempt, orphan);
      expect(await claim(attempt, orphan)).toBe('held');
      const taking = begin('sync/beside-an-attempt');
      await waitFor('the newer run to wait for the attempt', 10_000, async () => {
        const { rows } = await sql`select 1 from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`.execute(under.db);
        return rows.length > 0 ? true : null;
      });
      const [next] = await pendingReads(attempt, orphan, 1);
      const read = { kind: 'failed', code: 'VendorRejected', detail: null, calls: 1 } as const;
      await storeAccountReads(attempt, orphan, [{ accountId: next!.accountId, read, at: new Date() }]);
      // In a list: the transaction would wait for the promise itself.
      return [taking];
    });
    await Promise.all(taken);
    expect(await rowOf(orphan)).toMatchObject({ code: 'Orphaned', counted: 3, failed: 1 });
  });

  it('ends an orphan that had listed nothing without sums, since none is known', async () => {
    const orphan = await under.newRun();
    await begin('sync/after-nothing');
    expect(await rowOf(orphan)).toMatchObject({
      code: 'Orphaned', accountsListed: null, counted: null, seatsCounted: null, vendorCallsFormula: null, vendorCalls: 0,
    }); // prettier-ignore
  });

  it('of an integration that was paused meanwhile ends the waiting run instead of leaving it', async () => {
    const run = await under.newRun();
    await under.db.updateTable('syncRun').set({ state: 'queued' }).where('id', '=', run.syncRunId).execute();
    await setPhaseOf('paused');
    const { workflowId } = await rowOf(run);
    await expect(begin(workflowId)).rejects.toMatchObject({ type: 'SyncStopped', nonRetryable: true });
    expect(await rowOf(run)).toMatchObject({ state: 'canceled', code: 'SyncStopped' });
    await expect(begin('sync/never-queued')).rejects.toMatchObject({ type: 'SyncStopped' });
    await setPhaseOf('active');
  });
});
