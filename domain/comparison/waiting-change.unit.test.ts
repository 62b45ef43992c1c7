import { message, sentences } from '../../messages/message.ts';
import {
  acmeAlone,
  decide,
  approvedChange,
  bind,
  composedOf,
  inAdvance,
  whileWaiting,
} from '../write-back/approvals.fixture.ts';
import type { ApprovalBinding } from '../decisions/approval.ts';
import { composeUsage } from './compose.ts';
import type { ComposedLine, CompositionInput, WaitingChange } from '../usage/composition.ts';
import { controlTotals } from './control-totals.ts';
import { choice, customerAlone, groupOf, lineOf, withSeats } from './customers.fixture.ts';
import { type BillingGroup, billingGroups, linesInSum } from './billing-groups.ts';
import { assessGroup } from './group-kind.ts';
import { targetLine } from './target-line.ts';
import {
  asIfDone,
  groupBillingTarget,
  billingTargetFactsOf,
  onceDone,
  waitingFlag,
} from './waiting-change.ts';
import { measured } from '../usage/measured.fixture.ts';

const counted = (input: CompositionInput, seats: number): CompositionInput => ({
  ...input,
  accounts: input.accounts.map((account) => withSeats(account, seats)),
});

const showing = (input: CompositionInput, quantity: string): CompositionInput => ({
  ...input,
  lines: input.lines.map((line) => ({ ...line, quantity })),
});

const waiting = (seats: number, quantity: string): { input: CompositionInput; bound: ApprovalBinding } => {
  const input = acmeAlone(seats, quantity);
  const bound = bind(input, 'Acme', approvedChange(decide(input, 'Acme')));
  return { bound, input: whileWaiting(input, bound) };
};

/** The line as it is once its checks were overridden. */
const unheld = (input: CompositionInput): ComposedLine => ({ ...composedOf(input, 'Acme'), flags: [] });

const shown = ({ kind, psaQuantity, variance, target }: ComposedLine) => ({
  kind,
  psaQuantity,
  variance,
  target: target === null ? null : `${target.before} → ${target.after}`,
});

describe('RULES 6: "41 → 45 waiting"', () => {
  const { input } = waiting(45, '41');
  const waits = message('usage.flag.waiting', {
    before: '41',
    after: '45',
    for: message('usage.waits.invoice-after', { day: '2026-12-01' }),
  });

  it('stays an increase of 4 with its money: never a match before the PSA says so', () => {
    const line = composedOf(input, 'Acme');
    expect(shown(line)).toEqual({ kind: 'increase', psaQuantity: '41', variance: '4', target: '41 → 45' });
    expect(line.flags).toEqual([{ flag: 'waiting', reason: waits }]);
    expect(line.money).toMatchObject({ effectPerInvoice: '16', effectPerMonth: '16' });
    expect(line.onceDone).toEqual({ psaQuantity: '45', variance: '0' });
  });

  it('stands in none of the open sums, and in one of its own', () => {
    expect(measured(composeUsage(input))).toMatchObject({
      underBilled: { lines: 0, perMonth: '0' },
      heldUp: { lines: 0 },
      waitingUp: { lines: 1, perMonth: '16' },
    });
  });

  it('the same difference is not approved twice', () => {
    expect(decide(input, 'Acme')).toMatchObject({
      code: 'NothingToChange',
      detail: message('decisions.already-approved', { before: '41', after: '45' }),
    });
  });

  it('a new count of 47 is a further difference of 2, shown apart', () => {
    const line = composedOf(counted(input, 47), 'Acme');
    expect(shown(line)).toEqual({ kind: 'increase', psaQuantity: '41', variance: '6', target: '41 → 47' });
    expect(line.onceDone).toEqual({ psaQuantity: '45', variance: '2' });
    expect(line.flags).toEqual([
      {
        flag: 'waiting',
        reason: sentences([waits, message('usage.flag.waiting-further', { change: '2' })]),
      },
    ]);
  });

  it('a further approval takes its place: from the 41 that the PSA bills to 47', () => {
    expect(approvedChange(decide(counted(input, 47), 'Acme'))).toMatchObject({
      before: '41',
      after: '47',
      countOn: 47,
      effectPerMonth: '24',
    });
  });

  it('fewer than waits is a further decrease, and no select-all takes it although the PSA bills less', () => {
    const fewer = counted(input, 43);
    expect(composedOf(fewer, 'Acme')).toMatchObject({ kind: 'increase', onceDone: { variance: '-2' } });
    expect(decide(fewer, 'Acme', {}, { selection: 'all' })).toMatchObject({ code: 'DecreaseNotTicked' });
    expect(approvedChange(decide(fewer, 'Acme'))).toMatchObject({ before: '41', after: '43' });
  });

  it('back at the 41 of the PSA it is a match, with what waits beside it', () => {
    const back = counted(input, 41);
    expect(composedOf(back, 'Acme')).toMatchObject({ kind: 'match', onceDone: { variance: '-4' } });
    expect(decide(back, 'Acme')).toMatchObject({ code: 'KindNotApprovable' });
    expect(decide(back, 'Acme', { decision: 'adjust', quantity: 41, reason: 'as it was' })).toMatchObject({
      code: 'NothingToChange',
      detail: message('decisions.already-billed-cancel', { quantity: '41' }),
    });
  });

  it('is a match once the PSA shows 45, and the present difference once it shows another value', () => {
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

describe('RULES 6, 7: a waiting decrease', () => {
  const { input } = waiting(22, '25');
  const accepted = (count: string): Partial<CompositionInput> => ({
    accepted: [{ groupKey: groupOf('Acme'), count, overridden: [] }],
  });

  it('stays a decrease, and a drop is measured from what waits', () => {
    expect(shown(composedOf(input, 'Acme'))).toEqual({
      kind: 'decrease',
      psaQuantity: '25',
      variance: '-3',
      target: '25 → 22',
    });
    const line = composedOf({ ...counted(input, 15), ...accepted('22') }, 'Acme');
    expect(line.flags).toContainEqual(expect.objectContaining({ check: 'drop' }));
  });

  it('62 → 41 waits and the count becomes 42: no drop, since what waits is the accepted quantity', () => {
    const scenario = { ...acmeAlone(41, '62'), ...accepted('42') };
    const bound = bind(
      scenario,
      'Acme',
      approvedChange(decide(scenario, 'Acme', {}, { line: unheld(scenario) })),
    );
    const later = { ...whileWaiting(counted(scenario, 42), bound), ...accepted('41') };
    expect(composedOf(later, 'Acme').flags.map(({ flag }) => flag)).toEqual(['waiting']);
    expect(composedOf(later, 'Acme').onceDone).toEqual({ psaQuantity: '41', variance: '1' });
    expect(approvedChange(decide(later, 'Acme'))).toMatchObject({ before: '62', after: '42' });
  });

  it('a higher count is a further increase against it, from the 25 of the PSA', () => {
    const line = composedOf(counted(input, 24), 'Acme');
    expect(shown(line)).toEqual({ kind: 'decrease', psaQuantity: '25', variance: '-1', target: '25 → 24' });
    expect(line.onceDone).toEqual({ psaQuantity: '22', variance: '2' });
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
    expect(composedOf(more, 'Summit')).toMatchObject({
      variance: '5',
      psaQuantity: '85',
      onceDone: { psaQuantity: '88', variance: '2' },
    });
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

describe('RULES 6: what waits, taken as done', () => {
  const change = {
    groupKey: groupOf('Acme'),
    psaLineId: lineOf('Acme', 0),
    before: '60',
    after: '63',
    waitsFor: message('usage.waits.state', { state: 'sending' }),
  };
  const groupWith = (...quantities: (string | null)[]) =>
    billingGroups(
      customerAlone({ name: 'Acme', seats: [88], lines: quantities.map((quantity) => ({ quantity })) }),
    ).groups[0]!;
  const done = (...quantities: (string | null)[]) =>
    linesInSum(asIfDone(groupWith(...quantities), change)).map(({ line }) => line.quantity);

  it('changes its own line and no other of the same quantity', () => {
    expect(done('60', '60')).toEqual(['63', '60']);
  });

  it('changes no line that shows another value, or none', () => {
    expect(done('61', '60')).toEqual(['61', '60']);
    expect(done(null, '60')).toEqual([null, '60']);
  });

  it('has no sum where a side is missing, or nothing waits', () => {
    const assessment = assessGroup(groupWith('60', '25'), null);
    expect(onceDone(assessment, change)).toEqual({ psaQuantity: '85', variance: '3' });
    expect(onceDone(assessment, undefined)).toBeNull();
    expect(onceDone({ ...assessment, psa: null }, change)).toBeNull();
    expect(onceDone({ ...assessment, variance: null }, change)).toBeNull();
  });

  it('says that a complete reading comes first, and a further difference only where there is one', () => {
    const said = (...args: Parameters<typeof waitingFlag>) =>
      waitingFlag(...args).map(({ reason }) => reason);
    const notRead = { code: null, at: null, reason: message('usage.not-read.too-old', { days: 8 }) };
    const { before, after, waitsFor } = change;
    const sending = message('usage.flag.waiting', { before, after, for: waitsFor });
    expect(said(change, null, null)).toEqual([sending]);
    expect(said(change, undefined, notRead)).toEqual([
      sentences([sending, message('usage.flag.waiting-to-be-read')]),
    ]);
    expect(said(change, { psaQuantity: '63', variance: '0' }, null)).toEqual([sending]);
    expect(said(change, { psaQuantity: '63', variance: '-2' }, null)).toEqual([
      sentences([sending, message('usage.flag.waiting-further', { change: '-2' })]),
    ]);
    expect(said(undefined, null, null)).toEqual([]);
  });
});

describe('RULES 5: where the change of a target lands', () => {
  const input = () =>
    inAdvance(
      customerAlone(
        {
          name: 'Acme',
          seats: [88],
          lines: [{ quantity: '60' }, { quantity: '25', agreement: 1, on: { typeId: '2' } }],
        },
        [choice('Acme', lineOf('Acme', 0), 'counts'), choice('Acme', lineOf('Acme', 1), 'target')],
      ),
    );

  it('is said by the agreement of the target, not by that of its neighbor', () => {
    expect(composedOf(input(), 'Acme').billingTarget).toMatchObject({
      kind: 'not-set',
      agreementTypeId: '2',
    });
  });

  it('is nowhere without a target, or without its line in the sum', () => {
    const group = billingGroups(input()).groups[0]!;
    const assessment = assessGroup(group, null);
    const target = targetLine(assessment);
    expect(
      groupBillingTarget({ group, assessment, target: { ...target, target: null } }, input()),
    ).toBeNull();
    expect(
      groupBillingTarget({ group, assessment: { ...assessment, inSum: [] }, target }, input()),
    ).toBeNull();
  });

  it('of an agreement that is not listed nothing is known', () => {
    const group = billingGroups(input()).groups[0]!;
    const nowhere = { ...group.lines[0]!, agreement: null, usability: null };
    expect(billingTargetFactsOf(nowhere, group, input())).toEqual({
      agreementTypeId: 'none',
      nextInvoiceDate: null,
      startDate: null,
      endDate: null,
      billingCycle: null,
      billsIn: null,
      dated: null,
      countedOn: null,
      notUsable: message('usage.agreement.not-listed'),
    });
  });

  it('where changes name a day, is not before the count was read first, by the calendar of the PSA', () => {
    const [group] = billingGroups(input()).groups as readonly [BillingGroup];
    const [line] = group.lines as readonly [BillingGroup['lines'][number]];
    const dated = { periodBegan: '2026-11-01', postedThrough: null };
    const byDay = { ...line, agreement: { ...line.agreement!, dated } };
    const counted = (...instants: readonly (string | null)[]) => {
      const [account] = group.accounts;
      const accounts = instants.map((firstReadAt) => ({
        ...account!,
        lastComplete: firstReadAt === null ? null : { ...account!.lastComplete!, firstReadAt },
      }));
      return billingTargetFactsOf(byDay, { accounts }, input()).countedOn;
    };
    // It is still the evening before in Chicago.
    expect(counted('2026-11-20T03:00:00.000Z')).toBe('2026-11-19');
    expect(counted('2026-11-12T15:00:00.000Z', '2026-11-20T15:00:00.000Z')).toBe('2026-11-20');
    expect(counted('2026-11-12T15:00:00.000Z', null)).toBeNull();
    expect(counted()).toBeNull();
    // A count of which nobody noted it was there when it was read.
    const { countedOn } = billingTargetFactsOf(byDay, group, input());
    expect(countedOn).toBe(group.accounts[0]!.lastComplete!.readAt.slice(0, 10));
  });
});

describe('RULES 16, 17: a line to be created or ended that waits', () => {
  const waitsFor = message('usage.waits.made');
  const creates = { currency: 'USD', effectPerInvoice: '45', effectPerMonth: '45' };
  const compose = (input: CompositionInput, change: Omit<WaitingChange, 'groupKey' | 'waitsFor'>) =>
    composeUsage({ ...input, waiting: [{ ...change, groupKey: groupOf('Acme'), waitsFor }] });

  it('stays new, with the money that was approved, in the total of waiting increases', () => {
    const create = { psaLineId: 'SW-0123456789', before: '0', after: '10', creates };
    const lines = compose(customerAlone({ name: 'Acme', seats: [12] }), create);
    expect(lines).toMatchObject([
      {
        kind: 'new',
        money: { ...creates, atRiskPerMonth: null, estimated: false },
        onceDone: { psaQuantity: '10', variance: '2' },
        flags: [{ flag: 'waiting' }],
      },
    ]);
    expect(measured(lines)).toMatchObject({
      waitingUp: { lines: 1, perMonth: '45' },
      notBilled: { lines: 0 },
    });
  });

  it('stays without seats, in the total of waiting decreases', () => {
    const end = { psaLineId: lineOf('Acme'), before: '10', after: '0' };
    const lines = compose(customerAlone({ name: 'Acme', seats: [0], lines: [{ quantity: '10' }] }), end);
    expect(lines).toMatchObject([{ kind: 'orphan', onceDone: { psaQuantity: '0', variance: '0' } }]);
    expect(measured(lines)).toMatchObject({
      waitingDown: { lines: 1, perMonth: '-40' },
      heldDown: { lines: 0 },
    });
  });
});
