import { composeUsage } from '../comparison/compose.ts';
import type { ComposedLine } from './composition.ts';
import { accountOf, groupOf, ScenarioBuilder } from '../comparison/customers.fixture.ts';
import { agreementsInScope, lineScope } from './line-scope.ts';

const line = (name: string): ComposedLine => {
  const input = new ScenarioBuilder()
    .customer({ name: 'Redwood', seats: [15, 3] })
    .customer({ name: 'Lakeview', seats: [24], billTo: [{ quantity: '24' }] })
    .input();
  return composeUsage(input).find(({ groupKey }) => groupKey === groupOf(name))!;
};
const agreement = (id: string, companyId: string, parentAgreementId: string | null = null) => ({
  id,
  companyId,
  parentAgreementId,
});

describe('what Read again reads', () => {
  it('are the accounts of the line and the companies it may be billed through, each once', () => {
    expect(lineScope(line('Redwood'), ['trust', null])).toEqual({
      accountIds: [accountOf('Redwood', 0), accountOf('Redwood', 1)],
      companyIds: ['co-redwood', 'trust'],
      agreementIds: [],
    });
    expect(lineScope(line('Redwood'), ['co-redwood', 'co-redwood']).companyIds).toEqual(['co-redwood']);
  });

  it('are the agreements its PSA lines stand on, of whichever company', () => {
    const { lines } = line('Lakeview');
    expect(lines).not.toEqual([]);
    expect(lineScope(line('Lakeview'), []).agreementIds).toEqual(lines.map((one) => one.agreementId));
  });

  it('is no company where the account is not mapped to one', () => {
    expect(lineScope({ ...line('Redwood'), companyId: null }, []).companyIds).toEqual([]);
  });
});

describe('agreements in scope', () => {
  const scope = { accountIds: [], companyIds: ['a', 'trust'], agreementIds: ['7'] };

  it('are those of the companies and those named, with the parents of both', () => {
    const listed = [
      agreement('1', 'a'),
      agreement('2', 'trust', '3'),
      agreement('3', 'other'),
      agreement('4', 'other'),
      agreement('7', 'other', '8'),
      agreement('8', 'other'),
    ];
    expect([...agreementsInScope(listed, scope)].sort()).toEqual(['1', '2', '3', '7', '8']);
  });

  it('are none where no company and no agreement is named', () => {
    expect(
      agreementsInScope([agreement('1', 'a')], { accountIds: ['x'], companyIds: [], agreementIds: [] }),
    ).toEqual([]);
  });
});

describe('what a line without more has in scope', () => {
  it('is the agreement of its own lines, and nothing beside', () => {
    const own = line('Lakeview');
    expect(Object.keys(own)).not.toContain('found');
    expect(lineScope(own, []).agreementIds).toStrictEqual(['agr-lakeview-bill-to-0']);
  });

  it('takes no agreement below one that is not in scope', () => {
    const listed = [agreement('own', 'co'), agreement('far', 'other'), agreement('below', 'third', 'far')];
    expect(agreementsInScope(listed, { accountIds: [], companyIds: ['co'], agreementIds: [] })).toEqual([
      'own',
    ]);
  });
});
