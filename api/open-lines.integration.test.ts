import {
  matching,
  type ShownLine,
  type UsageToDecide,
  usageToDecide,
} from '../test/environment/usage-to-decide.ts';
import type { z } from 'zod';
import type { MonthNow } from '../contracts/api/month.ts';
import type { ReviewMonthReport, RunningMonthReport } from '../contracts/api/review-months.ts';
import type { MeasureTotals } from '../domain/usage/measure-totals.ts';

/** One for each way in which a line is open or not. */
const customers = [
  { name: 'More', counted: 45, billed: 41 },
  { name: 'Fewer', counted: 38, billed: 41 },
  { name: 'Checked', counted: 31, billed: 64 },
  { name: 'Held', counted: 45, billed: 41 },
  { name: 'Dismissed', counted: 45, billed: 41 },
  { name: 'Proposed', counted: 45, billed: 41 },
  { name: 'Approved', counted: 45, billed: 41 },
  { name: 'Conflict', counted: 45, billed: 41 },
  ...matching(20),
];

let scenario: UsageToDecide;
beforeAll(async () => {
  scenario = await usageToDecide(customers);
  await scenario.setBillingTarget('advance');
  await scenario.turnOnWriteBack();
});
afterAll(() => scenario.api.close());

const card = async () => {
  const { body } = await scenario.as('viewer').get(`/integrations/${scenario.key.integrationId}`).expect(200);
  const { openLines, measures } = body as { openLines: number; measures: MeasureTotals };
  const { underBilled, overBilled } = measures;
  return { openLines, up: underBilled.perMonth, down: overBilled.perMonth };
};
const list = async (query: string) => {
  const { body } = await scenario.as('viewer').get(`/usage-lines?${query}`).expect(200);
  return { total: body.total as number, labels: (body.items as ShownLine[]).map(({ label }) => label) };
};

const needCounts = async (query = '') => {
  const { body } = await scenario.as('viewer').get(`/usage-line-counts?${query}`).expect(200);
  return (body as { need: readonly { value: string; lines: number }[] }).need.map(({ value, lines }) => ({
    value,
    lines,
  }));
};

/** The report of the running month, closed now. */
const report = async (): Promise<z.output<typeof ReviewMonthReport>> => {
  const month = new Date().toISOString().slice(0, 7);
  const wanted = { integrationId: scenario.key.integrationId, month, whileRunning: true };
  const { body } = await scenario.as('approver').post('/review-months', wanted).expect(201);
  const { id } = body as { id: string };
  return (await scenario.as('viewer').get(`/review-months/${id}`).expect(200)).body as z.output<
    typeof ReviewMonthReport
  >;
};

/** The approval of a line ended in a conflict. */
async function conflictOf(name: string): Promise<void> {
  const { approvalLineId } = await scenario.decide('approver', name, 'approve');
  await scenario.api.db
    .updateTable('approvalLine')
    .set({ state: 'conflict', code: 'WriteConflict', finishedAt: new Date() })
    .where('id', '=', approvalLineId!)
    .execute();
  await scenario.count({});
}

describe('open lines', () => {
  it('of card, list, table file and report are the same', async () => {
    expect(await list('toDecide=true')).toEqual({
      total: 8,
      labels: ['Approved', 'Checked', 'Conflict', 'Dismissed', 'Fewer', 'Held', 'More', 'Proposed'],
    });
    expect(await card()).toEqual({ openLines: 8, up: String(6 * 16), down: '-12' });
    expect(await scenario.decide('reviewer', 'Held', 'hold', { reason: 'asked them' })).toMatchObject({
      outcome: 'held',
    });
    expect(await scenario.decide('approver', 'Dismissed', 'dismiss')).toMatchObject({ outcome: 'dismissed' });
    expect(await scenario.decide('reviewer', 'Proposed', 'approve')).toMatchObject({ outcome: 'proposed' });
    expect(await scenario.decide('approver', 'Approved', 'approve')).toMatchObject({ outcome: 'approved' });
    await conflictOf('Conflict');
    expect(await scenario.decide('approver', 'Conflict', 'dismiss')).toMatchObject({ outcome: 'dismissed' });

    const open = ['Checked', 'Conflict', 'Fewer', 'Held', 'More', 'Proposed'];
    expect(await list('toDecide=true')).toEqual({ total: open.length, labels: open });
    // The money of Guarded is held, and stands apart.
    expect(await card()).toEqual({ openLines: open.length, up: String(4 * 16), down: '-12' });
    expect((await list('toDecide=false')).total).toBe(customers.length - open.length);
    const needs = await needCounts();
    expect(needs).toEqual([
      { value: 'conflict', lines: 1 },
      { value: 'increase', lines: 1 },
      { value: 'decrease', lines: 1 },
      { value: 'proposed', lines: 1 },
      { value: 'held', lines: 1 },
      { value: 'on-hold', lines: 1 },
    ]);
    for (const { value, lines } of needs) expect((await list(`need=${value}`)).total).toBe(lines);
    expect((await list('need=on-hold,proposed')).labels).toEqual(['Held', 'Proposed']);
    const month = (await scenario.as('viewer').get('/month').expect(200)).body as z.output<typeof MonthNow>;
    expect(month.lines).toMatchObject({ open: open.length, onHold: 1 });
    expect(month.onHold).toMatchObject([
      {
        label: 'Held',
        measure: 'underBilled',
        effect: { lines: 1, perMonth: '16' },
        by: { kind: 'member', name: 'reviewer' },
        reason: 'asked them',
      },
    ]);
    const { by, reason, at } = month.onHold[0]!;
    const { body: running } = await scenario
      .as('viewer')
      .get(`/integrations/${scenario.key.integrationId}/running-month`)
      .expect(200);
    expect(
      (running as z.output<typeof RunningMonthReport>).lines.filter(({ hold }) => hold !== undefined),
    ).toMatchObject([{ label: 'Held', need: 'on-hold', hold: { by, reason, at } }]);
    const file = await scenario.as('viewer').get('/usage-lines.csv?toDecide=true').expect(200);
    expect(file.text.trim().split('\r\n')).toHaveLength(1 + open.length);
    const closed = await report();
    expect(closed.openLines).toBe(open.length);
    expect(closed.figures.open.byNeed?.map(({ need, lines }) => ({ value: need, lines }))).toEqual(needs);
    expect(
      closed.lines.flatMap(({ label, hold }) => (hold === undefined ? [] : [{ label, ...hold }])),
    ).toEqual([{ label: 'Held', by, reason, at }]);
  });

  it('are counted beside each choice of a filter as if that filter were not set, and the others were', async () => {
    const counts = async (query: string) =>
      (await scenario.as('viewer').get(`/usage-line-counts?${query}`).expect(200)).body as Record<
        string,
        readonly { value: string; lines: number }[]
      >;
    const chosen = await counts('need=held&kind=decrease');
    const all = await counts('');
    expect(chosen['need']!.map(({ value }) => value)).toEqual(['decrease', 'held']);
    expect(chosen['kind']).toMatchObject([
      {
        value: 'decrease',
        lines: 1,
        measures: { heldDown: { lines: 1, perMonth: '-132' }, overBilled: { lines: 0 } },
      },
    ]);
    expect(all['kind']!.reduce((sum, { lines }) => sum + lines, 0)).toBe(customers.length);
    for (const dimension of ['kind', 'flag', 'decision', 'service'] as const)
      for (const { value, lines } of all[dimension]!)
        expect([value, (await list(`${dimension}=${value}`)).total]).toEqual([value, lines]);
  });
});
