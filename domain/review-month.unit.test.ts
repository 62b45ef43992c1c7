import { isOpen, type MonthLine, openFirst } from './review-month.ts';

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

  it.each<[string, Partial<MonthLine>, boolean]>([
    ['a match', {}, false],
    ['a match that a guard holds', { flags: ['held'] }, true],
    ['a match whose line ends soon', { flags: ['scheduled'] }, true],
    ['a match with a change that waits', { flags: ['waiting'], decision: 'approved' }, false],
    ['an increase that nobody decided', { kind: 'increase' }, true],
    ['a proposal that nobody confirmed', { kind: 'increase', decision: 'proposed' }, true],
    ['a line on hold', { kind: 'increase', decision: 'held' }, true],
    ['a dismissed difference', { kind: 'increase', decision: 'dismissed' }, false],
    ['a line that was not read', { kind: 'not-read' }, true],
    ['an orphan', { kind: 'orphan', flags: ['held'] }, true],
  ])('%s', (_, change, open) => {
    expect(isOpen(line(change))).toBe(open);
  });
});
