import { message } from '../../messages/message.ts';
import type { BillingRule, RuleScope, RuleTerms } from '../billing-rules/billing-rule.ts';
import { rule } from '../billing-rules/rule.fixture.ts';
import { composeUsage } from './compose.ts';
import type { AcceptedCount, ComposedLine, CompositionInput } from '../usage/composition.ts';
import { choice, customerAlone, groupOf, lineOf, withoutCheckOnMany } from './customers.fixture.ts';

type Spec = Omit<Parameters<typeof customerAlone>[0], 'name'>;

const compose = (
  spec: Spec,
  rules: readonly BillingRule[],
  change: Partial<CompositionInput> = {},
): ComposedLine => {
  const input = withoutCheckOnMany(customerAlone({ name: 'Acme', ...spec }));
  return composeUsage({ ...input, rules, ...change })[0]!;
};

const acme = (
  seats: number,
  quantity: string | null,
  terms: RuleTerms,
  change: Partial<CompositionInput> = {},
): ComposedLine =>
  compose({ seats: [seats], lines: quantity === null ? [] : [{ quantity }] }, [rule(terms)], change);

const checks = ({ flags }: ComposedLine) =>
  flags.flatMap((flag) => (flag.flag === 'held' ? [flag.check] : []));

const packs = { ratio: { per: 5, round: 'up' } } as const;

describe('RULES 13: billable units are compared with what the PSA bills', () => {
  it('gives variance, target, money and reason by units', () => {
    expect(acme(36, '12', { free: 2, ...packs, minimum: 10 })).toMatchObject({
      kind: 'decrease',
      vendorQuantity: 36,
      variance: '-2',
      target: { before: '12', after: '10' },
      money: { effectPerMonth: '-8' },
      rule: { applied: { units: 10, steps: [{ units: 34 }, { units: 7 }, { units: 10 }] } },
      reason: message('usage.reason.differs-by-rule', {
        seats: 36,
        billable: 10,
        addition: '0',
        units: '12',
        change: '-2',
      }),
    });
  });

  it.each<[string, number, string | null, RuleTerms, ComposedLine['kind']]>([
    ['a minimum keeps the line of a customer without seats', 0, '25', { minimum: 25 }, 'match'],
    ['without seats and line there is nothing to bill', 0, null, { minimum: 25 }, 'match'],
    ['units without a line are to be billed', 3, null, { minimum: 25 }, 'new'],
    ['no units and no line agree', 40, null, { doNotBill: { reason: 'demo' } }, 'match'],
    ['no units and a line do not', 40, '40', { doNotBill: { reason: 'demo' } }, 'orphan'],
    ['a flat price is one unit', 40, '1', { fixed: { units: 1, flat: true } }, 'match'],
  ])('%s', (_, seats, quantity, terms, kind) => {
    expect(acme(seats, quantity, terms).kind).toBe(kind);
  });

  it('agrees with a fixed quantity without a count, and with nothing else', () => {
    const unread = (quantity: string, terms: RuleTerms, change = {}) =>
      compose({ seats: [20, null], lines: [{ quantity }] }, [rule(terms)], change);
    expect(unread('25', { fixed: { units: 25 } })).toMatchObject({
      kind: 'match',
      vendorQuantity: null,
      variance: '0',
      flags: [],
      notRead: { code: 'VendorTimeout' },
      reason: message('usage.reason.matched-uncounted', { units: '25', why: expect.anything() }),
    });
    expect(unread('24', { fixed: { units: 25 } }).kind).toBe('not-read');
    expect(unread('25', { minimum: 25 }).kind).toBe('not-read');
    expect(unread('25', { fixed: { units: 25 } }, { agreementReadings: [] }).kind).toBe('not-read');
    const waiting = [
      {
        groupKey: groupOf('Acme'),
        psaLineId: lineOf('Acme'),
        before: '25',
        after: '20',
        waitsFor: message('usage.waits.sent'),
      },
    ];
    expect(unread('25', { fixed: { units: 25 } }, { waiting }).kind).toBe('not-read');
  });

  it('holds a fixed quantity that differs by the age of the count, and no other', () => {
    const now = '2026-11-27T08:05:00.000Z';
    const fixed = (quantity: string) =>
      compose({ seats: [20], lines: [{ quantity }] }, [rule({ fixed: { units: 25 } })], { now });
    expect(checks(fixed('25'))).toEqual([]);
    expect(checks(fixed('24'))).toEqual(['age']);
  });

  it('says why a line bills what no rule bills', () => {
    const line = acme(40, '40', { doNotBill: { reason: 'demo' } });
    expect(line.reason).toEqual(message('usage.reason.orphan-by-rule', { seats: 40 }));
    expect(line.flags).toEqual([
      { flag: 'held', check: 'zero', reason: message('usage.check.zero-by-rule') },
    ]);
    expect(line.money.effectPerMonth).toBe('-160');
  });

  it('is advised, and valued, by units where no line bills', () => {
    expect(acme(12, null, { minimum: 25 })).toMatchObject({
      advice: { kind: 'create-line', quantity: '25' },
      money: { atRiskPerMonth: '100', estimated: true },
    });
    const dead = { quantity: '40', on: { over: 'canceled' } } as const;
    expect(compose({ seats: [40], lines: [dead] }, [rule(packs)])).toMatchObject({
      kind: 'bills-nothing',
      money: { atRiskPerMonth: '32' },
    });
    expect(
      compose({ seats: [3], mapping: { state: 'unmapped' } }, [rule({ minimum: 5 })]).money,
    ).toMatchObject({ atRiskPerMonth: '20' });
  });

  it('adds the seats of all accounts, by status', () => {
    const spec = { seats: [20, 20], byStatus: { active: 18, disabled: 2 }, lines: [{ quantity: '36' }] };
    expect(compose(spec, [rule({ excludeStatuses: ['disabled'] })])).toMatchObject({
      kind: 'match',
      rule: { applied: { steps: [{ byStatus: { disabled: 4 } }] } },
    });
  });
});

describe('RULES 13: the most specific rule applies alone', () => {
  const scopes: readonly (readonly [RuleScope, number])[] = [
    [{ kind: 'line', id: lineOf('Acme') }, 1],
    [{ kind: 'customer', id: 'co-acme' }, 2],
    [{ kind: 'agreement-type', id: '1' }, 3],
    [{ kind: 'product', id: '1' }, 4],
    [{ kind: 'everything' }, 5],
  ];
  const rules = scopes.map(([scope, units]) => rule({ fixed: { units } }, scope));

  it.each([0, 1, 2, 3, 4])('without the %i most specific ones, the next', (gone) => {
    const spec = { seats: [40], lines: [{ quantity: '40' }] };
    expect(compose(spec, rules.slice(gone)).rule?.applied?.units).toBe(gone + 1);
  });

  it('of several lines without a target, only what they share decides', () => {
    const two = { seats: [40], lines: [{ quantity: '20' }, { quantity: '20', productId: '2' }] };
    expect(compose(two, [rules[0]!, rules[2]!, rules[3]!]).rule?.applied?.units).toBe(3);
    expect(compose(two, [rules[0]!, rules[3]!]).rule).toBeUndefined();
    const named = customerAlone({ name: 'Acme', ...two }, [choice('Acme', lineOf('Acme'), 'target')]);
    expect(composeUsage({ ...named, rules })[0]!.rule?.applied?.units).toBe(1);
  });
});

/** Today is 24 November, the next invoice that of 1 December. */
describe('RULES 13: the rule of the first day that the change bills', () => {
  const until = (to: string): readonly BillingRule[] => [
    rule({ minimum: 25 }, undefined, { to }),
    rule({ minimum: 30 }, undefined, { from: '2026-12-01' }),
  ];
  const billed = (seats: number, quantity: string, billsIn: 'advance' | 'arrears', on = {}) =>
    compose({ seats: [seats], lines: [{ quantity, on }] }, until('2026-11-30'), { billsIn: { 1: billsIn } });

  it.each<[string, number, string, 'advance' | 'arrears', string, number]>([
    ['in advance, an increase of the next period', 10, '20', 'advance', '2026-12-01', 30],
    ['in arrears, an increase of the running one', 10, '20', 'arrears', '2026-11-01', 25],
    ['in arrears, a decrease of the next one', 10, '50', 'arrears', '2026-12-01', 30],
    ['in advance, a decrease of the next one', 10, '50', 'advance', '2026-12-01', 30],
  ])('%s', (_, seats, quantity, billsIn, day, units) => {
    expect(billed(seats, quantity, billsIn).rule).toMatchObject({ day, applied: { units } });
  });

  it.each<[string, RuleTerms, string | null]>([
    ['minimum that ends with it', { minimum: 40 }, '2026-11-30'],
    ['commitment that ends with it', { commitment: { units: 40, decreaseFrom: '2026-12-01' } }, null],
  ])('in a period that has begun, a %s does not hide the decrease of the next one', (_, terms, to) => {
    const spec = { seats: [38], lines: [{ quantity: '40' }] };
    const line = (rules: readonly BillingRule[]) => compose(spec, rules, { billsIn: { 1: 'arrears' } });
    const ends = rule(terms, undefined, { to });
    expect(line([ends])).toMatchObject({
      kind: 'decrease',
      variance: '-2',
      billingTarget: { billingTarget: 'invoice-after' },
    });
    const same = rule({ minimum: 40 }, undefined, { from: '2026-12-01' });
    if (to !== null) expect(line([ends, same])).toMatchObject({ kind: 'match', rule: { day: '2026-11-01' } });
    expect(line([rule({ minimum: 41 }, undefined, { to: '2026-11-30' })]).kind).toBe('increase');
  });

  it('in advance of a period that has begun, a decrease is of the one after', () => {
    const begun = { nextInvoiceDate: '2026-11-20' };
    expect(billed(10, '20', 'advance', begun).rule).toMatchObject({ day: '2026-11-20' });
    expect(billed(10, '50', 'advance', begun).rule).toMatchObject({ day: '2026-12-20' });
  });

  it('where a change names a day, that of the next period', () => {
    const dated = { dated: { periodBegan: '2026-11-01', postedThrough: null } };
    expect(billed(10, '50', 'arrears', dated).rule).toMatchObject({ day: '2026-12-01' });
  });

  it('is that of today where nobody has said how the agreement is billed', () => {
    const line = compose({ seats: [10], lines: [{ quantity: '25' }] }, until('2026-11-30'));
    expect(line).toMatchObject({ kind: 'match', rule: { day: '2026-11-24', applied: { units: 25 } } });
    expect(line.rule).not.toHaveProperty('later');
  });

  it('names what applies from a day inside the period on, and nothing that begins after it', () => {
    const rules = (to: string) => [rule({ minimum: 25 }, { kind: 'customer', id: 'co-acme' }, { to })];
    const at = (to: string) =>
      compose({ seats: [10], lines: [{ quantity: '25' }] }, rules(to), { billsIn: { 1: 'advance' } }).rule;
    expect(at('2026-12-30')).toMatchObject({ later: { from: '2026-12-31', applied: null } });
    expect(at('2026-12-31')).not.toHaveProperty('later');
    expect(at('2026-11-30')).toBeUndefined();
    const commitment = (decreaseFrom: string, units = 25) =>
      compose({ seats: [10], lines: [{ quantity: '25' }] }, [rule({ commitment: { units, decreaseFrom } })], {
        billsIn: { 1: 'advance' },
      }).rule;
    expect(commitment('2026-12-15')).toMatchObject({
      applied: { id: 'everything-always', units: 25 },
      later: { from: '2026-12-15', applied: { id: 'everything-always', units: 10 } },
    });
    for (const later of [commitment('2026-12-01'), commitment('2027-01-01'), commitment('2026-12-15', 9)])
      expect(later).not.toHaveProperty('later');
    const begins = [rule({ minimum: 30 }, undefined, { from: '2026-12-15' })];
    expect(
      compose({ seats: [10], lines: [{ quantity: '10' }] }, begins, { billsIn: { 1: 'advance' } }),
    ).toMatchObject({
      kind: 'match',
      rule: { applied: null, later: { from: '2026-12-15', applied: { units: 30 } } },
    });
  });
});

describe('RULES 7, 13: seats are checked against seats, units against what the PSA bills', () => {
  const accepted = (
    count: string,
    units: string,
    overridden: AcceptedCount['overridden'] = [],
  ): Partial<CompositionInput> => ({ accepted: [{ groupKey: groupOf('Acme'), count, units, overridden }] });

  it.each<[string, number, string, RuleTerms, [string, string], readonly string[]]>([
    ['packs: one seat more opens another pack', 41, '8', packs, ['40', '8'], []],
    ['packs: the PSA bills one unit', 40, '1', packs, ['40', '8'], ['jump']],
    [
      'minimum: seats below it, and a person raises the PSA',
      10,
      '40',
      { minimum: 25 },
      ['10', '25'],
      ['drop'],
    ],
    ['minimum: seats rise above it', 26, '25', { minimum: 25 }, ['25', '25'], []],
    ['minimum: seats fall far below it', 9, '25', { minimum: 25 }, ['20', '25'], ['drop']],
    ['minimum: seats fall a little', 16, '25', { minimum: 25 }, ['20', '25'], []],
    ['minimum: so few seats were accepted', 9, '25', { minimum: 25 }, ['9', '25'], []],
    ['minimum: no seats are asked about once', 0, '25', { minimum: 25 }, ['20', '25'], ['zero']],
    ['minimum: it changes nothing where seats and units agree', 30, '30', { minimum: 25 }, ['60', '60'], []],
    ['fixed: no seats are not asked about again', 0, '25', { fixed: { units: 25 } }, ['0', '25'], []],
  ])('%s', (_, seats, quantity, terms, [count, units], expected) => {
    expect(checks(acme(seats, quantity, terms, accepted(count, units)))).toEqual(expected);
  });

  it('speaks of units where units are meant', () => {
    expect(acme(40, '20', packs).flags).toEqual([
      {
        flag: 'held',
        check: 'first',
        reason: message('usage.check.first-by-rule', {
          units: '20',
          billable: '8',
          more: '12',
          percent: 60,
        }),
      },
    ]);
    expect(acme(40, '20', packs, accepted('40', '20')).flags).toMatchObject([
      { reason: message('usage.check.units-apart', { units: '12', percent: 60, direction: 'fewer' }) },
    ]);
  });

  it('an override binds seats and units', () => {
    const zero = (count: string, units: string) =>
      checks(acme(0, '25', { minimum: 25 }, accepted('10', '25', [{ check: 'zero', count, units }])));
    expect(zero('0', '25')).toEqual([]);
    expect(zero('0', '30')).toEqual(['zero']);
    expect(zero('1', '25')).toEqual(['zero']);
  });
});

describe('RULES 13: with the arithmetic of the PSA', () => {
  const withTerms = (terms: RuleTerms, line: object, of: Partial<BillingRule> = {}) =>
    checks(
      compose({ seats: [12], lines: [{ quantity: '25', ...line }] }, [{ ...rule(terms), ...of }], {
        accepted: [{ groupKey: groupOf('Acme'), count: '12', overridden: [] }],
      }),
    );

  it.each<[string, RuleTerms, object, Partial<BillingRule>, readonly string[]]>([
    ['a minimum on included units', { minimum: 25 }, { lessIncluded: '2', free: 'part' }, {}, ['psa-terms']],
    ['free units on a minimum', { free: 1, fixed: { units: 25 } }, { minimum: '5' }, {}, ['psa-terms']],
    ['both confirmed', { minimum: 25 }, { minimum: '5' }, { withPsaTerms: true }, []],
    ['nothing of the PSA', { minimum: 25 }, { lessIncluded: '0', minimum: '0' }, {}, []],
    ['neither free nor a minimum', { fixed: { units: 25 } }, { minimum: '5' }, {}, []],
  ])(
    'holds a line, even in a match, until it is confirmed that both apply: %s',
    (_, terms, line, of, held) => {
      expect(withTerms(terms, line, of)).toEqual(held);
    },
  );

  it('looks at every line in the total, whichever has the rule', () => {
    const lines = [{ quantity: '6', minimum: '2' }, { quantity: '19' }];
    const ofTarget = rule({ minimum: 25 }, { kind: 'line', id: lineOf('Acme', 1) });
    const input = customerAlone({ name: 'Acme', seats: [12], lines }, [
      choice('Acme', lineOf('Acme', 1), 'target'),
      choice('Acme', lineOf('Acme', 0), 'counts'),
    ]);
    const [line] = composeUsage({ ...withoutCheckOnMany(input), rules: [ofTarget] });
    expect(line!.flags).toMatchObject([{ check: 'psa-terms' }]);
  });
});
