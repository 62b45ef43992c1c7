import pg from 'pg';
import request from 'supertest';
import type { IntegrationKey } from '../../domain/keys.ts';
import { usageFilters } from '../../contracts/api/usage.ts';
import { createReadAccountBatch } from '../../activities/sync/read-account-batch.ts';
import { createListVendorAccounts } from '../../activities/sync/list-vendor-accounts.ts';
import { runActivity } from '../../test/environment/activities-under-test.ts';
import { type ApiUnderTest, apiUnderTest, emailOf } from '../../test/environment/api-under-test.ts';
import { grownRecords } from '../../test/environment/grown-records.ts';
import { grownScenario } from '../../test/environment/grown-scenario.ts';
import {
  type Statement,
  statementsOf,
  statementsUnderLock,
  tablesScanned,
} from '../../test/environment/statements.ts';
import { writingSteps } from '../../test/environment/writing-steps.ts';
import { type WritingUnderTest, writingUnderTest } from '../../test/environment/writing-under-test.ts';
import { relayOutbox } from '../../worker/outbox-relay.ts';
import type { ApprovalLine } from '../write-back/approval-lines.ts';
import { noteRelayed, takeOutbox } from '../write-back/outbox.ts';

jest.setTimeout(300_000);

/** They hold more the longer an installation runs, or the larger the MSP is. */
const growing = [
  'account_mapping', 'account_read', 'account_work', 'agreed_count', 'agreement_batch', 'approval', 'approval_line', 'audit_event',
  'audit_checkpoint', 'billing_rule', 'idempotency_key', 'line_decision', 'line_note', 'mapping_command', 'notice', 'outbox',
  'past_agreement_read', 'psa_agreement', 'psa_company', 'psa_line', 'seat_count', 'seat_holder', 'session', 'sync_run',
  'sync_run_execution', 'unread_agreement', 'update_command', 'usage_line', 'usage_line_history', 'usage_line_source', 'vendor_account',
  'webhook_delivery', 'write_intent',
]; // prettier-ignore

/** So many accounts that PostgreSQL looks each up instead of reading all of them; their past is a month. */
const size = { accounts: 1_500, agreements: 2_500, lines: 12_000, written: 2_000, days: 30 };

/** Statements that read such a table and may, by how they begin, each with its reason. */
const allowed: readonly { readonly begins: string; readonly why: string }[] = [
  { begins: 'select count(*) as total from usage_line u', why: 'once per data version' },
  { begins: 'select u.need as "value", case', why: 'once per data version' },
  { begins: 'select u.need as "need", u.decision as "decision", case', why: 'once per data version' },
  { begins: 'select u.integration_id as "integration_id", case', why: 'once per data version' },
  { begins: 'select count(*) filter (where a.total_share', why: 'once per data version' },
  { begins: 'select u.kind as "kind", u.need as "need"', why: 'sums of what stands, no history: the month to close' },
  { begins: "select coalesce(a.type_id, 'none') as type_id", why: 'while somebody is asked how they are billed; no history' },
  { begins: 'with agreement as materialized ( select g.foreign_id from', why: 'while somebody maps products; what stands, no history' },
  { begins: 'select u.id from usage_line u where u.tenant_id = $1 and u.integration_id = $2 order by', why: 'the order of a report; no history' },
  { begins: 'select count(*)::int as lines from usage_line u', why: 'what stands, no history' },
  { begins: 'select a.id, a.mark, a.acknowledged_code, m.state', why: 'once per data version' },
  { begins: 'select "group_key", "state", "line_version"', why: 'of all groups once per data version' },
  { begins: 'select a.id, a.name, a.kind from vendor_account a', why: 'once per data version' },
  { begins: "select jsonb_build_object('id', \"g\".", why: 'while somebody sets up; what stands, no history' },
  { begins: 'select count(*)::int as agreements from psa_agreement g', why: 'while somebody sets up; what stands, no history' },
  { begins: 'with agreement as materialized ( select g.foreign_id, g.company_id', why: 'while somebody sets up; what stands, no history' },
  { begins: 'select a.id as account_id, a.kind, a.name, m.reason', why: 'while somebody sets up; what stands, no history' },
  { begins: 'select count(*) as total from vendor_account a', why: 'once per data version' },
  { begins: 'select count(*) as total from psa_company c', why: 'once per data version' },
  { begins: 'select count(*) as total from psa_agreement g', why: 'once per data version' },
  { begins: 'select count(*) as total from approval_line l', why: 'exact at any moment: 1 ms for 10,000 rows' },
  { begins: 'select count(*) as total from audit_event e', why: 'once per newest entry' },
  { begins: 'select count(*) as "total" from "sync_run"', why: 'runs of KEEP_HISTORY_MONTHS alone' },
  { begins: 'select i.*, acc.*, seat.seats', why: 'sums of what stands, no history; shared by all who look' },
  { begins: 'select count(*) as accounts, count(*) filter', why: 'counts of what stands, no history: 10 ms at 5,000 accounts' },
  // Of one run, or of all accounts that were just listed: its whole is what is asked for.
  { begins: 'select "id", "foreign_id", "kind", "name", "api_hostname" from "vendor_account"', why: 'a listing' },
  { begins: 'select "vendor_account_id" from "account_mapping"', why: 'a listing' },
  { begins: 'update "vendor_account" set "gone_at"', why: 'a listing' },
  { begins: 'select count(*) as known, count(*) filter (where foreign_id', why: 'a listing' },
]; // prettier-ignore

let writing: WritingUnderTest;
let api: ApiUnderTest;
let grown: IntegrationKey;
let client: pg.Client;
let approved: ApprovalLine;
/** Statements that claim and outcome of a write sent while the integration's row was locked. */
let underLock: readonly number[];
/** What the paths sent that vendors answer. */
const sent = new Map<string, readonly Statement[]>();
beforeAll(async () => {
  writing = await writingUnderTest();
  const { databaseUrl, key } = writing;
  const steps = writingSteps(writing);
  const toWrite = await steps.approveNext();
  underLock = await statementsUnderLock(() => writing.untilSettled(toWrite));
  approved = await steps.approveNext();
  for (const [name, run] of Object.entries(withVendors)) sent.set(name, await statementsOf(run));
  grown = await grownScenario(writing.db, key.tenantId, size);
  api = await apiUnderTest({ beside: { databaseUrl, tenantId: key.tenantId } });
  await grownRecords(writing.db, grown, api.memberIds.admin);
  client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  // What stands in memory or on an SSD; for disks that turn, reading from end to end is cheap.
  await client.query('set random_page_cost = 1.1');
});
afterAll(async () => {
  await client.end();
  await api.close();
  await writing.close();
});

const get = (path: string) =>
  request(api.app).get(`/api/v1${path}`).set('Cookie', api.cookies.admin).expect(200);
const post = (path: string, body: object) =>
  request(api.app).post(`/api/v1${path}`).set('Cookie', api.cookies.admin).send(body);
const ofGrown = (path: string): string => `/integrations/${grown.integrationId}${path}`;

async function openLines(): Promise<readonly { readonly id: string; readonly version: number }[]> {
  const { body } = await get(`/usage-lines?integration=${grown.integrationId}&kind=increase&decision=open`);
  return body.items as { id: string; version: number }[];
}

async function decide(decision: object): Promise<void> {
  const [line] = await openLines();
  const item = { usageLineId: line!.id, lineVersion: line!.version, ...decision };
  await post('/usage-lines/decisions', { selection: 'ticked', items: [item] }).expect(200);
}

interface ListPage {
  readonly nextCursor: string | null;
}

/** The first page and the one after it. */
async function walkPages(path: string, pageOf: (body: Record<string, unknown>) => ListPage): Promise<void> {
  const first = `${path}${path.includes('?') ? '&' : '?'}limit=10`;
  const { nextCursor } = pageOf((await get(first)).body as Record<string, unknown>);
  if (nextCursor !== null) await get(`${first}&cursor=${encodeURIComponent(nextCursor)}`);
}

const walk = (path: string) => walkPages(path, (body) => body as unknown as ListPage);

/** What runs often or while somebody waits, each as the product runs it. */
const paths: Readonly<Record<string, () => Promise<unknown>>> = {
  'sign-in and look-up of a session': async () => {
    await post('/session', { email: emailOf('viewer'), password: api.password }).expect(201);
    await get('/session');
  },
  'the usage list in each order': async () => {
    for (const sort of usageFilters.sort.unwrap().options) await walk(`/usage-lines?sort=${sort}`);
  },
  'the usage list by each filter': async () => {
    const { body } = await get(`/usage-lines?integration=${grown.integrationId}&kind=match`);
    const [line] = body.items as { id: string; company: { id: string } }[];
    const detail = await get(`/usage-lines/${line!.id}`);
    const { accounts } = detail.body as { accounts: { accountId: string }[] };
    for (const filter of [
      `integration=${grown.integrationId}`,
      'kind=increase,decrease',
      'decision=held,dismissed',
      'toDecide=true',
      'need=increase,held',
      'flag=held',
      'holdReason=drop',
      'assignee=me',
      `company=${line!.company.id}`,
      `account=${accounts[0]!.accountId}`,
    ])
      for (const sort of ['account', '-money']) await walk(`/usage-lines?${filter}&sort=${sort}`);
    await get(`/usage-line-counts?integration=${grown.integrationId}&need=held`);
  },
  'the other lists': async () => {
    for (const path of [
      ofGrown('/syncs'),
      ofGrown('/vendor-accounts'),
      ofGrown('/psa-companies'),
      ofGrown('/psa-agreements'),
      ofGrown('/psa-products'),
      ofGrown('/vendor-services'),
      '/write-backs',
      '/write-backs?state=queued,sending,unknown,conflict',
      '/notices?state=open',
      '/notices?state=closed',
      '/audit',
    ])
      await walk(path);
  },
  'a search': async () => {
    const { body } = await get(`/usage-lines?integration=${grown.integrationId}&limit=1`);
    const [line] = body.items as { label: string }[];
    // Words that every name of this scenario has would be looked for in all of them.
    for (const q of [line!.label, '9000', 'zzz', '2026-11-24', 'abcdef'])
      await get(`/search?q=${encodeURIComponent(q)}`);
  },
  'status, cards and the month': async () => {
    for (const path of ['/month', '/integrations', ofGrown(''), ofGrown('/status'), '/control-totals'])
      await get(path);
  },
  'months, suggestions and the review of set-up': async () => {
    const [month] = (await get(ofGrown('/months'))).body.items as { month: string }[];
    for (const path of [
      '/running-month',
      `/month-to-close?month=${month!.month}`,
      '/suggestions',
      '/set-up-review',
    ])
      await get(ofGrown(path));
  },
  'accounts of a run, new and past': async () => {
    const { body } = await get(ofGrown('/syncs?limit=3'));
    for (const { id } of body.items as { id: string }[])
      for (const filter of ['', '?state=failed,incomplete', '?state=counted,pending,gone'])
        await walkPages(`/syncs/${id}${filter}`, ({ accounts }) => accounts as ListPage);
  },
  'a hold': () => decide({ decision: 'hold', reason: 'asked the customer' }),
  'an approval': () => decide({ decision: 'approve' }),
  'an assignment': async () => {
    const [line] = await openLines();
    const items = [{ usageLineId: line!.id, noteVersion: 0 }];
    await post('/usage-lines/assignments', { assignee: api.memberIds.admin, items }).expect(200);
  },
  'the relay': async () => {
    const { client: temporal } = api.deps.temporal;
    await relayOutbox({
      db: writing.db,
      temporal,
      logger: api.deps.logger,
      kinds: api.deps.kinds,
      onRejection: () => undefined,
    }).catch(() => undefined);
    await noteRelayed(writing.db, await takeOutbox(writing.db, 50));
  },
};

/** The same, while the vendors answer for a small integration. */
const withVendors: Readonly<Record<string, () => Promise<unknown>>> = {
  'claim, sending and outcome': () => writing.untilSettled(approved),
  'a reading stored': async () => {
    const run = await writing.newRun();
    await runActivity(createListVendorAccounts(writing.deps()), run);
    await runActivity(createReadAccountBatch(writing.deps()), run);
    await writing.ended(run, 'succeeded');
  },
};

/** What the statements of the small integration would cost the grown one. */
const asOfGrown = ({ text, values }: Statement): Statement => ({
  text,
  values: values.map((value) => (value === writing.key.integrationId ? grown.integrationId : value)),
});

const plain = (text: string): string => text.replaceAll(/\s+/gu, ' ').trim();

/** Planned once for all values (`lockIntegration`). */
const underTheLock = new Set(['a hold', 'an approval', 'claim, sending and outcome']);

it.each([...Object.keys(paths), ...Object.keys(withVendors)])(
  '%s reads no table that grows from end to end',
  async (name) => {
    const statements = sent.get(name) ?? (await statementsOf(paths[name]!));
    expect(statements.length).toBeGreaterThan(0);
    const found: string[] = [];
    for (const statement of statements) {
      const text = plain(statement.text);
      if (allowed.some(({ begins }) => text.startsWith(begins))) continue;
      for (const plan of underTheLock.has(name)
        ? (['these values', 'all values'] as const)
        : (['these values'] as const)) {
        const scanned = await tablesScanned(client, asOfGrown(statement), plan);
        const grew = scanned.filter((table) => growing.includes(table));
        if (grew.length > 0) found.push(`${grew.join(', ')}, planned for ${plan}: ${text}`);
      }
    }
    expect(found).toEqual([]);
  },
);

/** While it is locked everybody else waits, and each statement is a round trip. */
describe('while the row of the integration is locked', () => {
  it.each([
    ['a hold', { decision: 'hold', reason: 'asked the customer' }, 36],
    ['an approval', { decision: 'approve' }, 57],
  ])('%s sends few statements', async (_, decision, most) => {
    const counts = await statementsUnderLock(() => decide(decision));
    expect(counts).toHaveLength(1);
    expect(counts[0]).toBeLessThanOrEqual(most);
  });

  it('claim and outcome of a write send few statements', () => {
    expect(underLock).toHaveLength(2);
    const [claim, outcome] = underLock;
    expect(claim).toBeLessThanOrEqual(44);
    // One more than those after it: the first of a connection tells what waits for it.
    expect(outcome).toBeLessThanOrEqual(36);
  });
});
