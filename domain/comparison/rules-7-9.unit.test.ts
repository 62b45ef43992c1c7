import { message, sentences } from '../../messages/message.ts';
import { changeableLines } from './change-effect.ts';
import { composeUsage } from './compose.ts';
import type { AcceptedCount, ComposedLine, CompositionInput } from '../usage/composition.ts';
import type { CheckName } from '../usage/line-flags.ts';
import { controlTotals } from './control-totals.ts';
import { customerAlone, groupOf, lineOf, withoutCheckOnMany } from './customers.fixture.ts';
import { measured } from '../usage/measured.fixture.ts';

const compose = (
  seats: number,
  quantity: string | null,
  line: object = {},
  change: Partial<CompositionInput> = {},
): ComposedLine => {
  const input = customerAlone({ name: 'Acme', seats: [seats], lines: [{ quantity, ...line }] });
  return composeUsage({ ...withoutCheckOnMany(input), ...change })[0]!;
};

const checks = ({ flags }: ComposedLine): readonly CheckName[] =>
  flags.flatMap((flag) => (flag.flag === 'held' ? [flag.check] : []));

const acceptedAt = (
  count: string | null,
  overridden: AcceptedCount['overridden'] = [],
): Partial<CompositionInput> => ({ accepted: [{ groupKey: groupOf('Acme'), count, overridden }] });

describe('RULES 7: checks hold a line', () => {
  it.each<[string, number, string | null, object, readonly CheckName[]]>([
    [
      'first: the PSA bills more than the vendor holds, by more than 20 % and more than 5 seats',
      23,
      '29',
      {},
      ['first'],
    ],
    ['no first at exactly 20 %', 24, '30', {}, []],
    ['no first at 5 seats', 5, '10', {}, []],
    ['jump: over 50 % and over 10 seats', 31, '20', {}, ['jump']],
    ['no jump at exactly 50 %', 30, '20', {}, []],
    ['no jump at 10 seats', 15, '5', {}, []],
    ['jump: sold per seat?', 5, '1', {}, ['jump']],
    ['no per-seat question below 5', 4, '1', {}, []],
    ['jump: effect above 500 a month', 101, '100', { unitPrice: '500.01' }, ['jump']],
    ['no jump at an effect of exactly 500', 101, '100', { unitPrice: '500' }, []],
    ['zero: a complete count 0 where something is billed', 0, '3', {}, ['zero']],
    ['fraction', 13, '12.5', {}, ['fraction']],
    ['negative', 1, '-1', {}, ['fraction']],
    ['unknown quantity', 13, null, {}, ['unknown']],
  ])('%s', (_, seats, quantity, line, expected) => {
    expect(checks(compose(seats, quantity, line))).toEqual(expected);
  });

  it('age: the newest complete count is older than 48 hours', () => {
    const at = (now: string) => checks(compose(10, '10', {}, { now }));
    expect(at('2026-11-26T08:05:00.000Z')).toEqual([]);
    expect(at('2026-11-26T08:05:01.000Z')).toEqual(['age']);
  });

  it.each<[string, number, string, string | null, readonly CheckName[]]>([
    [
      'drop: more than 20 % and more than 5 seats below the accepted count',
      23,
      '23.5',
      '29',
      ['drop', 'fraction'],
    ],
    ['no drop at exactly 20 %', 24, '25', '30', []],
    ['no drop at 5 seats', 5, '6', '10', []],
    ['drop: a count that rises in the PSA may have fallen all the same', 29, '28', '60', ['drop']],
    ['match at 42, then a person sets the PSA to 5', 42, '5', '42', ['jump']],
    ['match at 42, then a person sets the PSA to 100', 42, '100', '42', ['drop']],
    ['the PSA at 47, near the accepted count', 42, '47', '42', []],
    ['a count that doubled since it was accepted, below what the PSA bills', 60, '62', '20', ['jump']],
    ['without an accepted count nothing can have fallen', 31, '64', null, ['first']],
  ])('%s', (_, seats, quantity, accepted, expected) => {
    expect(checks(compose(seats, quantity, {}, acceptedAt(accepted)))).toEqual(expected);
  });

  it('the words of a check say what is so, and fit the sign of what the PSA bills', () => {
    const words = (line: ComposedLine) => line.flags.map(({ reason }) => reason);
    expect(words(compose(31, '64'))).toEqual([
      message('usage.check.first', { units: '64', seats: '33', percent: 52 }),
    ]);
    expect(words(compose(31, '40', {}, acceptedAt('64')))).toEqual([
      sentences([
        message('usage.check.apart', { seats: '33', percent: 52, direction: 'fewer', base: 'accepted' }),
        message('usage.check.apart', { seats: '9', percent: 23, direction: 'fewer', base: 'psa' }),
      ]),
    ]);
    expect(words(compose(12, '-3', {}, acceptedAt('12')))).toEqual([
      sentences([
        message('usage.check.negative', { units: '-3', seats: '12' }),
        message('usage.check.apart-of-none', { seats: '15', direction: 'more', base: 'psa', units: '-3' }),
      ]),
      message('usage.check.fraction', { units: '-3' }),
    ]);
  });

  it('an override binds check and count: at 20 overridden, at 19 and at 21 held again', () => {
    const overridden = (count: string | null, check: CheckName) =>
      acceptedAt(count, [{ check, count: '20' }]);
    expect([20, 19, 21].map((seats) => checks(compose(seats, '30', {}, overridden('30', 'drop'))))).toEqual([
      [],
      ['drop'],
      ['drop'],
    ]);
    expect([20, 19].map((seats) => checks(compose(seats, '30', {}, overridden(null, 'first'))))).toEqual([
      [],
      ['first'],
    ]);
    expect([20, 19].map((seats) => checks(compose(seats, '1', {}, overridden(null, 'jump'))))).toEqual([
      [],
      ['jump'],
    ]);
    expect(checks(compose(20, '30', {}, overridden('30', 'jump')))).toEqual(['drop']);
  });

  it('shrink of many: more than 10 % of accounts falling holds every decrease', () => {
    const scenario = (falling: number, accepted: string | null): readonly ComposedLine[] => {
      const parts = Array.from({ length: 20 }, (_, index) =>
        customerAlone({
          name: `Customer ${index}`,
          seats: [9],
          lines: [{ quantity: index < falling ? '10' : '9' }],
        }),
      );
      return composeUsage({
        ...parts[0]!,
        accounts: parts.flatMap(({ accounts }) => accounts),
        companies: parts.flatMap(({ companies }) => companies),
        agreements: parts.flatMap(({ agreements }) => agreements),
        agreementReadings: parts.flatMap(({ agreementReadings }) => agreementReadings),
        lines: parts.flatMap(({ lines }) => lines),
        accepted: parts.map((_part, index) => ({
          groupKey: groupOf(`Customer ${index}`),
          count: accepted === null || index < falling ? accepted : '9',
          overridden: [],
        })),
      });
    };
    expect(scenario(2, '10').flatMap(checks)).toEqual([]);
    expect(scenario(3, '10').flatMap(checks)).toEqual(['shrink-of-many', 'shrink-of-many', 'shrink-of-many']);
    // In a first run nothing can have fallen: the PSA bills more than the vendor holds.
    expect(scenario(3, null).flatMap(checks)).toEqual([]);
  });
});

describe('RULES 8: kinds', () => {
  it.each<[string, number, string, string]>([
    ['match', 10, '10', 'match'],
    ['increase', 11, '10', 'increase'],
    ['decrease', 9, '10', 'decrease'],
    ['orphan', 0, '10', 'orphan'],
    ['nothing on both sides', 0, '0', 'match'],
  ])('%s', (_, seats, quantity, kind) => {
    expect(compose(seats, quantity).kind).toBe(kind);
  });

  it('orphan shows which line to cancel and never a target', () => {
    expect(compose(0, '10')).toMatchObject({
      target: null,
      advice: { kind: 'cancel-line' },
      money: { effectPerMonth: '-40' },
    });
  });

  it('new shows product, agreement and quantity to create', () => {
    const input = customerAlone({
      name: 'Acme',
      edition: 'ADV',
      seats: [12],
      lines: [{ quantity: '5', cancelledDate: '2026-02-01' }],
    });
    expect(composeUsage(input)[0]).toMatchObject({
      kind: 'new',
      advice: {
        kind: 'create-line',
        productIdentifier: 'DUO-ADV',
        agreementIds: ['agr-acme-0'],
        quantity: '12',
      },
      money: { atRiskPerMonth: '90', estimated: true },
    });
  });

  it('a line without a quantity was read: its sum is unknown, not 0, and the check unknown holds it', () => {
    const line = compose(13, null);
    expect(line).toMatchObject({
      kind: 'increase',
      psaQuantity: null,
      variance: null,
      target: null,
      notRead: null,
      flags: [{ flag: 'held', check: 'unknown' }],
      money: { effectPerMonth: null },
      reason: message('usage.reason.without-quantity', {
        seats: 13,
        lines: [message('usage.line', { line: 'line-acme-0' })],
      }),
    });
  });

  it('what the PSA does state says whether such a group is more or less; it is never a match', () => {
    const beside = (quantity: string) => {
      const input = customerAlone({ name: 'Acme', seats: [13], lines: [{ quantity }, { quantity: null }] });
      const lines = composeUsage(input);
      expect(controlTotals(input, lines)).toMatchObject({
        variance: '0',
        lines: { held: 1 },
        units: { linesWithoutQuantity: 1 },
        closes: true,
      });
      const { heldUp, heldDown } = measured(lines);
      expect(heldUp.unknown + heldDown.unknown).toBe(1);
      return lines[0]!.kind;
    };
    expect([beside('12'), beside('13'), beside('14')]).toEqual(['increase', 'increase', 'decrease']);
  });
});

describe('RULES 9: money', () => {
  it.each<[string, number, object, string | null, string | null, object | null]>([
    ['a plain difference', 12, {}, '8', '8', null],
    ['less included below the quantity', 12, { lessIncluded: '5', free: 'part' }, '8', '8', null],
    ['less included between', 12, { lessIncluded: '11', free: 'part' }, '4', '4', null],
    ['less included above', 12, { lessIncluded: '20', free: 'part' }, '0', '0', null],
    [
      'a quarter, divided by its months',
      11,
      {
        unitPrice: '10.00',
        on: { billingCycle: { name: 'Quarterly', months: 3, days: null, never: false } },
      },
      '10',
      '3.33',
      null,
    ],
    [
      'a week is not counted in months',
      11,
      { on: { billingCycle: { name: 'Weekly', months: null, days: 7, never: false } } },
      '4',
      null,
      message('usage.money.cycle-length', { cycle: 'Weekly' }),
    ],
    [
      'DoNotBill',
      12,
      { billable: false, billCustomer: 'DoNotBill' },
      '0',
      '0',
      message('usage.money.not-billed', { option: 'DoNotBill' }),
    ],
    [
      'NoCharge',
      12,
      { billable: false, billCustomer: 'NoCharge' },
      '0',
      '0',
      message('usage.money.not-billed', { option: 'NoCharge' }),
    ],
    [
      'no billing option',
      12,
      { billable: null, billCustomer: null },
      null,
      null,
      message('usage.money.billing-not-given'),
    ],
    ['no price', 12, { unitPrice: null }, null, null, message('usage.money.price-missing')],
    ['exact where floats are not', 13, { unitPrice: '0.1' }, '0.3', '0.3', null],
    ['begun inside the period, not prorating', 12, { effectiveDate: '2026-11-10' }, '8', '8', null],
    [
      'begun inside the period, prorating',
      12,
      { effectiveDate: '2026-11-10', on: { prorates: true } },
      null,
      null,
      message('usage.money.prorated'),
    ],
    [
      'begun with the period, prorating',
      12,
      { effectiveDate: '2026-11-01', on: { prorates: true } },
      '8',
      '8',
      null,
    ],
  ])('%s', (_, seats, line, effectPerInvoice, effectPerMonth, note) => {
    expect(compose(seats, '10', line).money).toEqual({
      currency: 'USD',
      effectPerInvoice,
      effectPerMonth,
      atRiskPerMonth: null,
      estimated: false,
      note,
    });
  });

  it.each([
    ['895.999997 is 896.00', 11, '895.999997', 'USD', '896'],
    ['half a cent goes away from zero, up', 11, '0.005', 'USD', '0.01'],
    ['and down', 9, '0.005', 'USD', '-0.01'],
    ['a currency without minor units', 11, '1200.5', 'JPY', '1201'],
    ['a currency with three', 11, '0.0625', 'KWD', '0.063'],
  ])('is rounded once to the currency, %s', (_, seats, unitPrice, own, rounded) => {
    const input = {
      ...customerAlone({ name: 'Acme', seats: [seats], lines: [{ quantity: '10', unitPrice }] }),
      currencies: { own, allInOwn: true, rates: {} },
    };
    expect(composeUsage(input)[0]!.money).toMatchObject({
      effectPerInvoice: rounded,
      effectPerMonth: rounded,
    });
    const change = changeableLines(input).get(groupOf('Acme'))!.get(lineOf('Acme'))!;
    expect(change.effectOf(String(seats))).toMatchObject({
      effectPerInvoice: rounded,
      effectPerMonth: rounded,
    });
  });

  it('a month of a yearly invoice is rounded from the exact amount, never from a rounded one', () => {
    const yearly = {
      unitPrice: '0.0599',
      on: { billingCycle: { name: 'Annually', months: 12, days: null, never: false } },
    };
    // 0.06 / 12 would be half a cent.
    expect(compose(11, '10', yearly).money).toMatchObject({ effectPerInvoice: '0.06', effectPerMonth: '0' });
  });

  it('depends on the target where the lines have different prices', () => {
    const input = customerAlone({
      name: 'Acme',
      seats: [20],
      lines: [{ quantity: '10' }, { quantity: '5', unitPrice: '7.50' }],
    });
    expect(composeUsage(input)[0]!.money).toMatchObject({
      effectPerMonth: null,
      note: message('usage.money.depends-on-line'),
    });
  });

  it('warns of an edition that contradicts the product, with the price difference, and blocks nothing', () => {
    const input = customerAlone({ name: 'Acme', seats: [12], lines: [{ quantity: '10' }] });
    const advantage = {
      ...input,
      accounts: input.accounts.map((account) => ({ ...account, edition: 'Duo Advantage' })),
    };
    expect(composeUsage(advantage)[0]).toMatchObject({
      kind: 'increase',
      target: { after: '12' },
      warnings: [
        message('usage.warning.edition-price', {
          account: 'acc-acme-0',
          edition: 'Duo Advantage',
          identifier: 'DUO-ADV',
          billed: ['DUO-ESS'],
          difference: '3.5',
        }),
      ],
    });
  });

  it('values usage without a known edition by the cheapest mapped product, and says unknown where none has a price', () => {
    const input = customerAlone({ name: 'Acme', seats: [10], mapping: { state: 'unmapped' } });
    const plain = {
      ...input,
      accounts: input.accounts.map((account) => ({ ...account, edition: 'SOMETHING_NEW' })),
    };
    expect(composeUsage(plain)[0]!.money).toMatchObject({ atRiskPerMonth: '40', estimated: true });
    const unpriced = { ...plain, products: plain.products.map((product) => ({ ...product, price: null })) };
    expect(composeUsage(unpriced)[0]!.money).toMatchObject({
      atRiskPerMonth: null,
      note: message('usage.money.price-missing'),
    });
  });
});
