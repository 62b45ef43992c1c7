import { accountReadsOf } from '../../db/model/reads-of-run.ts';
import { randomUUID } from 'node:crypto';
import {
  activitiesUnderTest,
  type ActivitiesUnderTest,
  runActivity,
} from '../../test/environment/activities-under-test.ts';
import { testNamespace } from '../../test/environment/temporal.ts';
import type { SyncRunEnd, SyncRunRef } from '../../contracts/temporal/activities.ts';
import type { SyncMode } from '../../domain/sync-runs.ts';
import { readComposedLine, readControlTotals } from '../../db/model/stored-documents.ts';
import { newestEndedRunWithFailures } from '../../db/lists/runs-to-retry.ts';
import { createBeginSyncRun } from './begin-sync-run.ts';
import { createComposeUsage } from './compose-usage.ts';
import { createEndSyncRun } from './end-sync-run.ts';
import { createListVendorAccounts } from './list-vendor-accounts.ts';
import { createReadPsa } from './read-psa.ts';
import { mapEverything, readRun } from './whole-syncs.fixture.ts';

/** Runs of mode `usage-line` against `small`: 15 children, each mapped to the company of its name. */
let under: ActivitiesUnderTest;

beforeAll(async () => {
  under = await activitiesUnderTest(await testNamespace());
  const run = await under.newRun();
  await readRun(under, run, () => mapEverything(under));
  await under.ended(run, 'succeeded');
});
afterEach(async () => {
  await under.control.clear();
  await under.db
    .updateTable('syncRun')
    .set({ state: 'failed' })
    .where('state', 'in', ['queued', 'running'])
    .execute();
});
afterAll(() => under.close());

const linesNow = async () => {
  const rows = await under.db.selectFrom('usageLine').selectAll().orderBy('groupKey').execute();
  return rows.map((row) => ({ ...row, composed: readComposedLine(row.composed, row.form) }));
};
type Line = Awaited<ReturnType<typeof linesNow>>[number];

/** What people see of a line; when it was composed is not of it. */
const seen = ({ groupKey, version, composed }: Line) => ({ groupKey, version, composed });

const lineAgain = async ({ groupKey }: Line): Promise<Line> =>
  (await linesNow()).find((line) => line.groupKey === groupKey)!;

/** The nth line with one account and one live PSA line; each test takes its own. */
async function plainLine(nth: number): Promise<Line> {
  const plain = (await linesNow()).filter(
    ({ composed }) =>
      composed.accounts.length === 1 && composed.lines.filter(({ live }) => live).length === 1,
  );
  return plain[nth]!;
}

async function readAgain(line: Line): Promise<{ readonly run: SyncRunRef; readonly end: SyncRunEnd }> {
  const run = await under.newRun({ mode: 'usage-line', groupKey: line.groupKey });
  await readRun(under, run);
  return { run, end: await runActivity(createEndSyncRun(under.deps()), run) };
}

/** Everything a run of one line must leave as it is. */
async function surroundings(line: Line) {
  const ofOthers = (row: { readonly companyId: string }): boolean => row.companyId !== line.companyId;
  const integration = await under.db.selectFrom('integration').selectAll().executeTakeFirstOrThrow();
  const agreements = await under.db.selectFrom('psaAgreement').selectAll().orderBy('foreignId').execute();
  return {
    phase: integration.phase,
    cause: integration.phaseCode,
    lastGoodSync: integration.lastGoodSyncAt,
    companies: await under.db.selectFrom('psaCompany').selectAll().orderBy('foreignId').execute(),
    products: await under.db.selectFrom('psaProduct').selectAll().orderBy('foreignId').execute(),
    agreements: agreements.filter(ofOthers),
    notices: await under.db.selectFrom('notice').selectAll().where('code', 'like', 'Sync%').execute(),
    retry: await newestEndedRunWithFailures(under.db, under.key),
  };
}

const requestLogEnd = async (): Promise<number> => (await under.control.requestLog()).at(-1)?.seq ?? 0;

async function requestsSince(seq: number) {
  const entries = await under.control.requestLog(seq);
  return entries.flatMap((entry) =>
    entry.kind === 'request' ? [`${entry.vendor} ${entry.path} ${entry.accountId ?? ''}`.trim()] : [],
  );
}

const agreementIds = async (line: Line): Promise<readonly string[]> =>
  (
    await under.db
      .selectFrom('psaAgreement')
      .select('foreignId')
      .where('companyId', '=', line.companyId!)
      .where('goneAt', 'is', null)
      .orderBy('foreignId')
      .execute()
  ).map(({ foreignId: id }) => id);

describe('reading one usage line again', () => {
  it('asks for its account and the lines of its agreements, and moves nothing around it', async () => {
    const line = await plainLine(0);
    const before = await surroundings(line);
    const others = (await linesNow()).filter(({ id }) => id !== line.id);
    const account = await under.db
      .selectFrom('vendorAccount')
      .select('foreignId')
      .where('id', '=', line.composed.accounts[0]!.accountId)
      .executeTakeFirstOrThrow();
    await under.control.changeDuoUsers(account.foreignId, { action: 'add', count: 2 });
    const seq = await requestLogEnd();
    const { run, end } = await readAgain(line);
    expect(end).toMatchObject({ outcome: 'succeeded', code: null });
    const asked = await requestsSince(seq);
    expect(asked.filter((request) => request.startsWith('duo'))).toEqual([
      'duo /accounts/v1/account/list',
      `duo /admin/v1/users ${account.foreignId}`,
    ]);
    const psa = asked.filter((request) => request.startsWith('connectwise'));
    // The list of agreements, and the additions of this company's; the codebase is known from the sync before.
    expect(
      [...new Set(psa.map((request) => request.replace(/^.*apis\/3\.0|\/count$/gu, '')))].sort(),
    ).toEqual(
      [
        '/finance/agreements',
        ...(await agreementIds(line)).map((id) => `/finance/agreements/${id}/additions`),
      ].sort(),
    );
    expect(await lineAgain(line)).toMatchObject({ vendorQuantity: line.vendorQuantity! + 2 });
    expect(await surroundings(line)).toEqual(before);
    expect((await linesNow()).filter(({ id }) => id !== line.id).map(seen)).toEqual(others.map(seen));
    const totals = await under.db.selectFrom('controlTotal').selectAll().executeTakeFirstOrThrow();
    expect(totals).toMatchObject({ syncRunId: run.syncRunId, closes: true });
    expect(readControlTotals(totals.totals, totals.form).accounts).toMatchObject({ listed: 16, counted: 16 });
    const row = await under.db
      .selectFrom('syncRun')
      .selectAll()
      .where('id', '=', run.syncRunId)
      .executeTakeFirstOrThrow();
    expect(row).toMatchObject({ accountsListed: 1, counted: 1, vendorCalls: 2, vendorCallsFormula: 2 });
    expect(row.psaCalls).toBe(psa.length);
  });

  it('sees a new agreement of the company with the line on it, and one that was deleted', async () => {
    const line = await plainLine(1);
    const own = line.composed.lines.find(({ live }) => live)!;
    const made = await under.control.addAgreement(Number(own.agreementId), { name: 'New one' });
    await under.control.addLine(Number(own.psaLineId), { agreementId: made.id, quantity: 3 });
    expect((await readAgain(line)).end).toMatchObject({ outcome: 'succeeded' });
    const grown = await lineAgain(line);
    expect(grown.composed.lines.filter(({ live }) => live)).toHaveLength(2);
    await under.control.changeAgreement(made.id, { remove: true });
    expect((await readAgain(line)).end).toMatchObject({ outcome: 'succeeded' });
    expect(await lineAgain(line)).toMatchObject({ psaQuantity: line.psaQuantity });
    const gone = await under.db
      .selectFrom('psaAgreement')
      .select('foreignId')
      .where('goneAt', 'is not', null)
      .execute();
    expect(gone).toEqual([{ foreignId: String(made.id) }]);
  });

  it('keeps what it knows of the agreements of others, whether renamed or new', async () => {
    const line = await plainLine(2);
    const other = await plainLine(3);
    const before = await surroundings(line);
    await under.control.changeAgreement(Number(other.composed.lines[0]!.agreementId), { name: 'Renamed' });
    const stranger = await under.control.addAgreement(Number(other.composed.lines[0]!.agreementId), {});
    await readAgain(line);
    expect(await surroundings(line)).toEqual(before);
    await under.control.changeAgreement(stranger.id, { remove: true });
  });

  it('is partial where the lines of an agreement cannot be read, says so on that line, and in no notice', async () => {
    const line = await plainLine(5);
    const before = await surroundings(line);
    await under.control.inject({
      vendor: 'connectwise',
      path: `/v4_6_release/apis/3.0/finance/agreements/${line.composed.lines[0]!.agreementId}/additions`,
      fault: { kind: 'status', status: 404 },
    });
    const { end } = await readAgain(line);
    expect([end.outcome, (await lineAgain(line)).kind]).toEqual(['partial', 'not-read']);
    expect(await surroundings(line)).toEqual(before);
    await under.control.clear();
    // A retry of failed accounts is about full runs, not about this one.
    expect(await newestEndedRunWithFailures(under.db, under.key)).toBeNull();
    expect((await readAgain(line)).end).toMatchObject({ outcome: 'succeeded' });
    expect(await lineAgain(line)).toMatchObject({ kind: line.kind });
  });

  it('says that its account is gone, and leaves the phase as it was', async () => {
    const line = await plainLine(6);
    const before = await surroundings(line);
    const { foreignId } = await under.db
      .selectFrom('vendorAccount')
      .select('foreignId')
      .where('id', '=', line.composed.accounts[0]!.accountId)
      .executeTakeFirstOrThrow();
    await under.control.changeDuoAccount(foreignId, { remove: true });
    const { run, end } = await readAgain(line);
    expect(end).toMatchObject({ outcome: 'failed', code: 'NothingCounted' });
    const reads = await under.db
      .selectFrom(accountReadsOf(run.tenantId, run.syncRunId).as('r'))
      .select(['state', 'code'])
      .execute();
    expect(reads).toEqual([{ state: 'gone', code: 'VendorAccountGone' }]);
    // The run read the whole list of accounts, so the account has left (RULES 2).
    expect(await lineAgain(line)).toMatchObject({ kind: 'orphan' });
    expect(await surroundings(line)).toEqual(before);
  });

  it('of a line without accounts asks Duo nothing, of an unmapped account the PSA nothing', async () => {
    const line = await plainLine(5);
    const account = line.composed.accounts[0]!.accountId;
    await under.db.deleteFrom('accountMapping').where('vendorAccountId', '=', account).execute();
    const composing = await under.newRun();
    await runActivity(createComposeUsage(under.deps()), composing);
    await under.ended(composing, 'succeeded');
    const without = await lineAgain(line);
    expect(without).toMatchObject({ kind: 'no-account' });
    const unmapped = (await linesNow()).find(({ vendorAccountId: id }) => id === account)!;
    expect(unmapped).toMatchObject({ kind: 'unmapped' });
    let seq = await requestLogEnd();
    expect((await readAgain(without)).end).toMatchObject({ outcome: 'succeeded' });
    expect((await requestsSince(seq)).filter((request) => request.startsWith('duo'))).toEqual([]);
    seq = await requestLogEnd();
    const { end } = await readAgain(unmapped);
    expect(end).toMatchObject({ outcome: 'succeeded' });
    expect((await requestsSince(seq)).filter((request) => request.startsWith('connectwise'))).toEqual([]);
  });

  it('of a line that is no more asks nobody anything and ends with that cause', async () => {
    const line = await plainLine(0);
    const before = await surroundings(line);
    const run = await under.newRun({ mode: 'usage-line', groupKey: 'company:99999:gone' });
    const seq = await requestLogEnd();
    for (const activity of [createListVendorAccounts(under.deps()), createReadPsa(under.deps())])
      await expect(runActivity<SyncRunRef, unknown>(activity, run)).rejects.toMatchObject({
        type: 'UsageLineGone',
        nonRetryable: true,
      });
    expect(await requestsSince(seq)).toEqual([]);
    const failure = { kind: 'failed', code: 'UsageLineGone', detail: null } as const;
    expect(await runActivity(createEndSyncRun(under.deps()), { ...run, failure })).toMatchObject({
      outcome: 'failed',
      code: 'UsageLineGone',
    });
    expect(await surroundings(line)).toEqual(before);
  });
});

describe('beginning a run beside one of a usage line', () => {
  const begin = (mode: SyncMode, groupKey?: string) =>
    runActivity(createBeginSyncRun(under.deps()), {
      ...under.key,
      trigger: mode === 'usage-line' ? 'line' : 'schedule',
      mode,
      ...(groupKey === undefined ? {} : { groupKey }),
      workflowId: `sync/${randomUUID()}`,
      temporalRunId: randomUUID(),
    });

  /** A run whose workflow is open: nobody serves its queue. */
  async function underWay(of?: Parameters<ActivitiesUnderTest['newRun']>[0]): Promise<SyncRunRef> {
    const run = await under.newRun(of);
    const { workflowId } = await under.db
      .selectFrom('syncRun')
      .select('workflowId')
      .where('id', '=', run.syncRunId)
      .executeTakeFirstOrThrow();
    await under.deps().temporal.workflow.start('syncWorkflow', { workflowId, taskQueue: 'nobody', args: [] });
    return run;
  }

  it('waits for it where it reads more, joins it where it reads the same line, or a full run', async () => {
    const run = await underWay({ mode: 'usage-line', groupKey: 'company:1:a' });
    for (const asked of [begin('full'), begin('failed-accounts'), begin('usage-line', 'company:2:a')])
      await expect(asked).rejects.toMatchObject({ type: 'SyncRunActive', nonRetryable: false });
    const joined = { kind: 'joined', joinedRunId: run.syncRunId };
    expect(await begin('usage-line', 'company:1:a')).toMatchObject(joined);
    await under.db
      .updateTable('syncRun')
      .set({ mode: 'full', groupKey: null })
      .where('id', '=', run.syncRunId)
      .execute();
    expect(await begin('usage-line', 'company:2:a')).toMatchObject(joined);
  });

  it('is rejected without the line it is about', async () => {
    await expect(begin('usage-line')).rejects.toMatchObject({ type: 'UsageLineGone', nonRetryable: true });
  });
});
