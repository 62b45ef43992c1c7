import { randomUUID } from 'node:crypto';
import request from 'supertest';
import type { IntegrationKey } from '../db/credentials.ts';
import { setPhase } from '../db/integrations.ts';
import { type ApiUnderTest, apiUnderTest } from '../test/environment/api-under-test.ts';
import { approved, confirmed, readyToWrite } from '../test/environment/seeded-approvals.ts';
import { connected, countAll, load, type SeededAccount } from '../test/environment/seeded-integration.ts';

const accounts: readonly SeededAccount[] = [
  { name: 'Bluewater', foreignId: 'DA1', seats: 33, company: 'Bluewater' },
  { name: '@Castellan', foreignId: 'DA2', seats: 30, company: '@Castellan' },
  { name: 'Lakeshore', foreignId: 'DA3', seats: 28, company: 'Lakeshore' },
  { name: 'Zenith', foreignId: 'DA4', seats: 12, company: 'Zenith' },
];
const billed = { Bluewater: 30, '@Castellan': 30, Lakeshore: 25, Zenith: 10 };

let api: ApiUnderTest;
let key: IntegrationKey;
beforeAll(async () => {
  api = await apiUnderTest();
  key = await connected(api.db, api.tenantId, 'active');
  await load(api.db, key, accounts, billed);
  await countAll(api.db, key, accounts, new Date(Date.now() - 60_000));
  await readyToWrite(api.db, key);
});
afterAll(() => api.close());

const get = (path: string) => request(api.app).get(`/api/v1${path}`).set('Cookie', api.cookies.viewer);
const close = (month: string, integrationId = key.integrationId) =>
  request(api.app)
    .post('/api/v1/review-months')
    .set('Cookie', api.cookies.approver)
    .send({ integrationId, month });
const answer = async (sent: request.Test) => {
  const { status, body } = await sent;
  return [status, (body as { code?: string }).code];
};
/** The month in the tenant's time zone, which is UTC here; a day's end in between makes no difference to the tests. */
const monthFrom = (months: number): string => {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1)).toISOString().slice(0, 7);
};
const approve = (label: string, at: Date) =>
  approved(api.db, key, label, { kind: 'member', id: api.memberIds.approver }, { at });

it('a month is closed once, and not before it began', async () => {
  expect(await answer(close(monthFrom(1)))).toEqual([422, 'MonthNotBegun']);
  expect(await answer(close(monthFrom(0), randomUUID()))).toEqual([404, 'NotFound']);
  expect(await answer(close('2026-13'))).toEqual([422, 'ValidationFailed']);
  const done = await close(monthFrom(-2)).expect(201);
  expect(done.body).toMatchObject({
    integrationId: key.integrationId,
    month: monthFrom(-2),
    currency: 'USD',
    closes: true,
    openLines: 3,
    closedBy: { kind: 'member', name: 'approver' },
  });
  expect(await answer(close(monthFrom(-2)))).toEqual([409, 'MonthClosed']);
  const audit = await api.db
    .selectFrom('audit_event')
    .select(['actor_id', 'detail'])
    .where('action', '=', 'month.closed')
    .where('object_id', '=', done.body.id as string)
    .execute();
  expect(audit).toEqual([
    {
      actor_id: api.memberIds.approver,
      detail: expect.objectContaining({ lines: 4, open: 3, closes: true }),
    },
  ]);
});

it('the report holds totals, lines with the open ones first, and the changes approved in that month', async () => {
  const thisMonth = await approve('Bluewater', new Date());
  await confirmed(api.db, key, thisMonth.lineId);
  const lastMonth = await approve('Lakeshore', new Date(`${monthFrom(-1)}-15T12:00:00Z`));
  const closed = await close(monthFrom(0)).expect(201);
  const report = await get(`/review-months/${closed.body.id as string}`).expect(200);
  expect(report.body.totals).toMatchObject({ closes: true, accounts: { listed: 5, counted: 5 } });
  expect(
    (report.body.lines as { label: string; open: boolean; decision: string }[]).map(
      ({ label, open, decision }) => [label, open, decision],
    ),
  ).toEqual([
    ['Zenith', true, 'open'],
    ['@Castellan', false, 'open'],
    ['Bluewater', false, 'open'],
    ['Lakeshore', false, 'approved'],
  ]);
  expect(report.body.writeBacks).toEqual([
    expect.objectContaining({
      approvalLineId: thisMonth.lineId,
      label: 'Bluewater',
      before: '30',
      after: '33',
      state: 'confirmed',
      effectPerMonth: '12',
    }),
  ]);
  const before = await close(monthFrom(-1)).expect(201);
  const earlier = await get(`/review-months/${before.body.id as string}`).expect(200);
  expect(earlier.body.writeBacks).toEqual([
    expect.objectContaining({ approvalLineId: lastMonth.lineId, state: 'queued' }),
  ]);
});

it('a report leaves as a table file in which no cell is a formula', async () => {
  const list = await get('/review-months?limit=1').expect(200);
  const [newest] = list.body.items as { id: string; month: string }[];
  const file = await get(`/review-months/${newest!.id}.csv`).expect(200);
  expect(file.headers['content-type']).toContain('text/csv');
  expect(file.headers['content-disposition']).toContain(`review-month-${newest!.month}.csv`);
  const rows = file.text.split('\r\n');
  expect(rows).toContain(`\uFEFFMonth,${newest!.month}`);
  expect(rows).toContain('closes,true');
  const at = (text: string): number => rows.findIndex((row) => row.startsWith(text));
  const order = ['Totals', 'Lines: open', 'Zenith', `'@Castellan`, 'Changes approved', 'Bluewater,9000'];
  expect(order.map(at)).toEqual([...order.map(at)].sort((a, b) => a - b));
  expect(order.map(at)).not.toContain(-1);
});

it('a later sync does not change a report', async () => {
  const list = await get('/review-months').expect(200);
  const reports = async () =>
    Promise.all(
      (list.body.items as { id: string }[]).map(
        async ({ id }) => (await get(`/review-months/${id}`)).body as unknown,
      ),
    );
  const before = await reports();
  await countAll(
    api.db,
    key,
    accounts.map((account) => ({ ...account, seats: account.seats + 2 })),
  );
  expect(await reports()).toEqual(before);
});

it('months are listed newest first, by integration, with cursors', async () => {
  const all = await get('/review-months').expect(200);
  expect((all.body.items as { month: string }[]).map(({ month }) => month)).toEqual(
    [0, -1, -2].map(monthFrom),
  );
  const page = await get(`/review-months?limit=2&sort=month&integration=${key.integrationId}`).expect(200);
  const next = await get(
    `/review-months?limit=2&sort=month&integration=${key.integrationId}&cursor=${page.body.nextCursor as string}`,
  ).expect(200);
  expect((next.body.items as { month: string }[]).map(({ month }) => month)).toEqual([monthFrom(0)]);
  expect((await get(`/review-months?integration=${randomUUID()}`)).body.items).toEqual([]);
  expect(await answer(get(`/review-months/${randomUUID()}`))).toEqual([404, 'NotFound']);
  expect(await answer(get(`/review-months/${randomUUID()}.csv`))).toEqual([404, 'NotFound']);
});

it('totals that do not close are frozen so, and the report says it', async () => {
  const totals = { closes: false, mismatches: ['seats: 5 counted, 4 by mapping'] };
  const { id } = await api.db
    .insertInto('review_month')
    .values({
      tenant_id: key.tenantId,
      id: randomUUID(),
      integration_id: key.integrationId,
      month: '2020-01',
      currency: 'USD',
      totals: JSON.stringify(totals),
      lines: '[]',
      write_backs: '[]',
      closed_by: '{"kind":"system","id":"test"}',
    }) // prettier-ignore
    .returning('id')
    .executeTakeFirstOrThrow();
  const report = await get(`/review-months/${id}`).expect(200);
  expect(report.body).toMatchObject({ closes: false, openLines: 0, totals, closedBy: { name: null } });
  expect((await get(`/review-months/${id}.csv`)).text).toContain(
    'mismatches.0,"seats: 5 counted, 4 by mapping"',
  );
});

it('nothing is closed before Finish', async () => {
  const month = monthFrom(-3);
  const phase = (name: 'mapping' | 'active') =>
    api.db.transaction().execute((tx) => setPhase(tx, key, name, null));
  await phase('mapping');
  expect(await answer(close(month))).toEqual([409, 'PhaseRefused']);
  await phase('active');
  await close(month).expect(201);
});
