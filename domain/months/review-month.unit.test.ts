import { monthLine as line } from './months.fixture.ts';
import { openFirst } from './review-month.ts';

describe('RULES 12: closing a month', () => {
  it('lists open lines first, then by name', () => {
    const lines = [
      line({ usageLineId: 'a', label: 'Zebra', open: false }),
      line({ usageLineId: 'b', label: 'Vista', open: true }),
      line({ usageLineId: 'd', label: 'Alder', open: false }),
      line({ usageLineId: 'c', label: 'Vista', open: true }),
    ];
    expect(openFirst(lines).map(({ usageLineId }) => usageLineId)).toEqual(['b', 'c', 'd', 'a']);
    expect(openFirst(lines.toReversed())).toEqual(openFirst(lines));
  });
});
