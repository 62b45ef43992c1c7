import { message } from '../../messages/message.ts';
import type { ComposedLine } from '../../domain/usage/composition.ts';
import { evaluateComposition } from './composition.ts';
import type { LineRuleFact } from './line-rules.ts';

const line = (company: number, changes: Partial<ComposedLine> = {}): ComposedLine => ({
  groupKey: `company:${company}:s`, kind: 'match', flags: [], companyId: String(company), accountId: null, vendorQuantity: 12,
  psaQuantity: '12', vendorReadAt: null, psaReadAt: null, notRead: null, includedBeside: '0', variance: '0', target: null,
  billingTarget: null, needsTarget: false, accounts: [], lines: [], reason: message('usage.reason.nothing'), advice: null, warnings: [],
  money: { currency: 'XXX', effectPerInvoice: null, effectPerMonth: null, atRiskPerMonth: null, estimated: false, note: null },
  ...changes,
}); // prettier-ignore

const words = (
  stored: readonly ComposedLine[],
  whole: readonly ComposedLine[],
  rules: readonly LineRuleFact[] = [],
): readonly string[] =>
  evaluateComposition({
    stored,
    whole,
    currencies: { own: 'USD', allInOwn: null, rates: { JPY: '0.0067' } },
    today: '2026-11-24',
    rules,
    typeOf: new Map([['1', '5']]),
  }).map((one) => one.words);

describe('the oracle of the composition', () => {
  it('finds nothing where the stored lines are those of the whole, whatever was read again meanwhile', () => {
    const now = line(1, { psaReadAt: '2026-11-20T10:00:00.000Z', psaQuantity: '12.00' });
    expect(words([line(1), line(2)], [line(2), now])).toEqual([]);
  });

  it('finds a line that is missing, one too many and one that says something else', () => {
    const other = line(3, { kind: 'increase', vendorQuantity: 14 });
    expect(words([line(2), line(3)], [line(1), other])).toEqual([
      'company:1:s: match (usage.reason.nothing), 12 against 12 is not stored',
      'company:3:s: increase (usage.reason.nothing), 14 against 12 is stored as match (usage.reason.nothing), 12 against 12',
      'company:2:s: match (usage.reason.nothing), 12 against 12 is stored, and nothing makes it',
    ]);
  });

  it('finds a line of the PSA in two groups, and a duplicate that is not shown as billed twice', () => {
    const of = (role: 'counts' | 'duplicate'): ComposedLine['lines'] => [
      {
        psaLineId: '100',
        live: true,
        role,
        quantity: null,
        lessIncluded: null,
        unitPrice: null,
      } as ComposedLine['lines'][number],
    ];
    const twice = line(1, { kind: 'billed-twice', groupKey: 'duplicate:1:s', lines: of('duplicate') });
    expect(words([twice], [twice])).toEqual([]);
    const [counts, hidden] = [line(1, { lines: of('counts') }), line(1, { lines: of('duplicate') })];
    expect(words([counts, twice], [counts, twice])).toEqual([
      'line 100 is of company:1:s and of duplicate:1:s',
    ]);
    expect(words([hidden], [hidden])).toEqual(['line 100, a duplicate, is of company:1:s (match)']);
  });

  it('finds a change in a currency without a rate that is not held', () => {
    const increase = (currency: string, flags: ComposedLine['flags'] = []): ComposedLine =>
      line(1, { kind: 'increase', flags, money: { ...line(1).money, currency, effectPerMonth: '20' } });
    const held = {
      flag: 'held',
      check: 'currency',
      reason: message('usage.check.no-rate', { currency: 'EUR', own: 'USD' }),
    } as ComposedLine['flags'][number];
    for (const good of [increase('USD'), increase('JPY'), increase('EUR', [held])])
      expect(words([good], [good])).toEqual([]);
    expect(words([increase('EUR')], [increase('EUR')])).toEqual([
      'company:1:s: increase (usage.reason.nothing), 12 against 12 in EUR is not held without a rate',
    ]);
  });

  it('finds a rule that is not the one of the day, and units and a variance that it does not make', () => {
    const atLeast20: LineRuleFact = {
      id: 'r', version: 2, scope: { kind: 'agreement-type', id: '5' }, terms: { minimum: 20 }, from: '2020-01-01', to: null,
    }; // prettier-ignore
    const under = (units: number, variance: string, version = 2): ComposedLine =>
      line(1, {
        variance,
        accounts: [{ byStatus: { active: 12 } } as unknown as ComposedLine['accounts'][number]],
        lines: [{ psaLineId: '100', agreementId: '1', productId: '7', live: true, role: null, quantity: null, lessIncluded: null, unitPrice: null } as ComposedLine['lines'][number]],
        rule: { day: '2026-12-01', applied: { ...atLeast20, version, source: 'MSA', units, steps: [] } },
      }); // prettier-ignore
    const found = (one: ComposedLine) => words([one], [one], [atLeast20]);
    expect(found(under(20, '8'))).toEqual([]);
    expect(found(under(20, '8', 1))).toEqual([
      'company:1:s: shows rule r, version 1 for 2026-12-01, by the rows it is rule r, version 2',
    ]);
    expect(found(under(19, '7'))).toEqual(['company:1:s: shows 19 units for 2026-12-01, the rule makes 20']);
    expect(found(under(20, '0'))).toEqual(['company:1:s: differs by 0, but 20 units against 12 are 8']);
    const { rule: _, ...without } = under(20, '0');
    expect(found(without)).toEqual(['company:1:s: shows no rule although r applies on every day']);
  });
});
