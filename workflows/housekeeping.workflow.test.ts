import { readComposedLine } from '../db/model/stored-documents.ts';
import { sql } from 'kysely';
import { syncScheduleId } from '../contracts/temporal/names.ts';
import { FailureCode } from '../contracts/temporal/search-attributes.ts';
import { addDays } from '../domain/calendar.ts';
import { dayIn } from '../sandbox/scenarios/days.ts';
import { psaTimeZone } from '../sandbox/scenarios/psa-side.ts';
import { waitFor } from '../embedded/tour/seatwise-client.ts';
import {
  dayPassesForCredentials,
  housekeep,
  openNotices,
  resetHousekeeping,
} from '../test/product/housekeeping-steps.ts';
import {
  active,
  body,
  type Connected,
  type Item,
  phaseIs,
  runEnds,
  startSync,
} from '../test/product/lifecycle.ts';
import { type Product, startProduct } from '../test/product/product.ts';
import {
  type Approved,
  changeable,
  raiseByOne,
  readyToWrite,
  usageLine,
  writeBack,
} from '../test/product/write-back-steps.ts';

/** Only housekeeping looks: the repair loop and the approvals' own workflows wait longer than these tests take. */
const never = 3_600_000;

let product: Product;
let integration: Connected;

beforeAll(async () => {
  product = await startProduct({
    settings: { repairIntervalMs: never },
    writing: { recheckMs: never, laterInvoiceApartMs: never },
  });
  integration = await active(product);
  await readyToWrite(product, integration);
});

afterAll(() => product.close());

const codes = async () => (await openNotices(product)).map(({ code }) => code);
const noticeOf = async (code: string) => (await openNotices(product)).find((notice) => notice.code === code);
const installation = () => product.db.selectFrom('installation').selectAll().executeTakeFirstOrThrow();
const checkpoints = async () => Number((await sql<{ n: string }>`select count(*) n from audit_checkpoint`.execute(product.db)).rows[0]!.n); // prettier-ignore
const vendorCalls = async () =>
  (await product.control.requestLog()).filter((entry) => entry.kind === 'request' && entry.vendor === 'duo')
    .length;

describe('an hour of housekeeping', () => {
  it('creates audit checkpoints, finds no problem, and records when it ran', async () => {
    const before = await vendorCalls();
    expect(await housekeep(product)).toMatchObject({ status: 'COMPLETED' });
    expect(await checkpoints()).toBeGreaterThan(10);
    expect(await codes()).toEqual([]);
    expect(await vendorCalls()).toBe(before);
    const { housekeepingAt: ran, housekeepingCompleteAt: complete } = await installation();
    expect(Date.now() - ran!.getTime()).toBeLessThan(15_000);
    expect(complete).toEqual(ran);
  });

  it('forgets names that Duo has not listed for 13 months, and messages of webhooks after 90 days', async () => {
    const names = async () =>
      (await product.db.selectFrom('seatHolder').select(['vendorUserId', 'username']).execute()).filter(
        ({ username }) => username !== null,
      ).length;
    const erasures = () =>
      product.db
        .selectFrom('auditEvent')
        .select('detail')
        .where('action', '=', 'privacy.old-names-erased')
        .execute();
    const before = await names();
    await housekeep(product);
    expect(await names()).toBe(before);
    await sql`update seat_holder set gone_at = now() - interval '13 months 1 day'
      where (vendor_account_id, vendor_user_id) in (select vendor_account_id, vendor_user_id from seat_holder
        where username is not null order by 1, 2 limit 2)`.execute(product.db);
    await product.client.request('POST', '/webhooks', { url: 'https://hooks.example.com/in' });
    await sql`insert into webhook_delivery
        (tenant_id, id, webhook_id, message_id, event, content, state, next_attempt_at, created_at, ended_at)
      select tenant_id, gen_random_uuid(), id, message, 'webhook.test', '{}', state,
        case when state = 'pending' then now() + interval '1 year' end, now() - interval '1 year',
        now() - ended from webhook, (values ('old', 'delivered', interval '91 days'), ('young', 'failed', interval '89 days'),
          ('waiting', 'pending', null)) messages(message, state, ended)`.execute(product.db);
    await housekeep(product);
    await housekeep(product);
    expect(await names()).toBe(before - 2);
    expect(await erasures()).toEqual([{ detail: { namesErased: 2, olderThanMonths: 13 } }]);
    const left = await product.db
      .selectFrom('webhookDelivery')
      .select('messageId')
      .orderBy('messageId')
      .execute();
    expect(left.map(({ messageId }) => messageId)).toEqual(['waiting', 'young']);
    await product.db.deleteFrom('webhook').execute();
  });

  it('tries working credentials before the next sync, and never the candidate', async () => {
    const { integrationKey, secretKey } = product.credentials.accountsApi;
    await product.client.request('PUT', `${integration.path}/credentials/accounts-api`, {
      ...product.credentials.accountsApi,
      secretKey: 'a-candidate-that-nobody-tried-0000000000',
    });
    await product.control.changeDuoKey(integrationKey, {
      secretKey: 'another-secret-key-of-forty-characters00',
    });
    await dayPassesForCredentials(product);
    const runs = await product.db.selectFrom('syncRun').select('id').execute();
    expect(await housekeep(product)).toMatchObject({ status: 'COMPLETED' });
    const notice = {
      code: 'CredentialProbeFailed', subject: 'accounts-api', times: 1, integrationId: integration.id,
      detail: expect.stringContaining('VendorSignatureRejected'),
    }; // prettier-ignore
    expect(await openNotices(product)).toEqual([notice]);
    await phaseIs(product, integration, 'needs-attention');
    const credentials = await product.db
      .selectFrom('credential')
      .select(['state', 'failureCode', 'probedAt'])
      .where('credentialSet', '=', 'accounts-api')
      .where('state', '<>', 'retired')
      .orderBy('state')
      .execute();
    expect(credentials).toMatchObject([
      { state: 'candidate', failureCode: null, probedAt: null },
      { state: 'working', failureCode: 'VendorSignatureRejected', probedAt: expect.any(Date) },
    ]);
    expect(await product.db.selectFrom('syncRun').select('id').execute()).toEqual(runs);

    // Once a day, not each hour.
    const calls = await vendorCalls();
    await housekeep(product);
    expect(await vendorCalls()).toBe(calls);

    await product.control.changeDuoKey(integrationKey, { secretKey });
    await dayPassesForCredentials(product);
    await housekeep(product);
    expect(await codes()).toEqual([]);
    expect(await runEnds(product, await startSync(product, integration))).toMatchObject({
      state: 'succeeded',
    });
    await phaseIs(product, integration, 'active');
    const audited = await product.db
      .selectFrom('auditEvent')
      .select('action')
      .where('action', 'like', 'credentials.probe%')
      .orderBy('seq')
      .execute();
    expect(audited.map(({ action }) => action)).toEqual([
      'credentials.probe-rejected',
      'credentials.probe-recovered',
    ]);
  });

  it('takes an outage of the PSA for no rejection, and tries again with the next run', async () => {
    await product.control.inject({
      vendor: 'connectwise',
      times: 1_000,
      fault: { kind: 'status', status: 503 },
    } as never);
    await dayPassesForCredentials(product);
    expect(await housekeep(product)).toMatchObject({ status: 'COMPLETED' });
    await product.control.clear();
    expect(await codes()).toEqual([]);
    await phaseIs(product, integration, 'active');
    const tried = () =>
      product.db
        .selectFrom('credential')
        .select('probedAt')
        .where('credentialSet', '=', 'psa')
        .where('state', '=', 'working')
        .executeTakeFirstOrThrow();
    expect(await tried()).toEqual({ probedAt: null });
    await housekeep(product);
    expect(await tried()).toEqual({ probedAt: expect.any(Date) });
  });

  it('corrects a schedule that somebody edited in Temporal, and leaves it paused where somebody paused it', async () => {
    const schedule = product.temporal.schedule.getHandle(syncScheduleId(integration.id));
    const [hour] = (await schedule.describe()).spec.calendars![0]!.hour;
    // In this order: the server applies a pause before an update that reaches its scheduler together with it.
    await schedule.pause('month end');
    await schedule.update((old) => ({ ...old, spec: { cronExpressions: ['15 3 * * 1'] } }));
    expect(await housekeep(product)).toMatchObject({ status: 'COMPLETED' });
    const { spec, state } = await schedule.describe();
    expect(spec.calendars).toMatchObject([{ hour: [hour], dayOfWeek: [{ start: 'SUNDAY' }] }]);
    expect(state).toMatchObject({ paused: true, note: 'month end' });
    expect(await codes()).toEqual(['SchedulePausedInTemporal']);
    await schedule.delete();
    await housekeep(product);
    expect((await schedule.describe()).state.paused).toBe(false);
    await housekeep(product);
    expect(await codes()).toEqual([]);
  });

  it('notices a run that did not begin, until the next one begins', async () => {
    const hour = (new Date().getUTCHours() + 21) % 24;
    await product.client.command(
      'PUT',
      `${integration.path}/schedule`,
      { hour, minute: 0 },
      integration.path,
    );
    await housekeep(product);
    expect(await codes()).toEqual([]);
    const daysAgo = new Date(Date.now() - 3 * 24 * 3_600_000);
    await product.db.updateTable('integration').set({ scheduledSince: daysAgo }).execute();
    await product.db.updateTable('syncRun').set({ queuedAt: daysAgo, endedAt: daysAgo }).execute();
    await housekeep(product);
    await housekeep(product);
    expect(await openNotices(product)).toMatchObject([
      {
        code: 'SyncMissed',
        times: 1,
        detail: expect.stringMatching(/^The run scheduled for .* did not start\.$/u),
      },
    ]);
    await product.temporal.schedule.getHandle(syncScheduleId(integration.id)).trigger('SKIP');
    await waitFor('the notice to close', 10_000, async () => ((await codes()).length === 0 ? true : null));
    await waitFor('the run to end', 15_000, async () => {
      const open = await product.db
        .selectFrom('syncRun')
        .select('id')
        .where('state', 'in', ['queued', 'running'])
        .executeTakeFirst();
      return open === undefined ? true : null;
    });
  });

  it('finds an audit row that was changed behind its back, and that it is whole again', async () => {
    const change = (action: string) =>
      product.db.transaction().execute(async (tx) => {
        await sql`set local session_replication_role = replica`.execute(tx);
        await sql`update audit_event set action = ${action} where seq = (select min(seq) from audit_event where action like 'credential.stored%' or action = ${action} and object_kind = 'credential' or action = 'credential.forged')`.execute(
          tx,
        );
      });
    await change('credential.forged');
    expect(await housekeep(product)).toMatchObject({ status: 'COMPLETED' });
    const answer = body(await product.client.request('GET', '/notices?state=open'));
    expect(answer['items'] as Item[]).toMatchObject([
      {
        code: 'AuditChainBroken',
        integrationId: null,
        severity: 'error',
        detail: expect.stringContaining('does not match its checkpoint'),
      },
    ]);
    await change('credential.stored');
    await housekeep(product);
    expect(await codes()).toEqual([]);
  });

  describe('with an approval that waits', () => {
    let line: Approved;
    const expires = (at: Date) =>
      product.db
        .updateTable('approvalLine')
        .set({ expiresAt: at })
        .where('id', '=', line.approvalLineId)
        .execute();
    const stands = () =>
      product.db
        .selectFrom('approvalLine')
        .select(['state', 'code'])
        .where('id', '=', line.approvalLineId)
        .executeTakeFirstOrThrow();

    it('warns days before it expires', async () => {
      const [label] = await changeable(product, integration);
      line = await raiseByOne(product, integration, label!, { billingTarget: 'invoice-after' });
      await housekeep(product);
      expect(await codes()).toEqual([]);
      await expires(new Date(Date.now() + 3 * 24 * 3_600_000));
      await housekeep(product);
      expect(await openNotices(product)).toMatchObject([
        { code: 'ApprovalExpiring', integrationId: integration.id },
      ]);
      expect(await stands()).toEqual({ state: 'queued', code: null });
    });

    it('warns when its invoice comes and its customer is not read, until it is', async () => {
      const invoiceComes = (day: string) =>
        product.db
          .updateTable('approvalLine')
          .set({ invoiceDate: day })
          .where('id', '=', line.approvalLineId)
          .execute();
      const notRead = async () =>
        (await openNotices(product)).filter(({ code }) => code === 'ApprovalNotRead');
      const { invoiceDate: named, groupKey: group } = await product.db
        .selectFrom('approvalLine')
        .select(['invoiceDate', 'groupKey'])
        .where('id', '=', line.approvalLineId)
        .executeTakeFirstOrThrow();
      const stored = await product.db
        .selectFrom('usageLine')
        .select(['composed', 'form'])
        .where('groupKey', '=', group)
        .executeTakeFirstOrThrow();
      const { foreignId: accountId } = await product.db
        .selectFrom('vendorAccount')
        .select('foreignId')
        .where('id', '=', readComposedLine(stored.composed, stored.form).accounts[0]!.accountId)
        .executeTakeFirstOrThrow();
      const fault = await product.control.inject({
        vendor: 'duo',
        path: '/admin/v1/users',
        accountId,
        fault: { kind: 'status', status: 502 },
      });
      await runEnds(product, await startSync(product, integration));
      await product.control.clear(fault.id);

      // Queued as before, and it says what it waits for.
      expect(await stands()).toEqual({ state: 'queued', code: null });
      expect((await writeBack(product, line))['waitsFor']).toMatchObject({
        message: 'Waiting for a complete read',
      });
      expect((await usageLine(product, integration, line.label))['flags']).toMatchObject([
        { flag: 'waiting', reason: { message: expect.stringContaining('A complete read comes first.') } },
      ]);
      await housekeep(product);
      const today = dayIn(psaTimeZone, new Date());
      expect(await notRead()).toHaveLength(named <= addDays(today, 2) ? 1 : 0);
      await invoiceComes(addDays(today, 1));
      await housekeep(product);
      expect(await notRead()).toMatchObject([
        { integrationId: integration.id, detail: expect.stringContaining('the latest data is incomplete') },
      ]);
      await runEnds(product, await startSync(product, integration, 'failed-accounts'));
      expect(await notRead()).toEqual([]);
      expect(await stands()).toEqual({ state: 'queued', code: null });
      await invoiceComes(named);
    });

    it('does the other steps when one fails for good, ends Failed, and does the rest after a Reset', async () => {
      await expires(new Date(Date.now() - 1_000));
      await sql`create function reject_change() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$`.execute(product.db); // prettier-ignore
      await sql`create trigger reject before update on approval_line for each row execute function reject_change()`.execute(product.db); // prettier-ignore
      await dayPassesForCredentials(product);
      const before = await installation();
      const run = await housekeep(product);
      expect(run).toMatchObject({ status: 'FAILED', error: { cause: { type: 'HousekeepingIncomplete' } } });
      const untried = await product.db
        .selectFrom('credential')
        .select('id')
        .where('state', '=', 'working')
        .where('probedAt', 'is', null)
        .execute();
      expect(untried).toEqual([]);
      const handle = product.temporal.workflow.getHandle(run.workflowId, run.runId);
      const described = await handle.describe();
      expect(described.typedSearchAttributes.get(FailureCode)).toBe('HousekeepingIncomplete');
      expect((await noticeOf('HousekeepingIncomplete'))?.detail).toContain('approvals');
      const after = await installation();
      expect(after.housekeepingCompleteAt).toEqual(before.housekeepingCompleteAt);
      expect(after.housekeepingAt!.getTime()).toBeGreaterThan(before.housekeepingAt!.getTime());

      await sql`drop trigger reject on approval_line`.execute(product.db);
      const again = await resetHousekeeping(product, run);
      await product.temporal.workflow.getHandle(again.workflowId, again.runId).result();
      expect(await stands()).toEqual({ state: 'canceled', code: 'ApprovalExpired' });
      expect(await codes()).toEqual([]);
    });
  });
});
