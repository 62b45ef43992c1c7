import { billingGroups } from './billing-groups.ts';
import { linesByParent } from './child-lines.ts';
import { choice, lineOf, ScenarioBuilder } from './customers.fixture.ts';
import { assessLines } from './line-assessment.ts';

type Lines = NonNullable<Parameters<ScenarioBuilder['customer']>[0]['lines']>;

/** A site whose agreement stands below Acme's. */
const scenario = (lines: Lines, choices: ReturnType<typeof choice>[] = []) =>
  new ScenarioBuilder()
    .customer({ name: 'Acme', seats: [14], lines: [{ quantity: '14' }] })
    .customer({ name: 'Site', lines })
    .input(choices);

const below = { on: { parentAgreementId: 'agr-acme-0' } };

const byParent = (input: ReturnType<typeof scenario>) =>
  [...linesByParent(assessLines(input))].map(([id, lines]) => [id, lines.map(({ line }) => line.id)]);

describe('RULES 6: live lines on child agreements', () => {
  it('stand under the agreement above, all of them', () => {
    const input = scenario([
      { quantity: '1', ...below },
      { quantity: '2', ...below },
    ]);
    expect(byParent(input)).toEqual([['agr-acme-0', [lineOf('Site', 0), lineOf('Site', 1)]]]);
  });

  it.each<[string, object]>([
    ['under no agreement', {}],
    ['ended', { ...below, cancelledDate: '2026-11-01' }],
    ['beginning later', { ...below, effectiveDate: '2026-12-24' }],
  ])('not one that is %s', (_, line) => {
    expect(byParent(scenario([{ quantity: '1', ...line }]))).toEqual([]);
  });

  it('not one on an agreement that the PSA does not list', () => {
    expect(byParent({ ...scenario([{ quantity: '1', ...below }]), agreements: [] })).toEqual([]);
  });

  it('are seen beside the lines of the company above, unless they are its own or it counts them', () => {
    const childLines = (input: ReturnType<typeof scenario>) =>
      billingGroups(input).groups[0]!.childLines.map(({ line }) => line.id);
    const child = [{ quantity: '1', ...below }];
    expect(childLines(scenario(child))).toEqual([lineOf('Site')]);
    expect(childLines(scenario(child, [choice('Acme', lineOf('Site'), 'counts')]))).toEqual([]);
    const input = scenario(child);
    const agreements = input.agreements.map((agreement) => ({ ...agreement, companyId: 'co-acme' }));
    expect(childLines({ ...input, agreements })).toEqual([]);
  });
});
