import { chartData, since } from './chart-data.ts';

const day = 86_400;
const start = 1_700_000_000;
const iso = (days: number): string => new Date((start + days * day) * 1_000).toISOString();

const reading = (days: number, seats: number | null) => ({
  readAt: iso(days), syncRunId: 'r', state: seats === null ? 'failed' : 'counted', seats, byStatus: null, notCounted: null,
  flags: [], cause: null,
}); // prettier-ignore
const line = (days: number, psaQuantity: string | null) => ({
  at: iso(days), usageLineId: 'u', version: 1, kind: 'increase' as const, vendorQuantity: 1, psaQuantity,
}); // prettier-ignore
const history = (readings: ReturnType<typeof reading>[], lines: ReturnType<typeof line>[] = []) => ({
  readings,
  lines,
  approvals: [],
});

describe('the chart of an account', () => {
  it('has a hatched gap where a reading brought no count, from the count before to the one after', () => {
    const data = chartData(history([reading(0, 40), reading(1, null), reading(2, 42)]), 2 * day);
    expect(data.seats).toEqual([40, null, 42]);
    expect(data.gaps).toEqual([[start, start + 2 * day]]);
  });

  it('has one where nothing was read for longer than a count is good', () => {
    const data = chartData(history([reading(0, 40), reading(3, 42)]), 2 * day);
    expect(data.seats).toEqual([40, null, 42]);
    expect(data.gaps).toEqual([[start, start + 3 * day]]);
  });

  it('ends with a gap where the newest reading has no count', () => {
    const data = chartData(history([reading(0, 40), reading(1, null)]), 2 * day);
    expect(data.gaps).toEqual([[start, start + day]]);
  });

  it('draws the PSA quantity to the newest reading, and nothing where none is known', () => {
    const data = chartData(
      history([reading(0, 40), reading(2, 42)], [line(0, '38'), line(1, '40')]),
      2 * day,
    );
    expect(data.psa).toEqual([38, 40, 40]);
    expect(data.seats).toEqual([40, undefined, 42]);
    expect(chartData(history([reading(0, 40)], [line(0, null)]), day).psa).toEqual([null]);
  });

  it('keeps the PSA quantity that held when the range began', () => {
    const cut = since(history([reading(0, 40), reading(5, 42)], [line(0, '38')]), new Date(iso(3)));
    expect(cut.readings).toHaveLength(1);
    expect(cut.lines).toEqual([expect.objectContaining({ at: iso(3), psaQuantity: '38' })]);
  });
});
