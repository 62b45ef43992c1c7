import {
  decide,
  approvedChange,
  bind,
  composedOf,
  inAdvance,
  whileWaiting,
} from '../write-back/approvals.fixture.ts';
import type { ApprovalBinding } from '../write-back/approval.ts';
import { composeUsage } from './compose.ts';
import type { ComposedLine, CompositionInput } from './composition.ts';
import { controlTotals } from './control-totals.ts';
import { customerAlone, groupOf, lineOf, withSeats } from './customers.fixture.ts';

const acme = (seats: number, quantity: string, line: object = {}): CompositionInput => {
  const input = customerAlone({ name: 'Acme', seats: [seats], lines: [{ quantity, ...line }] });
  // One customer alone is 100 % of all: the guard on many is tried apart.
  return inAdvance({ ...input, limits: { ...input.limits, shrinkShare: '1' } });
};

const counted = (input: CompositionInput, seats: number): CompositionInput => ({
  ...input,
  accounts: input.accounts.map((account) => withSeats(account, seats)),
});

const showing = (input: CompositionInput, quantity: string): CompositionInput => ({
  ...input,
  lines: input.lines.map((line) => ({ ...line, quantity })),
});

const waiting = (seats: number, quantity: string): { input: CompositionInput; bound: ApprovalBinding } => {
  const input = acme(seats, quantity);
  const bound = bind(input, 'Acme', approvedChange(decide(input, 'Acme')));
  return { bound, input: whileWaiting(input, bound) };
};

const shown = ({ kind, psaQuantity, variance, target }: ComposedLine) => ({
  kind,
  psaQuantity,
  variance,
  target: target === null ? null : `${target.before} → ${target.after}`,
});

describe('RULES 6: "41 → 45 waiting"', () => {
  const { input } = waiting(45, '41');

  it('shows what the PSA bills, and no variance against the approved 45', () => {
    const line = composedOf(input, 'Acme');
    expect(shown(line)).toEqual({ kind: 'match', psaQuantity: '41', variance: '0', target: '41 → 45' });
    expect(line.flags).toEqual([
      { flag: 'waiting', reason: '41 → 45 waiting: after the invoice of 2026-12-01' },
    ]);
    expect(line.reason).toBe('Duo 45, PSA 45. Compared with 41 → 45 done, which waits.');
    expect(line.money).toMatchObject({ effectPerInvoice: '0', effectPerMonth: '0' });
  });

  it('a new count of 47 is +2 against 45, with the money of two seats', () => {
    const line = composedOf(counted(input, 47), 'Acme');
    expect(shown(line)).toEqual({ kind: 'increase', psaQuantity: '41', variance: '2', target: '41 → 47' });
    expect(line.money.effectPerMonth).toBe('8');
  });

  it('a further approval takes its place: from the 41 that the PSA bills to 47', () => {
    expect(approvedChange(decide(counted(input, 47), 'Acme'))).toMatchObject({
      before: '41',
      after: '47',
      countOn: 47,
      effectPerMonth: '24',
    });
  });

  it('fewer than waits is a decrease, and no select-all takes it although the PSA bills less', () => {
    const fewer = counted(input, 43);
    expect(shown(composedOf(fewer, 'Acme'))).toMatchObject({ kind: 'decrease', variance: '-2' });
    expect(decide(fewer, 'Acme', {}, { selection: 'all' })).toMatchObject({ code: 'DecreaseNotTicked' });
    expect(approvedChange(decide(fewer, 'Acme'))).toMatchObject({ before: '41', after: '43' });
  });

  it('back at the 41 of the PSA there is nothing to send: the waiting change is cancelled instead', () => {
    expect(decide(counted(input, 41), 'Acme')).toMatchObject({
      code: 'NothingToChange',
      detail: expect.stringContaining('cancel it'),
    });
  });

  it('counts as done once the PSA shows 45, and as nothing once it shows another value', () => {
    expect(shown(composedOf(showing(input, '45.00'), 'Acme'))).toMatchObject({
      kind: 'match',
      psaQuantity: '45',
    });
    expect(shown(composedOf(showing(input, '44'), 'Acme'))).toMatchObject({
      kind: 'increase',
      variance: '1',
    });
  });

  it('closes the control totals with the units that the PSA bills', () => {
    const totals = controlTotals(input, composeUsage(input));
    expect(totals).toMatchObject({ closes: true, mismatches: [], units: { live: '41', inGroups: '41' } });
  });
});

describe('RULES 6: a waiting decrease', () => {
  const { input } = waiting(22, '25');

  it('is a match against 22, and a drop is measured from there', () => {
    expect(shown(composedOf(input, 'Acme'))).toEqual({
      kind: 'match',
      psaQuantity: '25',
      variance: '0',
      target: '25 → 22',
    });
    const line = composedOf(counted(input, 15), 'Acme');
    expect(line.flags).toContainEqual(expect.objectContaining({ guard: 'drop' }));
  });

  it('a higher count is an increase against it, from the 25 of the PSA', () => {
    expect(shown(composedOf(counted(input, 24), 'Acme'))).toEqual({
      kind: 'increase',
      psaQuantity: '25',
      variance: '2',
      target: '25 → 24',
    });
    expect(composedOf(counted(input, 24), 'Acme').lands).toMatchObject({ landing: 'next-invoice' });
  });

  it('a complete zero stays an orphan, whatever waits', () => {
    expect(composedOf(counted(input, 0), 'Acme')).toMatchObject({
      kind: 'orphan',
      target: null,
      psaQuantity: '25',
    });
  });
});

describe('RULES 6: waiting on one of several lines', () => {
  const input = inAdvance(
    customerAlone({ name: 'Summit', seats: [88], lines: [{ quantity: '60' }, { quantity: '25' }] }),
  );
  const first = bind(
    input,
    'Summit',
    approvedChange(decide(input, 'Summit', { targetPsaLineId: lineOf('Summit', 0) })),
  );

  it('the other line may take the whole change in its place', () => {
    const more = counted(whileWaiting(input, first), 90);
    expect(composedOf(more, 'Summit')).toMatchObject({ variance: '2', psaQuantity: '85' });
    expect(approvedChange(decide(more, 'Summit', { targetPsaLineId: lineOf('Summit', 1) }))).toMatchObject({
      psaLineId: lineOf('Summit', 1),
      before: '25',
      after: '30',
      rememberTarget: true,
    });
  });

  it('concerns its own group alone', () => {
    const other = { ...first, groupKey: groupOf('Other') };
    expect(composedOf(whileWaiting(input, other), 'Summit').variance).toBe('3');
  });
});
