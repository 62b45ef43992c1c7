import { message } from '../messages/message.ts';
import request from 'supertest';
import { sentToday } from '../db/write-back/write-intents.ts';
import { findApprovalLine } from '../db/write-back/approval-lines.ts';
import { zippedTables } from '../test/environment/zipped-tables.ts';
import { type ApiUnderTest, apiUnderTest } from '../test/environment/api-under-test.ts';
import { filesAgree } from '../test/environment/files-agreement.ts';
import type { ListedLine } from '../test/environment/figures-agreement.ts';
import { type MonthUnderTest, monthUnderTest } from '../test/environment/month-agreement.ts';
import { type WritingUnderTest, writingUnderTest } from '../test/environment/writing-under-test.ts';

jest.setTimeout(180_000);

let writing: WritingUnderTest;
let api: ApiUnderTest;
let seen: MonthUnderTest;
beforeAll(async () => {
  writing = await writingUnderTest({ timeoutMs: 2_000 }, 'currencies');
  const { databaseUrl, key } = writing;
  api = await apiUnderTest({
    beside: { databaseUrl, tenantId: key.tenantId },
    keyRing: writing.deps().keyRing,
  });
  seen = monthUnderTest(api, key.integrationId);
  await settings({ allInOwnCurrency: null });
});
afterAll(async () => {
  await api.close();
  await writing.close();
});

const settings = (change: object) =>
  request(api.app).put('/api/v1/settings').set('Cookie', api.cookies.admin).send(change).expect(200);
const get = (path: string) =>
  request(api.app).get(`/api/v1${path}`).set('Cookie', api.cookies.admin).expect(200);
const lineOf = async (label: string): Promise<ListedLine & { readonly flags: readonly object[] }> =>
  (await seen.lines()).find((line) => line.label === label)!;

const approve = async (label: string) => {
  const { id, version } = await lineOf(label);
  const { body } = await request(api.app)
    .post('/api/v1/usage-lines/decisions')
    .set('Cookie', api.cookies.admin)
    .send({ selection: 'ticked', items: [{ usageLineId: id, lineVersion: version, decision: 'approve' }] });
  return (body as { items: { outcome: string; code?: string; approvalLineId?: string }[] }).items[0]!;
};

/** A line as it was approved, before anything of it is sent. */
async function approvedLine(label: string) {
  const { outcome, approvalLineId } = await approve(label);
  expect([label, outcome]).toEqual([label, 'approved']);
  return (await findApprovalLine(writing.db, writing.key.tenantId, approvalLineId!))!;
}

const noticesOf = (code: string) =>
  writing.db
    .selectFrom('notice')
    .select('detail')
    .where('code', '=', code)
    .where('state', '=', 'open')
    .execute();

const cellsOf = (row: string): readonly string[] =>
  [...row.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/gu)].map(([, quoted, plain]) => quoted ?? plain ?? '');

/** A table of the file by its head; amounts of each row that has one, added up by the currency beside them. */
async function sumsOfFile(
  path: string,
  head: string,
  of: readonly string[],
): Promise<Record<string, number>> {
  const rows = (await get(path)).text.split('\r\n').map(cellsOf);
  const at = rows.findIndex((cells) => cells.includes(head) && cells.includes('Currency'));
  const heads = rows[at]!;
  const end = rows.findIndex((cells, nth) => nth > at && cells.join('') === '');
  const sums: Record<string, number> = {};
  for (const cells of rows.slice(at + 1, end === -1 ? undefined : end))
    for (const name of of) {
      const amount = Number(cells[heads.indexOf(name)]);
      const currency = cells[heads.indexOf('Currency')]!;
      if (amount !== 0) sums[currency] = (sums[currency] ?? 0) + amount;
    }
  return sums;
}

const held = { EUR: '20', JPY: '1800' };

describe('customers billed in euros, yen, and dollars', () => {
  it('are blocked without an exchange rate, and never added to dollars, wherever money is shown', async () => {
    const { measures } = await seen.agrees();
    expect(measures).toMatchObject({
      underBilled: { lines: 1, perMonth: '8' },
      heldUp: { lines: 2, perMonth: '0', others: held },
      overBilled: { lines: 1, perMonth: '-8' },
      heldDown: { lines: 1, perMonth: '0', others: { EUR: '-15' } },
    });
    expect(measures.underBilled.others).toBeUndefined();
    expect(await lineOf('Fuji Trading')).toMatchObject({
      flags: [{ flag: 'held', check: 'currency' }],
      money: { currency: 'JPY', effectPerMonth: '1800' },
    });
    expect(await approve('Dunes Atelier')).toMatchObject({ outcome: 'rejected', code: 'LineHeld' });
  });

  it('keep their currency in table files, the report and its workbook', async () => {
    const all = { USD: 0, EUR: 5, JPY: 1800 };
    expect(await sumsOfFile('/usage-lines.csv', 'Effect per month', ['Effect per month'])).toEqual(
      expect.objectContaining({ EUR: all.EUR, JPY: all.JPY }),
    );
    const { integrationId } = writing.key;
    const path = `/integrations/${integrationId}/running-month.csv`;
    const { customers, summary } = zippedTables((await get(path).responseType('blob')).body as Buffer);
    const [heads, ...rows] = customers!;
    const sums: Record<string, number> = {};
    for (const row of rows)
      for (const head of ['Underbilled', 'Underbilled, blocked', 'Overbilled', 'Overbilled, blocked']) {
        const at = heads!.indexOf(head);
        const currency = row[at + 1]!;
        if (Number(row[at]) !== 0) sums[currency] = (sums[currency] ?? 0) + Number(row[at]);
      }
    expect({ USD: 0, ...sums }).toEqual(all);
    expect(
      summary!.filter(([name]) => name === 'of which: Underbilled, blocked').map((row) => row.slice(2, 5)),
    ).toEqual([
      ['2', '0', 'USD'],
      ['', '20', 'EUR'],
      ['', '1800', 'JPY'],
    ]);
  });

  it('can be approved once an administrator sets the rates', async () => {
    await settings({ exchangeRates: { EUR: '1.08', JPY: '0.0067' } });
    expect((await seen.agrees()).measures).toMatchObject({
      underBilled: { lines: 3, perMonth: '8', others: held },
      overBilled: { lines: 2, perMonth: '-8', others: { EUR: '-15' } },
      heldUp: { lines: 0 },
    });
    for (const label of ['Aster Books', 'Dunes Atelier'])
      await writing.untilSettled(await approvedLine(label));
  });

  it('wait for a rate that is taken away after the approval, with a notice that ends once it is set again', async () => {
    const line = await approvedLine('Fuji Trading');
    await settings({ exchangeRates: { EUR: '1.08' } });
    expect(await writing.untilSettled(line)).toMatchObject({ blocked: 'CurrencyRateMissing' });
    expect(await writing.line(line)).toMatchObject({ state: 'queued', sendCount: 0 });
    expect(await noticesOf('CurrencyRateMissing')).toMatchObject([
      { detail: message('write-back.blocked.no-rate', { currency: 'JPY', own: 'USD' }) },
    ]);
    await settings({ exchangeRates: { EUR: '1.08', JPY: '0.0067' } });
    await writing.untilSettled(line);
    expect(await writing.line(line)).toMatchObject({ state: 'confirmed', sendCount: 1 });
    expect(await noticesOf('CurrencyRateMissing')).toEqual([]);
  });

  it('are counted against the limit of a day at these rates', async () => {
    const { billingDay } = await writing.db
      .selectFrom('writeIntent')
      .select('billingDay')
      .orderBy('sentAt', 'desc')
      .executeTakeFirstOrThrow();
    // 8 + 20 × 1.08 + 1800 × 0.0067
    expect(await sentToday(writing.db, writing.key, billingDay, 'writeCaps')).toMatchObject({
      lines: 3,
      withoutRate: 0,
    });
    expect(Number((await sentToday(writing.db, writing.key, billingDay, 'writeCaps')).amount)).toBe(41.66);
    const { done } = await seen.agrees();
    expect(done.recovered).toEqual({ lines: 3, perMonth: '8', others: held, unknown: 0 });
    expect(done).toMatchObject({ net: '8', netOthers: held });
  });

  it('keep their currency in every file of the closed month, and in its control list', async () => {
    await writing.sync();
    const { month } = await seen.agrees();
    const { body } = await request(api.app)
      .post('/api/v1/review-months')
      .set('Cookie', api.cookies.admin)
      .send({ integrationId: writing.key.integrationId, month, whileRunning: true })
      .expect(201);
    const { id } = body as { id: string };
    await filesAgree(api, id, { month: await seen.agrees(), lines: await seen.lines() });
  });

  it('cannot be checked against the limit of a day once a rate is gone', async () => {
    await settings({ exchangeRates: { EUR: '1.08' } });
    const { billingDay } = await writing.db
      .selectFrom('writeIntent')
      .select('billingDay')
      .orderBy('sentAt', 'desc')
      .executeTakeFirstOrThrow();
    expect((await sentToday(writing.db, writing.key, billingDay, 'writeCaps')).withoutRate).toBe(1);
  });
});

describe('a PSA that names no currency', () => {
  it('has amounts that are not confirmed, until an administrator says what everything is billed in', async () => {
    await writing.control.switchPsa({ currencies: 'absent' });
    await writing.sync();
    await writing.recompose();
    const before = await seen.agrees();
    expect(before.measures.heldDown).toMatchObject({ perMonth: '0', others: { XXX: '-23' } });
    expect(await lineOf('Cedar Legal')).toMatchObject({
      flags: [
        {
          flag: 'held',
          check: 'currency',
          reason: { code: 'usage.check.currency-not-confirmed' },
        },
      ],
    });
    await settings({ allInOwnCurrency: true });
    const after = await seen.agrees();
    expect(after.measures.overBilled).toMatchObject({ lines: 2, perMonth: '-23' });
    expect(after.measures.heldDown.lines).toBe(0);
    const { body } = await settings({ currency: 'CAD' });
    expect(body).toMatchObject({ currency: 'CAD', allInOwnCurrency: null, exchangeRates: {} });
  });
});
