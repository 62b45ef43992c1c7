import { message } from '../../messages/message.ts';
import { composeUsage } from './compose.ts';
import type { AcceptedCount, ComposedLine, CompositionInput } from '../usage/composition.ts';
import {
  choice,
  customerAlone,
  groupOf,
  lineOf,
  withAnswer,
  withoutCheckOnMany,
} from './customers.fixture.ts';
import { controlTotals } from './control-totals.ts';
import { measured } from '../usage/measured.fixture.ts';

type Line = NonNullable<Parameters<typeof customerAlone>[0]['lines']>[number];

const scenario = (seats: number, ...lines: readonly Line[]): CompositionInput => {
  return withoutCheckOnMany(customerAlone({ name: 'Acme', seats: [seats], lines }));
};
const acme = (input: CompositionInput): ComposedLine => composeUsage(input)[0]!;
const flags = (line: ComposedLine) =>
  line.flags.map((flag) => (flag.flag === 'held' ? flag.check : flag.flag));

describe('RULES 9: free units are asked once', () => {
  const seventeen = { quantity: '17', lessIncluded: '5' } as const;

  it('less-included 5, quantity 17, Duo 12: held by the flag `included`, never a plain −5', () => {
    const input = scenario(12, seventeen);
    const line = acme(input);
    expect(line).toMatchObject({
      kind: 'decrease',
      psaQuantity: '17',
      includedBeside: '0',
      variance: null,
      target: null,
      needsTarget: false,
      billingTarget: null,
      money: { effectPerInvoice: null, effectPerMonth: null },
      reason: message('usage.reason.included', { seats: 12, units: '17', included: '5' }),
      lines: [{ lessIncluded: '5', included: null }],
    });
    expect(line.flags).toEqual([
      {
        flag: 'included',
        reason: message('usage.flag.included', { line: lineOf('Acme'), quantity: '17', included: '5' }),
      },
    ]);
    expect(controlTotals(input, [line])).toMatchObject({
      variance: '0',
      lines: { held: 1 },
    });
    expect(measured([line])).toMatchObject({
      overBilled: { lines: 0 },
      heldDown: { lines: 1, perMonth: '0', unknown: 1 },
    });
  });

  it('part of the seats: nothing changes, −5', () => {
    expect(acme(scenario(12, { ...seventeen, free: 'part' }))).toMatchObject({
      kind: 'decrease',
      flags: [],
      variance: '-5',
      includedBeside: '0',
      target: { before: '17', after: '12' },
      // 12 units billed before, 7 after.
      money: { effectPerMonth: '-20' },
      lines: [{ included: { answer: 'part', reason: 'as the contract says' } }],
    });
  });

  it('beside the seats: seats and free units against the sum, here a match', () => {
    expect(acme(scenario(12, { ...seventeen, free: 'beside' }))).toMatchObject({
      kind: 'match',
      flags: [],
      variance: '0',
      includedBeside: '5',
      reason: message('usage.reason.matched-in-addition', { seats: 12, included: '5', units: '17' }),
    });
    expect(acme(scenario(14, { ...seventeen, free: 'beside' }))).toMatchObject({
      kind: 'increase',
      variance: '2',
      target: { before: '17', after: '19' },
      money: { effectPerMonth: '8' },
      reason: message('usage.reason.differs-in-addition', {
        seats: 14,
        included: '5',
        units: '17',
        change: '2',
      }),
    });
  });

  it('is asked of a match as well, and of an orphan', () => {
    const match = acme(scenario(17, seventeen));
    expect(match).toMatchObject({ kind: 'match', variance: null, money: { effectPerMonth: null } });
    expect(flags(match)).toEqual(['included']);
    const orphan = acme(scenario(0, seventeen));
    expect(orphan).toMatchObject({ kind: 'orphan', variance: null, money: { effectPerMonth: null } });
    expect(flags(orphan)).toEqual(['zero', 'included']);
  });

  it.each<[string, Partial<Line>]>([
    ['no less-included', {}],
    ['a less-included of 0', { lessIncluded: '0.00' }],
    ['a negative one', { lessIncluded: '-1' }],
  ])('%s is no question', (_, line) => {
    expect(acme(scenario(12, { quantity: '10', ...line }))).toMatchObject({ flags: [], variance: '2' });
  });

  it('of another number of free units in the PSA it is asked again', () => {
    const answered = scenario(12, { ...seventeen, free: 'part' });
    const moved = { ...answered, lines: answered.lines.map((line) => ({ ...line, lessIncluded: '6' })) };
    expect(flags(acme(moved))).toEqual(['included']);
    const rewritten = {
      ...answered,
      lines: answered.lines.map((line) => ({ ...line, lessIncluded: '5.00' })),
    };
    expect(flags(acme(rewritten))).toEqual([]);
  });

  it('an answer given for another company or service is none', () => {
    const answered = scenario(12, { ...seventeen, free: 'part' });
    for (const change of [{ companyId: 'co-other' }, { vendorServiceId: 'service-2' }])
      expect(
        flags(acme({ ...answered, included: answered.included.map((each) => ({ ...each, ...change })) })),
      ).toEqual(['included']);
  });

  it('each line of a sum is asked, and one answer does not stand for the other', () => {
    const two = scenario(40, { quantity: '20', lessIncluded: '3' }, { quantity: '15', lessIncluded: '2' });
    expect(flags(acme(two))).toEqual(['included', 'included']);
    const one = withAnswer(two, 'Acme', 'beside', lineOf('Acme', 0));
    expect(flags(acme(one))).toEqual(['included']);
    expect(acme(one)).toMatchObject({ variance: null });
    const both = withAnswer(one, 'Acme', 'part', lineOf('Acme', 1));
    // 40 seats and 3 beside them, against 35.
    expect(acme(both)).toMatchObject({ flags: [], variance: '8', includedBeside: '3', needsTarget: true });
  });

  it('a line that is ignored is not asked', () => {
    const input = customerAlone(
      { name: 'Acme', seats: [20], lines: [{ quantity: '20' }, { quantity: '9', lessIncluded: '4' }] },
      [choice('Acme', lineOf('Acme', 1), 'other-purpose')],
    );
    expect(acme(input)).toMatchObject({ kind: 'match', flags: [] });
  });
});

describe('RULES 9: checks compare net of free units', () => {
  it('seats and units beside them that agree are no fall', () => {
    // Against 40, 20 seats would be a fall of half.
    expect(acme(scenario(20, { quantity: '40', lessIncluded: '20', free: 'beside' }))).toMatchObject({
      kind: 'match',
      flags: [],
    });
  });

  it('a fall is measured against the units that stand for seats', () => {
    const line = { quantity: '40', lessIncluded: '20' } as const;
    // 13 against 20 is fewer by 7 and 35 %; against 40 with 20 beside it is a change of 7 as well.
    const fallen = acme(scenario(13, { ...line, free: 'beside' }));
    expect(fallen).toMatchObject({ kind: 'decrease', variance: '-7' });
    expect(JSON.stringify(fallen.flags[0]!.reason)).toContain('"percent":35');
    expect(acme(scenario(16, { ...line, free: 'beside' })).flags).toEqual([]);
  });

  it('an accepted count is one of seats', () => {
    const accepted: AcceptedCount = { groupKey: groupOf('Acme'), count: '20', overridden: [] };
    const input = scenario(21, { quantity: '40', lessIncluded: '20', free: 'beside' });
    expect(acme({ ...input, accepted: [accepted] })).toMatchObject({ kind: 'increase', flags: [] });
  });

  it('until the answer nothing is known to have fallen or jumped', () => {
    expect(flags(acme(scenario(2, { quantity: '40', lessIncluded: '20' })))).toEqual(['included']);
  });

  it('zero seats against nothing but free units beside them is a match', () => {
    expect(acme(scenario(0, { quantity: '5', lessIncluded: '5', free: 'beside' }))).toMatchObject({
      kind: 'match',
      flags: [],
    });
    expect(acme(scenario(0, { quantity: '6', lessIncluded: '5', free: 'beside' }))).toMatchObject({
      kind: 'orphan',
      variance: '-1',
    });
  });
});
