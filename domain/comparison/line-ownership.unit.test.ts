import type { CompositionInput, LineChoice } from '../usage/composition.ts';
import { choice, lineOf, ScenarioBuilder } from './customers.fixture.ts';
import type { GroupLine } from './group-line.ts';
import { lineOwnership } from './line-ownership.ts';
import { assessLines } from './line-assessment.ts';

type Lines = Parameters<ScenarioBuilder['customer']>[0]['lines'];

/** Gamma, Beta and Alpha are billed through HQ; they are listed against the order of their ids. */
function scenario(lines: { hq?: Lines; alpha?: Lines } = {}, choices: readonly LineChoice[] = []) {
  const input = new ScenarioBuilder()
    .customer({ name: 'HQ', lines: lines.hq ?? [{ quantity: '20' }, { quantity: '5' }] })
    .customer({ name: 'Gamma', seats: [1] })
    .customer({ name: 'Beta', seats: [2] })
    .customer({ name: 'Alpha', seats: [3], lines: lines.alpha ?? [] })
    .input(choices);
  const companies = input.companies.map((company) =>
    company.id === 'co-hq' ? company : { ...company, billToCompanyId: 'co-hq' },
  );
  return { ...input, companies };
}

const everyone = ['co-alpha', 'co-beta', 'co-gamma'];

/** Who holds which lines, and to whom else they are offered. */
function owners(input: CompositionInput, groups: readonly string[] = everyone) {
  const { byCompany, alsoCandidates } = lineOwnership(input, assessLines(input), new Set(groups));
  const plain = (lines: ReadonlyMap<string, readonly GroupLine[]>) =>
    Object.fromEntries([...lines].map(([company, own]) => [company, own.map(({ line }) => line.id)]));
  return { holds: plain(byCompany), offered: plain(alsoCandidates) };
}

const roleOf = (input: CompositionInput, company: string): GroupLine['role'] | undefined =>
  lineOwnership(input, assessLines(input), new Set(everyone)).byCompany.get(company)?.[0]?.role;

const [first, second] = [lineOf('HQ', 0), lineOf('HQ', 1)];
const [alphas, alphasSecond] = [lineOf('Alpha', 0), lineOf('Alpha', 1)];

describe('RULES 4: lines of a company that others are billed through', () => {
  it('stand with the first of them by id that has no line of its own, and are offered to the others', () => {
    expect(owners(scenario())).toEqual({
      holds: { 'co-alpha': [first, second] },
      offered: { 'co-beta': [first, second], 'co-gamma': [first, second] },
    });
  });

  it('stand with their own company where nobody else looks for a line', () => {
    expect(owners(scenario(), [])).toEqual({ holds: { 'co-hq': [first, second] }, offered: {} });
    expect(owners({ ...scenario(), companies: [] })).toEqual({
      holds: { 'co-hq': [first, second] },
      offered: {},
    });
  });

  it('stand with their own company where that has accounts, and are offered to all that look for one', () => {
    expect(owners(scenario({ hq: [{ quantity: '20' }] }), ['co-hq', 'co-alpha', 'co-gamma'])).toEqual({
      holds: { 'co-hq': [first] },
      offered: { 'co-alpha': [first], 'co-gamma': [first] },
    });
  });

  it('pass over a company with a live line of its own, also beside one that ended', () => {
    const alpha = [{ quantity: '3' }, { quantity: '3', cancelledDate: '2026-11-01' }];
    expect(owners(scenario({ hq: [{ quantity: '20' }], alpha }))).toEqual({
      holds: { 'co-alpha': [alphas, alphasSecond], 'co-beta': [first] },
      offered: { 'co-gamma': [first] },
    });
  });

  it('are sought by a company whose own line ended, or was ignored', () => {
    const ended = [{ quantity: '3', cancelledDate: '2026-11-01' }];
    expect(owners(scenario({ hq: [{ quantity: '20' }], alpha: ended })).holds).toEqual({
      'co-alpha': [alphas, first],
    });
    const ignored = [choice('Alpha', alphas, 'other-purpose')];
    expect(owners(scenario({ hq: [{ quantity: '20' }], alpha: [{ quantity: '3' }] }, ignored)).holds).toEqual(
      {
        'co-alpha': [alphas, first],
      },
    );
  });

  it('are nobody else’s while they are not live', () => {
    expect(owners(scenario({ hq: [{ quantity: '20', cancelledDate: '2026-11-01' }] }))).toEqual({
      holds: { 'co-hq': [first] },
      offered: {},
    });
    const both = ['co-hq', ...everyone];
    expect(owners(scenario({ hq: [{ quantity: '20', effectiveDate: '2026-12-24' }] }), both).offered).toEqual(
      {},
    );
  });

  it('are nobody’s at all on an agreement that the PSA does not list', () => {
    expect(owners({ ...scenario(), agreements: [] })).toEqual({ holds: {}, offered: {} });
  });

  it('are not offered back to a company that is its own bill-to company', () => {
    const input = scenario({ hq: [{ quantity: '20' }] }, [choice('HQ', first, 'other-purpose')]);
    const companies = input.companies.map((company) => ({ ...company, billToCompanyId: 'co-hq' }));
    expect(owners({ ...input, companies }, ['co-hq'])).toEqual({ holds: { 'co-hq': [first] }, offered: {} });
  });
});

describe('RULES 4: what people said of them', () => {
  const one = (...choices: LineChoice[]): CompositionInput => scenario({ hq: [{ quantity: '20' }] }, choices);

  it('ignored by the first: the next holds it without a role, and it is not offered to the first again', () => {
    const input = one(choice('Alpha', first, 'other-purpose'));
    expect(owners(input)).toEqual({ holds: { 'co-beta': [first] }, offered: { 'co-gamma': [first] } });
    expect(roleOf(input, 'co-beta')).toBeNull();
  });

  it('ignored by the only one that looks: it stays there, ignored', () => {
    const input = one(choice('Alpha', first, 'other-purpose'));
    expect(owners(input, ['co-alpha'])).toEqual({ holds: { 'co-alpha': [first] }, offered: {} });
    expect(roleOf({ ...input, companies: input.companies.slice(0, 1) }, 'co-alpha')).toBeUndefined();
  });

  it('ignored by a company that is not billed through it: it stays with its own company', () => {
    const input = one(choice('Stranger', first, 'other-purpose'));
    expect(owners({ ...input, companies: [] })).toEqual({ holds: { 'co-hq': [first] }, offered: {} });
  });

  it.each(['target', 'counts'] as const)('named %s by one: it holds it, and nobody is offered it', (role) => {
    const input = one(choice('Gamma', first, role));
    expect(owners(input)).toEqual({ holds: { 'co-gamma': [first] }, offered: {} });
    expect(roleOf(input, 'co-gamma')).toBe(role);
  });

  it('named by a company without accounts: that settles nothing', () => {
    expect(owners(one(choice('Stranger', first, 'counts')))).toEqual({
      holds: { 'co-alpha': [first] },
      offered: { 'co-beta': [first], 'co-gamma': [first] },
    });
  });

  it('said for another vendor service: it is not heard', () => {
    const elsewhere = { ...choice('Gamma', first, 'counts'), vendorServiceId: 'service-2' };
    expect(owners(one(elsewhere)).holds).toEqual({ 'co-alpha': [first] });
  });

  it('of two that differ: a role goes before an ignoring, then the smaller company id, in whatever order', () => {
    const ignoring = choice('Alpha', first, 'other-purpose');
    const beta = choice('Beta', first, 'counts');
    const gamma = choice('Gamma', first, 'counts');
    for (const choices of [
      [ignoring, gamma],
      [gamma, ignoring],
    ])
      expect(owners(one(...choices)).holds).toEqual({ 'co-gamma': [first] });
    for (const choices of [
      [beta, gamma],
      [gamma, beta],
    ])
      expect(owners(one(...choices)).holds).toEqual({ 'co-beta': [first] });
  });
});
