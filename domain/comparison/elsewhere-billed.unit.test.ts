import { message } from '../../messages/message.ts';
import { composeUsage } from './compose.ts';
import type { CompositionInput, FoundLine } from '../usage/composition.ts';
import { choice, lineOf, ScenarioBuilder } from './customers.fixture.ts';
import { describeFound } from './elsewhere-billed.ts';

/** Acme with seats and no line, and another company with one of 14 that begins later. */
function scenario(choices: ReturnType<typeof choice>[] = []): CompositionInput {
  return new ScenarioBuilder()
    .customer({ name: 'Acme', seats: [14], lines: [{ quantity: '3', productId: '4' }] })
    .customer({ name: 'Other', lines: [{ quantity: '14', effectiveDate: '2026-12-15' }] })
    .input(choices);
}

const tied = (input: CompositionInput, ties: object): CompositionInput => ({
  ...input,
  companies: input.companies.map((company) => (company.id === 'co-acme' ? { ...company, ...ties } : company)),
});

const found = (input: CompositionInput): readonly FoundLine[] =>
  composeUsage(input).find(({ companyId }) => companyId === 'co-acme')?.found ?? [];

const relations = (input: CompositionInput) =>
  found(input).map(({ psaLineId, relation, companyName }) => [psaLineId, relation, companyName]);

describe('RULES 8: where usage may be billed already, or soon', () => {
  it.each<[string, object, string]>([
    ['the parent company', { parentCompanyId: 'co-other' }, 'parent-company'],
    ['the company that gets the invoices', { billToCompanyId: 'co-other' }, 'bill-to-company'],
  ])('by %s', (_, ties, relation) => {
    expect(relations(tied(scenario(), ties))).toEqual([[lineOf('Other'), relation, 'Other']]);
  });

  it('by nobody that it is not tied to', () => {
    expect(relations(scenario())).toEqual([]);
    expect(
      relations(tied(scenario(), { parentCompanyId: 'co-third', billToCompanyId: 'co-fourth' })),
    ).toEqual([]);
  });

  it('an agreement below another one than its own is none of its', () => {
    const input = scenario();
    const agreements = input.agreements.map((agreement) =>
      agreement.id === 'agr-other-0' ? { ...agreement, parentAgreementId: 'agr-far' } : agreement,
    );
    expect(relations({ ...input, agreements })).toEqual([]);
  });

  it('one of several agreements of its own above is enough', () => {
    const input = scenario();
    const [own, other] = input.agreements;
    const agreements = [own!, { ...own!, id: 'agr-acme-1' }, { ...other!, parentAgreementId: 'agr-acme-1' }];
    const agreementReadings = [
      ...input.agreementReadings,
      { ...input.agreementReadings[0]!, agreementId: 'agr-acme-1' },
    ];
    expect(relations({ ...input, agreements, agreementReadings })).toEqual([
      [lineOf('Other'), 'child-agreement', 'Other'],
    ]);
  });

  it('also while neither company is listed by the PSA any more', () => {
    const input = scenario();
    const agreements = input.agreements.map((agreement) =>
      agreement.id === 'agr-other-0' ? { ...agreement, parentAgreementId: 'agr-acme-0' } : agreement,
    );
    expect(relations({ ...input, agreements, companies: [] })).toEqual([
      [lineOf('Other'), 'child-agreement', null],
    ]);
    expect(relations({ ...scenario(), companies: [] })).toEqual([]);
  });

  it('not by what a person gave another group, but by what was given this one', () => {
    const ties = { parentCompanyId: 'co-other' };
    expect(relations(tied(scenario([choice('Third', lineOf('Other'), 'counts')]), ties))).toEqual([]);
    expect(relations(tied(scenario([choice('Acme', lineOf('Other'), 'other-purpose')]), ties))).toEqual([]);
    expect(relations(tied(scenario([choice('Third', lineOf('Other'), 'other-purpose')]), ties))).toHaveLength(
      1,
    );
    const given = found(tied(scenario([choice('Acme', lineOf('Other'), 'counts')]), ties));
    expect(given.map(({ psaLineId }) => psaLineId)).toEqual([lineOf('Other')]);
  });
});

describe('RULES 8: what is said of a line that was found', () => {
  const line = (change: Partial<FoundLine> = {}): FoundLine => ({
    ...found(tied(scenario(), { parentCompanyId: 'co-other' }))[0]!,
    ...change,
  });

  const id = 'line-other-0';
  const day = '2026-12-15';
  const units = message('usage.units', { quantity: '14', line: id });
  const other = { line: units, relation: 'parentCompany', companyId: 'co-other', mapped: 'yes' } as const;

  it.each<[Partial<FoundLine>, unknown]>([
    [{}, message('usage.found-later', { ...other, day })],
    [
      { quantity: null },
      message('usage.found-later', { ...other, line: message('usage.line', { line: id }), day }),
    ],
    [{ live: true }, message('usage.found', other)],
    [{ effectiveDate: null }, message('usage.found', other)],
    [{ live: true, relation: 'own-agreement' }, message('usage.found', { ...other, relation: 'own' })],
    [{ live: true, mapped: false }, message('usage.found', { ...other, mapped: 'no' })],
  ])('%o', (change, said) => {
    expect(describeFound(line(change))).toEqual(said);
  });
});
