import { message } from '../../messages/message.ts';
import { callsOfSync } from '../../vendors/duo/sync-calls.ts';
import { runOutcome } from '../runs/run-outcome.ts';
import { composeUsage } from './compose.ts';
import type { ComposedLine, CompositionInput } from '../usage/composition.ts';
import { controlTotals, type ControlTotals } from './control-totals.ts';
import { choice, groupOf, lineOf, withAnswer } from './customers.fixture.ts';
import { measured } from '../usage/measured.fixture.ts';
import { plainSeats, typical, typicalActTwo } from './typical.fixture.ts';

function play(input: CompositionInput): {
  line: (name: string) => ComposedLine;
  totals: ControlTotals;
  lines: readonly ComposedLine[];
} {
  const lines = composeUsage(input);
  const byKey = new Map(lines.map((line) => [line.groupKey, line]));
  return { lines, totals: controlTotals(input, lines), line: (name) => byKey.get(groupOf(name))! };
}

const held = (line: ComposedLine): readonly string[] =>
  line.flags.flatMap((flag) => (flag.flag === 'held' ? [flag.check] : []));

describe('docs/sandbox.md, typical after mapping: every number it asserts', () => {
  let { line, lines, totals } = {} as ReturnType<typeof play>;
  // Created for each test: what each looks at is made while it runs, so that a planted fault meets it.
  beforeEach(() => {
    ({ line, lines, totals } = play(typical()));
  });

  it('has 31 plain customers of 8 to 60 users with 899 seats', () => {
    expect(plainSeats).toHaveLength(31);
    expect(plainSeats.reduce((sum, seats) => sum + seats, 0)).toBe(899);
    expect(Math.min(...plainSeats)).toBeGreaterThanOrEqual(8);
    expect(Math.max(...plainSeats)).toBeLessThanOrEqual(60);
  });

  it('counts 61 accounts: 58 counted and 3 failed', () => {
    expect(totals.accounts).toEqual({
      listed: 61,
      counted: 58,
      incomplete: 0,
      failed: 3,
      gone: 0,
      notYetRead: 0,
    });
  });

  it('closes 1,800 seats = 1,714 mapped + 12 internal + 18 excluded + 56 unmapped', () => {
    expect(totals.seats).toEqual({
      counted: 1800,
      mapped: 1714,
      internal: 12,
      nfr: 0,
      excluded: 18,
      unmapped: 56,
    });
  });

  it('closes 1,770.5 live PSA units, 20 of them without an account', () => {
    expect(totals.units).toEqual({
      live: '1770.5',
      inGroups: '1750.5',
      noAccount: '20',
      ignored: '0',
      otherPurpose: '0',
      billedTwice: '0',
      linesWithoutQuantity: 0,
    });
    expect(totals).toMatchObject({ closes: true, mismatches: [] });
  });

  it('composes 58 lines by kind', () => {
    expect(totals.lines.total).toBe(58);
    expect(totals.lines.byKind).toEqual({
      match: 33,
      increase: 10,
      decrease: 2,
      orphan: 1,
      new: 2,
      'no-account': 1,
      choice: 2,
      'bills-nothing': 1,
      'not-read': 2,
      unmapped: 4,
    });
  });

  it('opens 7 increases with +414.00 and 1 decrease with −22.50 a month, and nets nothing of what is held', () => {
    expect(measured(lines)).toMatchObject({
      underBilled: { lines: 7, perMonth: '414', unknown: 0 },
      overBilled: { lines: 1, perMonth: '-22.5', unknown: 0 },
      heldUp: { lines: 3, perMonth: '1082', unknown: 1 },
      heldDown: { lines: 2, perMonth: '-583', unknown: 0 },
    });
    expect(totals.lines.held).toBe(5);
  });

  it("opens 8 increases with +426.00 and holds 4 lines once Vista's free units are a part of its seats", () => {
    const answered = play(withAnswer(typical(), 'Vista Nonprofit', 'part'));
    expect(answered.totals.lines).toEqual({ ...totals.lines, held: 4 });
    const [before, after] = [measured(lines), measured(answered.lines)];
    expect(after.underBilled).toEqual({ lines: 8, perMonth: '426', unknown: 0 });
    expect(after.overBilled).toEqual(before.overBilled);
    expect(after.heldUp).toMatchObject({ lines: before.heldUp.lines - 1, unknown: 0 });
    expect(answered.line('Vista Nonprofit')).toMatchObject({
      variance: '3',
      money: { effectPerMonth: '12' },
    });
  });

  it('holds exactly Lakeshore, Northgate, Bright Path, Corner Bakery and Vista, each for its own reason', () => {
    expect(
      lines
        .filter((each) => each.flags.length > 0)
        .map(({ groupKey }) => groupKey)
        .sort(),
    ).toEqual(
      ['Bright Path', 'Corner Bakery', 'Lakeshore Credit Union', 'Northgate School', 'Vista Nonprofit'].map(
        groupOf,
      ),
    );
    expect(line('Vista Nonprofit').flags.map(({ flag }) => flag)).toEqual(['included']);
    expect(held(line('Lakeshore Credit Union'))).toEqual(['first']);
    expect(held(line('Northgate School'))).toEqual(['zero']);
    expect(held(line('Bright Path'))).toEqual(['fraction']);
    expect(held(line('Corner Bakery'))).toEqual(['jump']);
  });

  it('puts 224.00 unmapped, 96.00 new and 56.00 billing nothing at risk a month', () => {
    const ofKind = (kind: string) => measured(lines.filter((one) => one.kind === kind)).notBilled;
    expect(ofKind('unmapped')).toEqual({ lines: 4, perMonth: '224', unknown: 0 });
    expect(ofKind('new')).toEqual({ lines: 2, perMonth: '96', unknown: 0 });
    expect(ofKind('bills-nothing')).toEqual({ lines: 1, perMonth: '56', unknown: 0 });
    expect(measured(lines).notBilled).toEqual({ lines: 7, perMonth: '376', unknown: 0 });
  });

  it.each([
    ['Bluewater Dental', 40, '30', '10', '40'],
    ['Castellan Law', 340, '300', '40', '300'],
    ['Fernhill Veterinary', 21, '17', '4', '16'],
    ['Meridian Foods', 45, '41', '4', '30'],
    ['Summit Hotels', 88, '85', '3', '12'],
    ['Vista Nonprofit', 33, '30', null, null],
    ['Delta Farms', 20, '18', '2', '8'],
    ['Alder & Sons', 18, '16', '2', '8'],
    ['Quarry Ridge', 22, '25', '-3', '-22.5'],
    ['Lakeshore Credit Union', 31, '64', '-33', '-363'],
    ['Northgate School', 0, '55', '-55', '-220'],
    ['Bright Path', 13, '12.5', '0.5', '2'],
    ['Corner Bakery', 19, '1', '18', '1080'],
  ])('%s: %d against %s', (name, vendorQuantity, psaQuantity, variance, effectPerMonth) => {
    expect(line(name)).toMatchObject({ vendorQuantity, psaQuantity, variance, money: { effectPerMonth } });
  });

  it('shows Delta Farms as +24.00 a quarter', () => {
    expect(line('Delta Farms').money.effectPerInvoice).toBe('24');
  });

  it('asks Summit for its target and nobody else among the open increases', () => {
    const asking = lines
      .filter(({ needsTarget, kind }) => needsTarget && kind !== 'choice')
      .map(({ groupKey }) => groupKey);
    expect(asking).toEqual([groupOf('Summit Hotels')]);
    const named = play(typical([choice('Summit Hotels', lineOf('Summit Hotels', 1), 'target')])).line(
      'Summit Hotels',
    );
    expect(named).toMatchObject({
      needsTarget: false,
      target: { psaLineId: lineOf('Summit Hotels', 1), before: '25', after: '28' },
    });
  });

  it('shows DoNotBill with money 0 and its label', () => {
    expect(line('Harbor Foundation')).toMatchObject({
      kind: 'match',
      money: { effectPerMonth: '0', note: message('usage.money.not-billed', { option: 'DoNotBill' }) },
    });
  });

  it('keeps three accounts apart as not read, one of them excluded', () => {
    expect(totals.notRead.accounts.map(({ name, code }) => [name, code])).toEqual([
      ['Fjordline', 'DuoOtherDeployment'],
      ['Old Pilot', 'DuoNoHost'],
      ['Pinecrest', 'VendorTimeout'],
    ]);
    expect(line('Pinecrest')).toMatchObject({
      kind: 'not-read',
      vendorQuantity: null,
      psaQuantity: '10',
      variance: null,
    });
  });

  it('answers both choices: a duplicate ignored, a bill-to line taken as the target', () => {
    const { line: after, totals: sums } = play(
      typical([
        choice('Ironwood', lineOf('Ironwood', 0), 'target'),
        choice('Ironwood', lineOf('Ironwood', 1), 'other-purpose'),
        choice('Lakeview Montessori', lineOf('Lakeview Montessori bill to'), 'target'),
      ]),
    );
    expect(after('Ironwood')).toMatchObject({ kind: 'match', psaQuantity: '50' });
    expect(after('Lakeview Montessori')).toMatchObject({ kind: 'match', psaQuantity: '24' });
    expect(sums.units).toMatchObject({ live: '1770.5', inGroups: '1700.5', noAccount: '20', ignored: '50' });
    expect(sums.closes).toBe(true);
  });

  it('needs 60 Duo calls and ends the run partial', () => {
    const input = typical();
    // Bluewater's five users pending deletion are listed too; they change no page here.
    const listed = input.accounts.flatMap(({ lastComplete }) =>
      lastComplete === null ? [] : [lastComplete.seats],
    );
    expect(callsOfSync(listed)).toBe(60);
    const accounts = input.accounts.map(({ id, mapping, newestRead, lastComplete }) => ({
      accountId: id,
      state: newestRead!.outcome,
      code: newestRead!.code,
      seats: lastComplete?.seats ?? null,
      excluded: mapping.state === 'excluded',
      acknowledgedCode: null,
    }));
    expect(runOutcome({ listed: 61, accounts })).toMatchObject({
      kind: 'ended',
      outcome: 'partial',
      totals: { seatsCounted: 1800 },
    });
  });
});

describe("docs/sandbox.md, act two's reads", () => {
  let { line, lines, totals } = {} as ReturnType<typeof play>;
  beforeEach(() => {
    ({ line, lines, totals } = play(withAnswer(typicalActTwo(), 'Vista Nonprofit', 'part')));
  });

  it('moves Fernhill to +24.00, Vista to −8.00 and holds Pinecrest, whose packs no rule explains', () => {
    expect(line('Fernhill Veterinary')).toMatchObject({
      kind: 'increase',
      vendorQuantity: 23,
      psaQuantity: '17',
      money: { effectPerMonth: '24' },
    });
    expect(line('Vista Nonprofit')).toMatchObject({
      kind: 'decrease',
      vendorQuantity: 33,
      psaQuantity: '35',
      money: { effectPerMonth: '-8' },
    });
    expect(line('Pinecrest')).toMatchObject({ kind: 'increase', variance: '37' });
    expect(held(line('Pinecrest'))).toEqual(['jump']);
  });

  it('opens 7 increases +422.00 and 2 decreases −30.50', () => {
    expect(measured(lines)).toMatchObject({
      underBilled: { lines: 7, perMonth: '422' },
      overBilled: { lines: 2, perMonth: '-30.5' },
    });
    expect(totals.lines.held).toBe(5);
  });

  it('before the answer opens 1 decrease −22.50 and holds 6 lines', () => {
    const before = play(typicalActTwo());
    expect(measured(before.lines)).toMatchObject({
      underBilled: { lines: 7, perMonth: '422' },
      overBilled: { lines: 1, perMonth: '-22.5' },
    });
    expect(before.totals.lines.held).toBe(6);
  });

  it('counts 60 of 62 accounts with 62 Duo calls, and Juniper unmapped', () => {
    expect(totals.accounts).toMatchObject({ listed: 62, counted: 60, failed: 2 });
    expect(totals.lines.byKind).toMatchObject({ unmapped: 5, match: 33, 'not-read': 1 });
    expect(totals.closes).toBe(true);
    const listed = typicalActTwo().accounts.flatMap(({ lastComplete }) =>
      lastComplete === null ? [] : [lastComplete.seats],
    );
    expect(callsOfSync(listed)).toBe(62);
  });
});
