import { message } from '../messages/message.ts';
import { createHash, randomUUID } from 'node:crypto';
import { unzipSync } from 'fflate';
import { sql } from 'kysely';
import request from 'supertest';
import type { z } from 'zod';
import { ReportDocument } from '../contracts/api/report-document.ts';
import type { IntegrationKey } from '../domain/keys.ts';
import { fileNextMonth } from '../use-cases/reports/file-month.ts';
import { verifyMonths } from '../use-cases/reports/verify-months.ts';
import { zippedTables } from '../test/environment/zipped-tables.ts';
import { type ApiUnderTest, apiUnderTest } from '../test/environment/api-under-test.ts';
import { noFacts, noFigures } from '../test/environment/no-figures.ts';
import { approved, confirmed, readyToWrite } from '../test/environment/seeded-approvals.ts';
import {
  connected,
  countAll,
  forcePhase,
  load,
  type SeededAccount,
} from '../test/environment/seeded-integration.ts';

const accounts: readonly SeededAccount[] = [
  { name: 'Bluewater', foreignId: 'DA1', seats: 33, company: 'Bluewater' },
  { name: '@Castellan', foreignId: 'DA2', seats: 30, company: '@Castellan' },
  { name: 'Lakeshore', foreignId: 'DA3', seats: 28, company: 'Lakeshore' },
  { name: 'Zenith', foreignId: 'DA4', seats: 12, company: 'Zenith' },
];
const billed = { Bluewater: 30, '@Castellan': 30, Lakeshore: 25, Zenith: 10 };

let api: ApiUnderTest;
let key: IntegrationKey;

/** The month in the tenant's time zone, which is UTC here; a day's end in between makes no difference to the tests. */
const monthFrom = (months: number): string => {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1)).toISOString().slice(0, 7);
};
const dayOf = (months: number, day: string) => new Date(`${monthFrom(months)}-${day}T12:00:00Z`);

/** A run that read vendor and PSA at that time. */
async function synced(at: Date, seats: Readonly<Record<string, number>> = {}): Promise<string> {
  await api.db
    .updateTable('psaAgreement')
    .set({ linesAttemptedAt: at, linesReadAt: at })
    .where('integrationId', '=', key.integrationId)
    .execute();
  const read = accounts.map((account) => ({ ...account, seats: seats[account.name] ?? account.seats }));
  return countAll(api.db, key, read, at);
}

beforeAll(async () => {
  api = await apiUnderTest();
  key = await connected(api.db, api.tenantId, 'active');
  await load(api.db, key, accounts, billed);
  await synced(dayOf(-3, '20'), { Zenith: 40 });
  await synced(dayOf(-3, '28'));
  const failed = await synced(dayOf(-2, '15'));
  await api.db.updateTable('syncRun').set({ state: 'failed' }).where('id', '=', failed).execute();
  // Bluewater does not answer there.
  await synced(dayOf(-1, '28'), { Zenith: 11, Bluewater: -1 });
  // Today Lakeshore alone differs from what it was three months ago.
  await synced(new Date(Date.now() - 60_000), { Lakeshore: 25 });
  await readyToWrite(api.db, key);
});
afterAll(() => api.close());

const get = (path: string) => request(api.app).get(`/api/v1${path}`).set('Cookie', api.cookies.viewer);
const tablesOf = async (id: string) =>
  zippedTables((await get(`/review-months/${id}.csv`).responseType('blob').expect(200)).body as Buffer);
const post = (path: string, body: object, role: 'admin' | 'approver' = 'approver') =>
  request(api.app).post(`/api/v1${path}`).set('Cookie', api.cookies[role]).send(body);
const close = (month: string, more: object = {}) =>
  post('/review-months', { integrationId: key.integrationId, month, ...more });
const reopen = (id: string, role: 'admin' | 'approver' = 'admin') =>
  post(`/review-months/${id}/reopen`, { reason: 'Zenith was on hold by mistake' }, role);
const answer = async (sent: request.Test) => {
  const { status, body } = await sent;
  return [status, (body as { code?: string }).code];
};
const months = async () =>
  (await get(`/integrations/${key.integrationId}/months`).expect(200)).body.items as readonly {
    month: string;
    state: string;
    running: boolean;
    reviewMonthId: string | null;
    version: number | null;
  }[];
interface ReportedLine {
  readonly label: string;
  readonly open: boolean;
  readonly decision: string;
  readonly vendorQuantity: number;
  readonly kind: string;
}
const reported = async (id: string, ...fields: (keyof ReportedLine)[]) =>
  ((await get(`/review-months/${id}`).expect(200)).body.lines as ReportedLine[]).map((line) =>
    fields.map((field) => line[field]),
  );
const approve = (label: string, at: Date) =>
  approved(api.db, key, label, { kind: 'member', id: api.memberIds.approver }, { at });

it('a month that Seatwise never saw, or in which no sync ended well, is not offered and not closed', async () => {
  expect((await months()).map(({ month, state, running }) => [month, state, running])).toEqual([
    [monthFrom(-3), 'open', false],
    [monthFrom(-1), 'open', false],
    [monthFrom(0), 'open', true],
  ]);
  expect(await answer(close(monthFrom(-4)))).toEqual([409, 'MonthNotRead']);
  expect(await answer(close(monthFrom(-2)))).toEqual([409, 'MonthNotRead']);
  expect(await answer(close(monthFrom(1)))).toEqual([422, 'MonthNotBegun']);
  expect(await answer(close(monthFrom(0), { integrationId: randomUUID() }))).toEqual([404, 'NotFound']);
  expect(await answer(close('2026-13'))).toEqual([422, 'ValidationFailed']);
});

it('the month that still runs says so and is closed only on consent', async () => {
  expect(await answer(close(monthFrom(0)))).toEqual([409, 'MonthRunning']);
  expect(await answer(close(monthFrom(0), { whileRunning: 'yes' }))).toEqual([422, 'ValidationFailed']);
});

it('a closed month holds the last complete composition of that month, not the figures of today', async () => {
  const done = await close(monthFrom(-3)).expect(201);
  expect(done.body).toMatchObject({
    integrationId: key.integrationId,
    month: monthFrom(-3),
    version: 1,
    composedAt: dayOf(-3, '28').toISOString(),
    currency: 'USD',
    closes: true,
    openLines: 3,
    closedBy: { kind: 'member', name: 'approver' },
    reopened: null,
  });
  expect(await reported(done.body.id as string, 'label', 'vendorQuantity', 'kind')).toEqual([
    ['Bluewater', 33, 'increase'],
    ['Lakeshore', 28, 'increase'],
    ['Zenith', 12, 'increase'],
    ['@Castellan', 30, 'match'],
  ]);
  expect(await answer(close(monthFrom(-3)))).toEqual([409, 'MonthClosed']);
  const audit = await api.db
    .selectFrom('auditEvent')
    .select(['actorId', 'detail'])
    .where('action', '=', 'month.closed')
    .where('objectId', '=', done.body.id as string)
    .execute();
  expect(audit).toEqual([
    {
      actorId: api.memberIds.approver,
      detail: expect.objectContaining({
        lines: 4, open: 3, closes: true, version: 1, checksum: expect.stringMatching(/^[\da-f]{64}$/u),
      }), // prettier-ignore
    },
  ]);
});

it('a closed month is reopened by an admin with a reason, and closed again from the same instant with what was corrected', async () => {
  const first = (await months())[0]!.reviewMonthId!;
  expect(await answer(reopen(first, 'approver'))).toEqual([403, 'RoleTooSmall']);
  expect(await answer(post(`/review-months/${first}/reopen`, {}, 'admin'))).toEqual([
    422,
    'ValidationFailed',
  ]);
  const before = (await get(`/review-months/${first}`)).body as object;
  const reopened = await reopen(first).expect(200);
  expect(reopened.body.reopened).toMatchObject({
    by: { kind: 'member', id: api.memberIds.admin },
    reason: 'Zenith was on hold by mistake',
  });
  expect(await answer(reopen(first))).toEqual([409, 'MonthNotClosed']);
  expect((await months())[0]).toMatchObject({ state: 'reopened', version: 1 });
  const line = await api.db
    .selectFrom('usageLine')
    .select(['id', 'version'])
    .where('label', '=', 'Zenith')
    .executeTakeFirstOrThrow();
  await post('/usage-lines/decisions', {
    selection: 'ticked',
    items: [{ usageLineId: line.id, lineVersion: line.version, decision: 'hold' }],
  }).expect(200);
  await api.db
    .updateTable('vendorAccount')
    .set({ mark: 'internal' })
    .where('name', '=', 'Lakeshore')
    .execute();
  const again = await close(monthFrom(-3)).expect(201);
  expect(again.body).toMatchObject({ version: 2, composedAt: dayOf(-3, '28').toISOString(), reopened: null });
  expect(await reported(again.body.id as string, 'label', 'decision', 'kind')).toEqual([
    ['Bluewater', 'open', 'increase'],
    ['Lakeshore', 'open', 'no-account'],
    ['Zenith', 'held', 'increase'],
    ['@Castellan', 'open', 'match'],
  ]);
  expect((await get(`/review-months/${first}`)).body).toEqual({
    ...before,
    reopened: reopened.body.reopened,
  });
  expect(await answer(reopen(first))).toEqual([409, 'MonthNotClosed']);
  const listed = await get(`/review-months?q=${monthFrom(-3)}`).expect(200);
  expect((listed.body.items as { version: number }[]).map(({ version }) => version)).toEqual([2, 1]);
  await api.db.updateTable('vendorAccount').set({ mark: null }).where('name', '=', 'Lakeshore').execute();
});

it('the report holds totals, lines with the open ones first, and the changes of that month or still on their way', async () => {
  const thisMonth = await approve('Bluewater', new Date());
  await confirmed(api.db, key, thisMonth.lineId);
  const lastMonth = await approve('Zenith', dayOf(-1, '28'));
  const toClose = `/integrations/${key.integrationId}/month-to-close?month=`;
  const offered = await get(`${toClose}${monthFrom(0)}`).expect(200);
  expect(await answer(get(`${toClose}${monthFrom(-2)}`))).toEqual([409, 'MonthNotRead']);
  const running = (await get(`/integrations/${key.integrationId}/running-month`)).body.figures;
  const listed = (await get(`/integrations/${key.integrationId}/month-figures`).expect(200)).body
    .items as object[];
  expect(listed.slice(0, 2)).toMatchObject([
    {
      state: 'open',
      recovered: { perMonth: '12' },
      net: '12',
      notBilled: running.open.measures.notBilled,
      openLines: running.open.lines,
      onHoldLines: running.open.onHold,
      measures: running.open.measures,
    },
    { month: monthFrom(-1), state: 'open', recovered: { lines: 0 }, notBilled: null, openLines: null },
  ]);
  const closed = await close(monthFrom(0), { whileRunning: true }).expect(201);
  const report = await get(`/review-months/${closed.body.id as string}`).expect(200);
  const { figures, composedAt, currency } = report.body;
  expect(composedAt >= offered.body.composedAt).toBe(true);
  expect(offered.body).toEqual({
    month: monthFrom(0),
    composedAt: expect.any(String),
    currency,
    open: figures.open,
    notReadLines: figures.notRead.lines,
  });
  expect(report.body.totals).toMatchObject({ closes: true, accounts: { listed: 5, counted: 5 } });
  // Bluewater was changed after the run: it is recovered, and no longer waits.
  expect(await reported(closed.body.id as string, 'label', 'open', 'decision')).toEqual([
    ['@Castellan', false, 'open'],
    ['Bluewater', false, 'open'],
    ['Lakeshore', false, 'open'],
    ['Zenith', false, 'approved'],
  ]);
  expect(report.body.writeBacks).toEqual([
    // Of the month before, and it still waits.
    expect.objectContaining({ approvalLineId: lastMonth.lineId, state: 'queued', made: false }),
    expect.objectContaining({
      approvalLineId: thisMonth.lineId,
      made: true,
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
  // A line that was not read: its last numbers, when each side was read, and why.
  expect(earlier.body.lines).toContainEqual(
    expect.objectContaining({
      label: 'Bluewater',
      kind: 'not-read',
      vendorQuantity: 33,
      psaQuantity: '30',
      variance: null,
      vendorReadAt: dayOf(-2, '15').toISOString(),
      psaReadAt: dayOf(-1, '28').toISOString(),
      notRead: expect.objectContaining({
        code: 'usage.not-read.account-failed',
        message: 'Bluewater could not be read (VendorTimeout).',
      }),
    }),
  );
  expect((await tablesOf(before.body.id as string))['lines-not-read']).toContainEqual(
    expect.arrayContaining(['Bluewater', '33', '30', 'Bluewater could not be read (VendorTimeout).']),
  );
});

interface ListedMonth {
  readonly month: string;
  readonly reviewMonthId: string | null;
  readonly earlierVersions: readonly { readonly version: number }[];
  readonly recovered: object;
  readonly notBilled: object | null;
}

it('lists what each month brought and left, as its report and the ledger say', async () => {
  const path = `/integrations/${key.integrationId}/month-figures`;
  const { items, earlier } = (await get(path).expect(200)).body as { items: ListedMonth[]; earlier: unknown };
  expect(earlier).toBeNull();
  expect(items.map(({ month }) => month)).toEqual([0, -1, -3].map(monthFrom));
  for (const { reviewMonthId, ...item } of items) {
    const { figures, version, closedBy, closedAt } = (await get(`/review-months/${reviewMonthId!}`)).body;
    const { recovered, credited, net, open } = figures;
    expect(item).toMatchObject({ version, closedBy, closedAt, recovered, credited, net });
    expect(item).toMatchObject({ openLines: open.lines, notBilled: open.measures.notBilled });
  }
  expect(items[0]).toMatchObject({ running: true, state: 'closed', recovered: { lines: 1, perMonth: '12' } });
  expect(items[2]!.earlierVersions).toEqual([expect.objectContaining({ version: 1 })]);
  const until = await get(`${path}?until=${monthFrom(-2)}`).expect(200);
  expect(until.body).toMatchObject({ items: [{ month: monthFrom(-3) }], earlier: null });
  const after = await get(`${path}?until=${monthFrom(10)}`).expect(200);
  expect(after.body).toMatchObject({ items: [{ month: monthFrom(0) }, {}], earlier: monthFrom(-3) });
});

it('what a run read is kept only where a month may be closed from it, its totals always', async () => {
  const kept = await api.db
    .selectFrom('runComposition')
    .select((eb) => ['month', 'composedAt', eb('readings', 'is not', null).as('readings')])
    .orderBy('composedAt')
    .execute();
  expect(kept.map(({ month, readings }) => [month, readings])).toEqual([
    [monthFrom(-3), false],
    [monthFrom(-3), true],
    [monthFrom(-2), false],
    [monthFrom(-1), true],
    [monthFrom(0), true],
  ]);
});

it('exports the frozen report as CSV without formulas, as workbook and as PDF', async () => {
  const list = await get('/review-months?limit=1').expect(200);
  const [newest] = list.body.items as { id: string; month: string }[];
  const { about, 'control-totals': totals, customers, changes } = await tablesOf(newest!.id);
  const { checksum } = await api.db
    .selectFrom('reviewMonth')
    .select('checksum')
    .where('id', '=', newest!.id)
    .executeTakeFirstOrThrow();
  expect((await get(`/review-months/${newest!.id}`)).body).toMatchObject({ checksum, timeZone: 'UTC' });
  const archive = await get(`/review-months/${newest!.id}/files.zip`).responseType('blob').expect(200);
  const name = `review-month-${newest!.month}-v1`;
  expect(Object.keys(unzipSync(archive.body as Buffer))).toEqual([
    ...['pdf', 'xlsx', 'zip'].map((ending) => `${name}.${ending}`),
    expect.stringMatching(/^control-list-.*\.xlsx$/u),
  ]);
  expect(about).toContainEqual(['Checksum of the data', checksum]);
  expect(about).toContainEqual(['Closed by', 'approver']);
  expect(totals).toContainEqual(['Totals balance', '', 'Yes']);
  expect(customers!.map(([name]) => name)).toContain('Zenith');
  expect(changes![1]).toEqual(expect.arrayContaining(['Bluewater', '30', '33', '12', 'USD', 'approver']));
  const file = (ending: string) =>
    get(`/review-months/${newest!.id}.${ending}`).responseType('blob').expect(200);
  const pdf = await file('pdf?paper=Letter');
  expect((pdf.body as Buffer).subarray(0, 5).toString()).toBe('%PDF-');
  expect(pdf.headers['content-disposition']).toContain(`review-month-${newest!.month}-v1.pdf`);
  expect(((await file('xlsx')).body as Buffer).subarray(0, 2).toString()).toBe('PK');
});

it('the control list has the changes of the month by invoice, as data too', async () => {
  const list = await get('/review-months?limit=1').expect(200);
  const [{ id, month }] = list.body.items as [{ id: string; month: string }];
  const { body } = await get(`/review-months/${id}/control-list`).expect(200);
  expect(ReportDocument.parse(body)).toEqual(body);
  const { banner, sections } = body as z.output<typeof ReportDocument>;
  expect(banner).toMatch(/^Control list, not a journal: /u);
  const [row] = sections[0]!.groups[0]!.rows;
  expect(row).toContainEqual({ kind: 'text', text: 'Bluewater', id: expect.any(String) });
  expect(row).toContainEqual({ kind: 'money', amount: '12', currency: 'USD', signed: true });
  const file = await get(`/review-months/${id}/control-list.pdf`).expect(200);
  expect(file.headers).toMatchObject({
    'content-type': 'application/pdf',
    'content-disposition': expect.stringContaining(`control-list-not-a-journal-${month}-v`),
  });
});

it('a closed month keeps its files, written once; audit and verification know data and files', async () => {
  const list = await get('/review-months?limit=1').expect(200);
  const [{ id }] = list.body.items as [{ id: string }];
  // Each takes seconds on a busy machine.
  await api.db.updateTable('reviewMonth').set({ filedAt: new Date() }).where('id', '<>', id).execute();
  const file = () => fileNextMonth(api.db, api.deps.kinds, () => new Date());
  expect([await file(), await file()]).toEqual([true, false]);
  const { items } = (await get(`/review-months/${id}/files`).expect(200)).body as {
    items: { name: string; format: string; sha256: string }[];
  };
  expect(items.map(({ format }) => format).sort()).toEqual(['csv', 'pdf', 'xlsx']);
  const filed = await api.db
    .selectFrom('auditEvent')
    .select('detail')
    .where('action', '=', 'month.filed')
    .where('objectId', '=', id)
    .execute();
  const hashes = items.map(({ name, sha256 }) => ({ name, sha256 }));
  expect(filed).toEqual([
    { detail: expect.objectContaining({ version: 1, files: expect.arrayContaining(hashes) }) },
  ]);
  for (const { name, sha256, format } of items)
    for (const path of [`/files/${name}`, `.${format}`]) {
      const sent = await get(`/review-months/${id}${path}`).responseType('blob').expect(200);
      expect(createHash('sha256').update(sent.body as Buffer).digest('hex')).toBe(sha256); // prettier-ignore
      expect(sent.headers['repr-digest']).toBe(`sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`);
    }
  expect(await answer(get(`/review-months/${id}/files/other.pdf`))).toEqual([404, 'NotFound']);

  const verify = async () => (await verifyMonths(api.db, key.tenantId)).findings.map((finding) => finding.id);
  const rename = (label: string) =>
    sql`update review_month set lines = jsonb_set(lines, '{0,label}', to_jsonb(${label}::text)) where id = ${id}`.execute(
      api.db,
    );
  expect(await verify()).toEqual([]);
  await api.db
    .updateTable('reportFile')
    .set({ bytes: Buffer.from('other') })
    .where('name', '=', items[0]!.name)
    .where('reviewMonthId', '=', id)
    .execute();
  await rename('Other');
  expect(await verify()).toEqual(['audit-chain.month-changed', 'audit-chain.stored-file-changed']);
  await rename('@Castellan');
});

it('a report has the sections of its files as data', async () => {
  const list = await get('/review-months?limit=1').expect(200);
  const [{ id, integrationId }] = list.body.items as [{ id: string; integrationId: string }];
  for (const path of [
    `/review-months/${id}/document`,
    `/integrations/${integrationId}/running-month/document`,
  ]) {
    const { body } = await get(path).expect(200);
    expect(ReportDocument.parse(body)).toEqual(body);
    const { sections } = body as z.output<typeof ReportDocument>;
    expect(sections.map(({ key: name }) => name)).toEqual(
      expect.arrayContaining(['summary', 'changes', 'control-totals']),
    );
  }
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
    [0, -1, -3, -3].map(monthFrom),
  );
  const page = await get(`/review-months?limit=2&sort=month&integration=${key.integrationId}`).expect(200);
  const next = await get(
    `/review-months?limit=2&sort=month&integration=${key.integrationId}&cursor=${page.body.nextCursor as string}`,
  ).expect(200);
  expect((next.body.items as { month: string }[]).map(({ month }) => month)).toEqual([-1, 0].map(monthFrom));
  expect((await get(`/review-months?integration=${randomUUID()}`)).body.items).toEqual([]);
  expect(await answer(get(`/review-months/${randomUUID()}`))).toEqual([404, 'NotFound']);
  expect(await answer(get(`/review-months/${randomUUID()}.csv`))).toEqual([404, 'NotFound']);
});

it('totals that do not close are frozen so, and the report says it', async () => {
  const { totals: closing } = await api.db
    .selectFrom('reviewMonth')
    .select('totals')
    .limit(1)
    .executeTakeFirstOrThrow();
  const totals = {
    ...closing,
    closes: false,
    mismatches: [message('usage.totals.mapped-seats', { mapped: 5, lines: 4 })],
  };
  const text = 'seats: 5 mapped, 4 in mapped lines';
  const { id } = await api.db
    .insertInto('reviewMonth')
    .values({
      tenantId: key.tenantId,
      id: randomUUID(),
      integrationId: key.integrationId,
      month: '2020-01',
      composedAt: new Date(),
      currency: 'USD',
      totals: JSON.stringify(totals),
      lines: '[]',
      changes: '[]',
      figures: JSON.stringify(noFigures),
      facts: JSON.stringify(noFacts),
      checksum: '',
      invoices: '{"month":"2020-01","readAt":null,"notAvailable":null,"rows":[]}',
      closedBy: '{"kind":"system","id":"test"}',
    }) // prettier-ignore
    .returning('id')
    .executeTakeFirstOrThrow();
  const report = await get(`/review-months/${id}`).expect(200);
  expect(report.body).toMatchObject({ closes: false, openLines: 0, closedBy: { name: null } });
  expect(report.body.totals).toMatchObject({ ...closing, closes: false, mismatches: [{ message: text }] });
  expect((await tablesOf(id))['control-totals']).toContainEqual(['Does not balance', '', text]);
});

it('counts a change written after the last reading of its month as recovered, and one written later as waiting', async () => {
  const { id: lineId } = await api.db
    .selectFrom('approvalLine')
    .select('id')
    .where('label', '=', 'Zenith')
    .executeTakeFirstOrThrow();
  await confirmed(api.db, key, lineId);
  const closedWith = async (finishedAt: Date) => {
    await api.db.updateTable('approvalLine').set({ finishedAt }).where('id', '=', lineId).execute();
    const { reviewMonthId } = (await months()).find(({ month }) => month === monthFrom(-1))!;
    await reopen(reviewMonthId!).expect(200);
    const { body } = await close(monthFrom(-1)).expect(201);
    const { figures, lines, composedAt } = (await get(`/review-months/${body.id as string}`)).body;
    const { recovered, waiting, open } = figures;
    const { psaQuantity, decision } = (
      lines as { label: string; psaQuantity: string; decision: string }[]
    ).find(({ label }) => label === 'Zenith')!;
    expect(open.measures.waitingUp.lines).toBe(waiting.up.lines);
    return { recovered: recovered.lines, waiting: waiting.up.lines, psaQuantity, decision, composedAt };
  };
  expect(await closedWith(dayOf(-1, '29'))).toEqual({
    recovered: 1,
    waiting: 0,
    psaQuantity: '12',
    decision: 'held',
    composedAt: dayOf(-1, '29').toISOString(),
  });
  expect(await closedWith(dayOf(0, '01'))).toEqual({
    recovered: 0,
    waiting: 1,
    psaQuantity: '10',
    decision: 'approved',
    composedAt: dayOf(-1, '28').toISOString(),
  });
});

it('nothing is closed before Finish', async () => {
  const { reviewMonthId, month } = (await months())[0]!;
  await reopen(reviewMonthId!).expect(200);
  const phase = (name: 'mapping' | 'active') => forcePhase(api.db, key, name);
  await phase('mapping');
  expect(await answer(close(month))).toEqual([409, 'PhaseRejected']);
  await phase('active');
  await close(month).expect(201);
});
