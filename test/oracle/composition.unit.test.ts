import type { ComposedLine } from '../../domain/usage/composition.ts';
import { judgeComposition } from './composition.ts';

const line = (company: number, changes: Partial<ComposedLine> = {}): ComposedLine => ({
  groupKey: `company:${company}:s`, kind: 'match', flags: [], companyId: String(company), accountId: null, vendorQuantity: 12,
  psaQuantity: '12', vendorReadAt: null, psaReadAt: null, notRead: null, includedBeside: '0', variance: '0', target: null,
  lands: null, needsTarget: false, accounts: [], lines: [], reason: 'as counted', advice: null, warnings: [],
  money: { currency: 'XXX', effectPerInvoice: null, effectPerMonth: null, atRiskPerMonth: null, estimated: false, note: null },
  ...changes,
}); // prettier-ignore

const words = (stored: readonly ComposedLine[], whole: readonly ComposedLine[]): readonly string[] =>
  judgeComposition({ stored, whole }).map((one) => one.words);

describe('the oracle of the composition', () => {
  it('finds nothing where the stored lines are those of the whole, whatever was read again meanwhile', () => {
    const now = line(1, { psaReadAt: '2026-11-20T10:00:00.000Z', psaQuantity: '12.00' });
    expect(words([line(1), line(2)], [line(2), now])).toEqual([]);
  });

  it('finds a line that is missing, one too many and one that says something else', () => {
    const other = line(3, { kind: 'increase', vendorQuantity: 14 });
    expect(words([line(2), line(3)], [line(1), other])).toEqual([
      'company:1:s: match (as counted), 12 against 12 is not stored',
      'company:3:s: increase (as counted), 14 against 12 is stored as match (as counted), 12 against 12',
      'company:2:s: match (as counted), 12 against 12 is stored, and nothing makes it',
    ]);
  });
});
