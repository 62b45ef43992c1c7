import { type MonthLine, openFirst } from './review-month.ts';

const line = (change: Partial<MonthLine>): MonthLine => ({
  usageLineId: '1',
  label: 'Acme',
  companyId: '1',
  kind: 'match',
  flags: [],
  decision: 'open',
  version: 1,
  vendorQuantity: 10,
  psaQuantity: '10',
  variance: '0',
  effectPerMonth: '0',
  atRiskPerMonth: null,
  vendorReadAt: null,
  psaReadAt: null,
  notRead: null,
  open: false,
  ...change,
});

describe('RULES 12: closing a month', () => {
  it('lists open lines first, then by name', () => {
    const lines = [
      line({ usageLineId: 'a', label: 'Zebra' }),
      line({ usageLineId: 'b', label: 'Vista', open: true }),
      line({ usageLineId: 'd', label: 'Alder', open: false }),
      line({ usageLineId: 'c', label: 'Vista', open: true }),
    ];
    expect(openFirst(lines).map(({ usageLineId }) => usageLineId)).toEqual(['b', 'c', 'd', 'a']);
    expect(openFirst(lines.toReversed())).toEqual(openFirst(lines));
  });
});
