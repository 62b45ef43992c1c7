import { sql } from 'kysely';
import { patienceMs } from '../../test/environment/patience.ts';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import {
  activitiesUnderTest,
  type ActivitiesUnderTest,
  runActivity,
} from '../../test/environment/activities-under-test.ts';
import { accountReadsOf } from '../../db/model/reads-of-run.ts';
import type { SyncRunRef } from '../../contracts/temporal/activities.ts';
import { requestCancel, findRun } from '../../db/runs/sync-runs.ts';
import { createListVendorAccounts } from './list-vendor-accounts.ts';
import { createReadAccountBatch } from './read-account-batch.ts';
import { createReadPsa } from './read-psa.ts';

/** 15 children and the parent: scenario `small`. */
const accounts = 16;
let under: ActivitiesUnderTest;

beforeAll(async () => {
  under = await activitiesUnderTest();
});
afterEach(async () => {
  await under.control.latency(0);
  await under.control.clear();
  await under.db.updateTable('syncRun').set({ state: 'failed' }).where('state', '=', 'running').execute();
});
afterAll(() => under.close());

const list = (run: SyncRunRef) => runActivity(createListVendorAccounts(under.deps()), run);

async function listed(): Promise<SyncRunRef> {
  const run = await under.newRun();
  await list(run);
  return run;
}

const rowsOf = (run: SyncRunRef) =>
  under.db
    .selectFrom(accountReadsOf(run.tenantId, run.syncRunId).as('r'))
    .selectAll()
    .orderBy('vendorAccountId')
    .execute();

const countsOf = (run: SyncRunRef) =>
  under.db
    .selectFrom(accountReadsOf(run.tenantId, run.syncRunId).as('r'))
    .innerJoin('seatCount', 'seatCount.id', 'r.seatCountId')
    .select(['seatCount.vendorAccountId', 'seatCount.seats'])
    .execute();

/** Calls for users, one each account and page; all accounts of `small` fit one page. */
async function userCallsSince(seq: number): Promise<readonly (string | null)[]> {
  const calls = await under.vendorCalls();
  return calls
    .filter((call) => call.seq > seq && call.path === '/admin/v1/users')
    .map(({ accountId }) => accountId);
}
const now = async (): Promise<number> => (await under.vendorCalls()).at(-1)?.seq ?? 0;

async function expectEachCountedOnce(run: SyncRunRef, seatsOfAll = 250): Promise<void> {
  const rows = await rowsOf(run);
  expect(rows).toHaveLength(accounts);
  expect(rows.filter(({ state }) => state !== 'counted')).toEqual([]);
  const counts = await countsOf(run);
  expect(new Set(counts.map(({ vendorAccountId: id }) => id)).size).toBe(accounts);
  expect(counts).toHaveLength(accounts);
  const seats = counts.reduce((sum, count) => sum + count.seats, 0);
  expect(rows.reduce((sum, row) => sum + row.seats!, 0)).toBe(seats);
  expect(seats).toBe(seatsOfAll);
}

describe('listing the accounts of a run', () => {
  it('again gives the same rows and asks Duo nothing', async () => {
    const run = await under.newRun();
    const before = await now();
    expect(await list(run)).toEqual({ total: accounts });
    const rows = await rowsOf(run);
    expect(await list(run)).toEqual({ total: accounts });
    expect(await rowsOf(run)).toEqual(rows);
    expect((await under.vendorCalls()).filter(({ seq }) => seq > before)).toHaveLength(1);
  });

  it('again after some were read leaves what was read', async () => {
    const run = await listed();
    await runActivity(createReadAccountBatch(under.deps({ batchItems: 5 })), run);
    const rows = await rowsOf(run);
    await list(await under.takenOver(run));
    expect(await rowsOf(run)).toEqual(rows);
  });

  it('by two attempts at once makes each row once', async () => {
    const run = await under.newRun();
    const totals = await Promise.all([list(run), list(run)]);
    expect(totals).toEqual([{ total: accounts }, { total: accounts }]);
    expect(await rowsOf(run)).toHaveLength(accounts);
    const known = await under.db.selectFrom('vendorAccount').select('foreignId').execute();
    expect(new Set(known.map((one) => one.foreignId)).size).toBe(known.length);
  });

  it('keeps the name of an account that is listed without one', async () => {
    await under.ended(await listed(), 'succeeded');
    const { accountId, name } = (await under.control.duoAccounts()).children[1]!;
    await under.control.changeDuoAccount(accountId, { name: '' });
    await under.ended(await listed(), 'succeeded');
    await under.control.changeDuoAccount(accountId, { name });
    const known = under.db.selectFrom('vendorAccount').select('name').where('foreignId', '=', accountId);
    expect(await known.execute()).toEqual([{ name }]);
  });

  it('of a run that another execution took over writes nothing', async () => {
    const run = await under.newRun();
    await under.takenOver(run);
    await expect(list(run)).rejects.toMatchObject({ type: 'RunSuperseded', nonRetryable: true });
    expect(await rowsOf(run)).toEqual([]);
  });
});

describe('reading a slice of accounts', () => {
  it('of a run without any pending asks nothing and says that nothing is left', async () => {
    const run = await under.newRun();
    const before = await now();
    const slice = await runActivity(createReadAccountBatch(under.deps()), run);
    expect(slice).toEqual({ total: 0, remaining: 0, done: 0, failed: 0 });
    expect(await userCallsSince(before)).toEqual([]);
  });

  it('goes on where the slice before ended, and reads each account once', async () => {
    const run = await listed();
    const before = await now();
    const read = createReadAccountBatch(under.deps({ batchItems: 7 }));
    const remaining: number[] = [];
    do remaining.push((await runActivity(read, run)).remaining);
    while (remaining.at(-1) !== 0);
    expect(remaining).toEqual([9, 2, 0]);
    const calls = await userCallsSince(before);
    expect([calls.length, new Set(calls).size]).toEqual([accounts, accounts]);
    await expectEachCountedOnce(run);
  });

  it('keeps of a seat why it looks unused, with no call more, and forgets it with the user', async () => {
    const before = await now();
    await runActivity(createReadAccountBatch(under.deps()), await listed());
    const calls = (await under.vendorCalls()).filter(({ seq }) => seq > before).map(({ path }) => path);
    expect(calls.filter((path) => path !== '/admin/v1/users')).toEqual(['/accounts/v1/account/list']);
    expect(calls).toHaveLength(1 + accounts);

    const signOf = (userId: string) =>
      under.db
        .selectFrom('seatHolder')
        .select(['unused', 'unusedSince'])
        .where('vendorUserId', '=', userId)
        .executeTakeFirstOrThrow();
    const [child] = (await under.control.duoAccounts()).children;
    const users = await under.control.duoUsers(child!.accountId);
    const asked = { isEnrolled: true, status: 'active' };
    const idle = users.find((user) => user.isEnrolled && user.status === 'active');
    expect({ ...asked, ...idle }).toMatchObject(asked);
    expect(await signOf(idle!.userId)).toEqual({ unused: null, unusedSince: null });

    const readAgain = async () => {
      await under.db.updateTable('syncRun').set({ state: 'failed' }).where('state', '=', 'running').execute();
      await runActivity(createReadAccountBatch(under.deps()), await listed());
    };
    const change = { userIds: [idle!.userId] };
    await under.control.changeDuoUsers(child!.accountId, {
      action: 'set-status',
      status: 'disabled',
      ...change,
    });
    await readAgain();
    expect(await signOf(idle!.userId)).toEqual({ unused: 'disabled', unusedSince: null });
    await under.control.changeDuoUsers(child!.accountId, { action: 'trash', ...change });
    await readAgain();
    expect(await signOf(idle!.userId)).toEqual({ unused: null, unusedSince: null });
    await under.control.changeDuoUsers(child!.accountId, { action: 'restore', ...change });
  });

  it('reads on while what it read waits to be stored, and stores many accounts in few transactions', async () => {
    const run = await listed();
    const before = await now();
    const calls = async () => (await userCallsSince(before)).length;
    let reading: Promise<unknown> = Promise.resolve();
    await under.db.transaction().execute(async (tx) => {
      await tx.selectFrom('syncRun').select('id').where('id', '=', run.syncRunId).forUpdate().execute();
      reading = runActivity(createReadAccountBatch(under.deps()), run);
      await waitFor('a call for each account', patienceMs, async () =>
        (await calls()) === accounts ? true : null,
      );
    });
    await reading;
    await expectEachCountedOnce(run);
    const { rows } = await sql<{ n: number }>`
      select count(distinct xmin::text)::int as n from account_read where ${run.syncRunId} = any(run_ids)`.execute(
      under.db,
    );
    expect(rows[0]!.n).toBeLessThanOrEqual(2);
  });

  it('keeps a count that says the same as the one before once, and writes no holder again of whom nothing changed', async () => {
    const keysOf = async (table: 'seat_count' | 'seat_holder', columns: string) => {
      const { rows } = await sql<{ key: string }>`
        select concat_ws(' ', vendor_account_id, ${sql.raw(columns)}) as key from ${sql.table(table)}`.execute(
        under.db,
      );
      return rows.map(({ key }) => key);
    };
    const inPlace = () => keysOf('seat_holder', 'vendor_user_id, ctid');
    const readAll = async () => {
      const run = await listed();
      await runActivity(createReadAccountBatch(under.deps()), run);
      await under.ended(run, 'succeeded');
      return run;
    };
    await readAll();
    const counts = await keysOf('seat_count', 'id');
    const holders = await inPlace();
    const [child] = (await under.control.duoAccounts()).children;
    const [newcomer] = await under.control.changeDuoUsers(child!.accountId, { action: 'add', count: 1 });

    const second = await readAll();
    await expectEachCountedOnce(second, 251);
    const added = (await keysOf('seat_count', 'id')).filter((key) => !counts.includes(key));
    expect(added).toHaveLength(1);
    expect((await inPlace()).filter((key) => !holders.includes(key))).toEqual([
      expect.stringContaining(newcomer!),
    ]);

    await under.control.changeDuoUsers(child!.accountId, { action: 'remove', userIds: [newcomer!] });
    const third = await readAll();
    await expectEachCountedOnce(third);
    expect(await keysOf('seat_count', 'id')).toHaveLength(counts.length + 2);
    const moved = await under.db
      .selectFrom('seatHolder')
      .select(['holdsSeat', 'joinedAt', 'leftAt', 'goneAt'])
      .where('vendorUserId', '=', newcomer!)
      .executeTakeFirstOrThrow();
    expect(moved).toMatchObject({ holdsSeat: false, joinedAt: expect.any(Date), leftAt: moved.goneAt });
    expect(moved.goneAt).toEqual(expect.any(Date));
  });

  it('ends when its time is over, with what it has', async () => {
    const run = await listed();
    await under.control.latency(60);
    const slice = await runActivity(
      createReadAccountBatch(under.deps({ batchMs: 100, vendorParallel: 2 })),
      run,
    );
    expect(slice.done).toBeGreaterThan(0);
    expect(slice.remaining).toBe(accounts - slice.done);
    expect(slice.remaining).toBeGreaterThan(0);
    await under.control.latency(0);
    await runActivity(createReadAccountBatch(under.deps()), run);
    await expectEachCountedOnce(run);
  });

  it('that is canceled in the middle and run again counts no account twice and misses none', async () => {
    const run = await listed();
    await under.control.latency(40);
    await expect(
      runActivity(createReadAccountBatch(under.deps({ vendorParallel: 3 })), run, 6),
    ).rejects.toMatchObject({ name: 'CancelledFailure' });
    const between = await rowsOf(run);
    const done = between.filter(({ state }) => state === 'counted');
    expect(done.length).toBeGreaterThan(0);
    // An account whose request was cut off is still to be read: neither failed nor zero.
    expect(between.filter(({ state }) => state === 'pending')).toHaveLength(accounts - done.length);
    expect(done.length).toBeLessThan(accounts);
    await under.control.latency(0);
    expect(await runActivity(createReadAccountBatch(under.deps()), run)).toMatchObject({
      remaining: 0,
      failed: 0,
    });
    await expectEachCountedOnce(run);
    const kept = (await rowsOf(run)).filter((row) =>
      done.some((one) => one.vendorAccountId === row.vendorAccountId),
    );
    expect(kept).toEqual(done);
  });

  it('by two workers at once keeps one count of each account', async () => {
    const run = await listed();
    await under.control.latency(10);
    const read = createReadAccountBatch(under.deps());
    await Promise.all([runActivity(read, run), runActivity(read, run)]);
    await expectEachCountedOnce(run);
  });

  it('stops within moments when the run is canceled in its row, with open requests', async () => {
    const run = await listed();
    await under.control.latency(1_500);
    const reading = runActivity(createReadAccountBatch(under.deps({ vendorParallel: 2 })), run);
    const began = Date.now();
    await under.db.transaction().execute(async (tx) => {
      await requestCancel(tx, (await findRun(tx, run.tenantId, run.syncRunId))!);
    });
    await expect(reading).rejects.toMatchObject({ type: 'SyncCanceled' });
    expect(Date.now() - began).toBeLessThan(1_200);
    expect((await rowsOf(run)).filter(({ state }) => state !== 'pending')).toEqual([]);
  });

  it('of an execution that was taken over changes nothing any more', async () => {
    const run = await listed();
    const newer = await under.takenOver(run);
    await expect(runActivity(createReadAccountBatch(under.deps()), run)).rejects.toMatchObject({
      type: 'RunSuperseded',
    });
    expect((await rowsOf(run)).filter(({ state }) => state !== 'pending')).toEqual([]);
    await runActivity(createReadAccountBatch(under.deps()), newer);
    await expectEachCountedOnce(run);
  });

  it('leaves the other accounts alone where one cannot be read, and a retry reads only that one', async () => {
    const [child] = (await under.control.duoAccounts()).children;
    await under.control.inject({
      vendor: 'duo',
      accountId: child!.accountId,
      fault: { kind: 'duo-error', code: 40301 },
    });
    const run = await listed();
    expect(await runActivity(createReadAccountBatch(under.deps()), run)).toMatchObject({
      remaining: 0,
      failed: 1,
    });
    const failed = (await rowsOf(run)).filter(({ state }) => state !== 'counted');
    expect(failed).toEqual([expect.objectContaining({ state: 'failed', seats: null, seatCountId: null })]);
    await under.control.clear();
    await under.ended(run, 'partial');
    const retry = await under.newRun({ mode: 'failed-accounts', ofRunId: run.syncRunId });
    expect(await list(retry)).toEqual({ total: 1 });
    await runActivity(createReadAccountBatch(under.deps()), retry);
    expect(await rowsOf(retry)).toEqual([
      expect.objectContaining({ state: 'counted', vendorAccountId: failed[0]!.vendorAccountId }),
    ]);
  });

  it('stops the run where the key itself is rejected, and marks no account as failed', async () => {
    const run = await listed();
    const { integrationKey, secretKey } = under.credentials.accountsApi;
    await under.control.changeDuoKey(integrationKey, { secretKey: 'x'.repeat(40) });
    await expect(runActivity(createReadAccountBatch(under.deps()), run)).rejects.toMatchObject({
      type: 'VendorSignatureRejected',
      nonRetryable: true,
    });
    expect((await rowsOf(run)).filter(({ state }) => state === 'failed')).toEqual([]);
    await under.control.changeDuoKey(integrationKey, { secretKey });
    await runActivity(createReadAccountBatch(under.deps()), run);
    await expectEachCountedOnce(run);
  });

  it('fails one account whose data meet an error nobody foresaw, with a reference that the log has too', async () => {
    const run = await listed();
    const [poisoned] = await rowsOf(run);
    const id = poisoned!.vendorAccountId;
    await sql`alter table account_read add constraint poisoned
      check (vendor_account_id <> ${sql.lit(id)} or state <> 'counted') not valid`.execute(under.db);
    under.unexpected.length = 0;
    expect(await runActivity(createReadAccountBatch(under.deps()), run)).toMatchObject({
      remaining: 0,
      failed: 1,
    });
    await sql`alter table account_read drop constraint poisoned`.execute(under.db);
    const [failed, ...others] = (await rowsOf(run)).filter(({ state }) => state !== 'counted');
    expect(others).toEqual([]);
    expect(failed).toMatchObject({ vendorAccountId: id, state: 'failed', code: 'Unexpected', seats: null });
    const { foreignId: accountId } = await under.db
      .selectFrom('vendorAccount')
      .select('foreignId')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    expect(under.unexpected).toEqual([
      {
        reference: expect.stringMatching(/^[0-9a-f]{8}$/u),
        item: `account ${accountId}`,
        error: expect.any(String),
        errorCode: '23514',
        field: 'account_read.poisoned',
      },
    ]);
    expect(failed!.detail).toEqual({
      id: 'work.unexpected',
      params: { item: 'account', reference: under.unexpected[0]!.reference },
    });
  });

  it('fails one agreement whose lines meet an error nobody foresaw, reads the others, and only it in a retry', async () => {
    const run = await under.newRun();
    const agreementId = (await under.control.scenarioOf('connectwise')).agreements[0]!.id;
    await sql`alter table psa_line add constraint poisoned check (agreement_id <> ${sql.lit(String(agreementId))}) not valid`.execute(
      under.db,
    );
    under.unexpected.length = 0;
    const slice = await runActivity(createReadPsa(under.deps()), run);
    await sql`alter table psa_line drop constraint poisoned`.execute(under.db);
    expect(slice).toMatchObject({ remaining: 0, failed: 1 });
    const failed = await under.db
      .selectFrom('unreadAgreement')
      .select(['agreementId', 'code', 'detail'])
      .where('syncRunId', '=', run.syncRunId)
      .execute();
    expect(failed).toEqual([
      {
        agreementId: String(agreementId),
        code: 'Unexpected',
        detail: {
          id: 'work.unexpected',
          params: { item: 'agreement', reference: under.unexpected[0]!.reference },
        },
      },
    ]);
    expect(under.unexpected).toMatchObject([
      { item: `agreement ${agreementId}`, field: 'psa_line.poisoned' },
    ]);
    await under.ended(run, 'partial');
    const retry = await under.newRun({ mode: 'failed-accounts', ofRunId: run.syncRunId });
    const before = (await under.control.requestLog()).at(-1)!.seq;
    await runActivity(createReadPsa(under.deps()), retry);
    const asked = (await under.control.requestLog(before)).flatMap((entry) =>
      entry.kind === 'request' ? (/\/(\d+)\/additions$/u.exec(entry.path)?.[1] ?? []) : [],
    );
    expect([...new Set(asked)]).toEqual([String(agreementId)]);
  });

  it.each([40101, 40102, 40103, 40105])(
    'leaves the other accounts alone where one rejects the key with %i that all others accept',
    async (code) => {
      const [child] = (await under.control.duoAccounts()).children;
      await under.control.inject({
        vendor: 'duo',
        path: '/admin/v1/users',
        accountId: child!.accountId,
        fault: { kind: 'duo-error', code },
      });
      const run = await listed();
      expect(await runActivity(createReadAccountBatch(under.deps()), run)).toMatchObject({
        remaining: 0,
        failed: 1,
      });
      expect((await rowsOf(run)).filter(({ state }) => state !== 'counted')).toEqual([
        expect.objectContaining({
          state: 'failed',
          code: 'VendorAccountRejectsKey',
          credentialCause: expect.stringMatching(/^Vendor/u),
          detail: expect.objectContaining({ id: 'duo.with-words' }),
        }),
      ]);
    },
  );
});

it('an account that is gone and still mapped is a notice, until it is unmapped', async () => {
  const goneNotices = async (): Promise<readonly string[]> => {
    await under.ended(await listed(), 'succeeded');
    const notices = under.db.selectFrom('notice').select('subject').where('code', '=', 'AccountGoneNotice');
    return (await notices.where('state', '=', 'open').execute()).map(({ subject }) => subject);
  };
  expect(await goneNotices()).toEqual([]);
  const { accountId } = (await under.control.duoAccounts()).children[0]!;
  const account = under.db.selectFrom('vendorAccount').select('id').where('foreignId', '=', accountId);
  const { id } = await account.executeTakeFirstOrThrow();
  const company = await under.db.selectFrom('psaCompany').select('foreignId').executeTakeFirstOrThrow();
  const mapping = {
    ...under.key,
    vendorAccountId: id,
    companyId: company.foreignId,
    origin: 'person',
    decidedBy: 'test',
  } as const;
  await under.db
    .insertInto('accountMapping')
    .values({ ...mapping, state: 'mapped' })
    .execute();
  await under.control.changeDuoAccount(accountId, { remove: true });
  expect(await goneNotices()).toEqual([id]);
  await under.db.deleteFrom('accountMapping').where('vendorAccountId', '=', id).execute();
  expect(await goneNotices()).toEqual([]);
});
