import { isAgreement } from '../usage/matching-counts.ts';
import {
  accountGroupKey,
  accountOfGroup,
  billingGroups,
  companyGroupKey,
  companyOfGroup,
  isUnmappedUsage,
} from './billing-groups.ts';
import { composeUsage } from './compose.ts';
import type { CompositionInput } from '../usage/composition.ts';
import { accountOf, choice, customerAlone, groupOf, lineOf, ScenarioBuilder } from './customers.fixture.ts';

const groupsOf = (input: CompositionInput) => billingGroups(input).groups;
const acme = customerAlone({ name: 'Acme', seats: [5, 7], lines: [{ quantity: '12' }] });

describe('RULES 2: the key of a group', () => {
  it('says whose it is, and only whose', () => {
    const company = companyGroupKey('co:7', 'service-1');
    expect([companyOfGroup(company), accountOfGroup(company)]).toEqual(['co:7', null]);
    const account = accountGroupKey('acc-12');
    expect([companyOfGroup(account), accountOfGroup(account)]).toEqual([null, 'acc-12']);
    for (const other of [
      '',
      'company:',
      'company:co-7',
      'company:co-7:',
      'account:',
      'no company:7:1',
      'no account:7',
    ])
      expect([other, companyOfGroup(other), accountOfGroup(other)]).toEqual([other, null, null]);
  });
});

describe('RULES 2: groups', () => {
  const scenario = new ScenarioBuilder()
    .customer({ name: 'Cedar', seats: [3], lines: [{ quantity: '3' }] })
    .customer({ name: 'Acme', seats: [5, 7], lines: [{ quantity: '12' }] })
    .customer({ name: 'Birch', seats: [], lines: [{ quantity: '4' }, { quantity: '6' }] })
    .input([choice('Birch', lineOf('Birch', 1), 'other-purpose')]);
  const turned = {
    ...scenario,
    accounts: scenario.accounts.toReversed(),
    companies: scenario.companies.toReversed(),
    agreements: scenario.agreements.toReversed(),
  };

  it('stand in the order of their keys with their accounts in that of theirs, whatever the order of the facts', () => {
    for (const input of [scenario, turned]) {
      const groups = groupsOf(input);
      expect(groups.map(({ key }) => key)).toEqual(['Acme', 'Birch', 'Cedar'].map(groupOf));
      expect(groups[0]!.accounts.map(({ id }) => id)).toEqual([accountOf('Acme', 0), accountOf('Acme', 1)]);
    }
  });

  it('a company without an account is one as soon as one of its live lines counts', () => {
    const birch = groupsOf(scenario).find(({ key }) => key === groupOf('Birch'))!;
    expect(birch.accounts).toEqual([]);
    const ignored = [0, 1].map((nth) => choice('Birch', lineOf('Birch', nth), 'other-purpose'));
    expect(groupsOf({ ...scenario, choices: ignored }).map(({ key }) => key)).toEqual(
      ['Acme', 'Cedar'].map(groupOf),
    );
  });

  it('know all agreements of their company, and lines of others on child agreements of these', () => {
    const [own] = acme.agreements;
    const [line] = acme.lines;
    const child = { ...own!, id: 'child', companyId: 'co-site', parentAgreementId: own!.id };
    const childLine = { ...line!, id: 'on-child', agreementId: 'child' };
    const second = { ...own!, id: 'second' };
    const site = { ...acme.companies[0]!, id: 'co-site', name: 'Site' };
    const input = {
      ...acme,
      companies: [...acme.companies, site],
      agreements: [...acme.agreements, second, child],
      lines: [...acme.lines, childLine],
    };
    const group = groupsOf(input).find(({ key }) => key === groupOf('Acme'))!;
    expect(group.agreements.map(({ id }) => id)).toEqual([own!.id, 'second']);
    expect(group.childLines.map(({ line: { id } }) => id)).toEqual(['on-child']);
    // On a child agreement of its own, a line is one of the group.
    const ownChild = { ...child, companyId: own!.companyId };
    const within = groupsOf({ ...input, agreements: [...acme.agreements, ownChild] })[0]!;
    expect(within.childLines).toEqual([]);
    expect(within.lines.map(({ line: { id } }) => id).sort()).toEqual([line!.id, 'on-child'].sort());
  });

  it('an unmapped account is usage once it has seats, and was counted', () => {
    const [account] = acme.accounts;
    const unmapped = { ...account!, mapping: { state: 'unmapped' } as const };
    expect(isUnmappedUsage(unmapped)).toBe(true);
    expect(isUnmappedUsage({ ...unmapped, lastComplete: null })).toBe(false);
    expect(isUnmappedUsage({ ...unmapped, lastComplete: { ...account!.lastComplete!, seats: 0 } })).toBe(
      false,
    );
    expect(isUnmappedUsage({ ...unmapped, mark: 'nfr' })).toBe(false);
    expect(isUnmappedUsage(account!)).toBe(false);
  });
});

describe('RULES 7: a count on which Duo and the PSA agree', () => {
  const line = composeUsage(acme)[0]!;

  it('was read and is billed', () => {
    expect(isAgreement(line)).toBe(true);
    expect(isAgreement({ ...line, kind: 'increase' })).toBe(false);
    for (const side of ['vendorQuantity', 'psaQuantity', 'variance'])
      expect([side, isAgreement({ ...line, [side]: null })]).toEqual([side, false]);
  });
});
