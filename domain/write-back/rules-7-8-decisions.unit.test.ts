import { message } from '../../messages/message.ts';
import { addMonths } from '../calendar.ts';
import type { BookedChange } from '../psa-facts.ts';
import { canMove } from '../states.ts';
import type { AcceptedCount, CompositionInput } from '../usage/composition.ts';
import { rule } from '../billing-rules/rule.fixture.ts';
import {
  choice,
  customerAlone,
  groupOf,
  lineOf,
  withAnswer,
  withSeats,
} from '../comparison/customers.fixture.ts';
import { typical } from '../comparison/typical.fixture.ts';
import {
  acmeAlone,
  adjustTo,
  approve,
  approvedChange,
  composedOf,
  decide,
  decisionFacts,
  inAdvance,
  whileWaiting,
  wishOf,
} from './approvals.fixture.ts';
import {
  type DecisionFacts,
  type DecisionWish,
  decideUsageLine,
  type Proposal,
} from '../decisions/decide.ts';
import type { DecisionRejected } from '../decisions/decision.ts';

/** An approver said that Vista's free units are a part of its seats. */
const fixtures = inAdvance(withAnswer(typical(), 'Vista Nonprofit', 'part'));

const code = (
  input: CompositionInput,
  wish: Partial<DecisionWish>,
  facts: Partial<DecisionFacts> = {},
  name = 'Acme',
): string => {
  const outcome = decide(input, name, wish, facts);
  return outcome.kind === 'rejected' ? outcome.code : outcome.kind;
};

const acceptedAt = (
  count: string | null,
  overridden: AcceptedCount['overridden'] = [],
): { accepted: AcceptedCount[] } => ({ accepted: [{ groupKey: groupOf('Acme'), count, overridden }] });

describe('RULES 3: the time zone of the PSA is not known', () => {
  it('nothing is approved, adjusted or proposed; what changes nothing in the PSA goes on', () => {
    const unknown = { timeZoneKnown: false };
    expect(code(acmeAlone(12, '10'), {}, unknown)).toBe('TimeZoneUnknown');
    expect(code(acmeAlone(12, '10'), {}, { ...unknown, writeBackEnabled: false })).toBe('TimeZoneUnknown');
    expect(code(acmeAlone(12, '10'), adjustTo(11), unknown)).toBe('TimeZoneUnknown');
    expect(code(acmeAlone(12, '10'), { decision: 'hold', reason: 'later' }, unknown)).toBe('held');
    expect(code(acmeAlone(12, '10'), {})).toBe('approved');
  });
});

describe('RULES 8: approve takes the count', () => {
  it.each<[string, object]>([
    ['Bluewater Dental', { before: '30', after: '40', effectPerMonth: '40', countOn: 40 }],
    ['Castellan Law', { before: '300', after: '340', effectPerMonth: '300' }],
    ['Fernhill Veterinary', { before: '17', after: '21', effectPerMonth: '16' }],
    ['Meridian Foods', { before: '41', after: '45', effectPerMonth: '30', countOn: 45 }],
    ['Vista Nonprofit', { before: '30', after: '33', effectPerMonth: '12' }],
    ['Delta Farms', { before: '18', after: '20', effectPerInvoice: '24', effectPerMonth: '8' }],
  ])('%s', (name, expected) => {
    expect(approvedChange(decide(fixtures, name))).toMatchObject({
      decision: 'approve',
      billingTarget: 'next-invoice',
      period: { invoiceDate: '2026-12-01' },
      reason: null,
      rememberTarget: false,
      ...expected,
    });
  });

  it('Alder & Sons lands one cycle later, on its own next invoice', () => {
    expect(approvedChange(decide(fixtures, 'Alder & Sons'))).toMatchObject({
      billingTarget: 'next-invoice',
      period: { invoiceDate: '2027-01-01' },
    });
  });

  it('Quarry Ridge, a decrease: billed in advance the period begins on 1 December, so it lands there', () => {
    expect(approvedChange(decide(fixtures, 'Quarry Ridge'))).toMatchObject({
      before: '25',
      after: '22',
      billingTarget: 'next-invoice',
      effectPerMonth: '-22.5',
    });
    const inArrears = { ...fixtures, billsIn: { 1: 'arrears' as const } };
    expect(approvedChange(decide(inArrears, 'Quarry Ridge'))).toMatchObject({
      billingTarget: 'invoice-after',
    });
    expect(
      approvedChange(decide(inArrears, 'Quarry Ridge', { billingTarget: 'next-invoice' })),
    ).toMatchObject({
      billingTarget: 'next-invoice',
    });
  });

  it.each([
    ['Ironwood', 'choice'],
    ['Lakeview Montessori', 'choice'],
    ['Tidewater Marine', 'bills-nothing'],
    ['Stonebridge Insurance', 'no-account'],
    ['Redwood Analytics', 'new'],
    ['Northgate School', 'orphan'],
    ['Harbor Foundation', 'match'],
  ])('%s, a %s, cannot be approved', (name, kind) => {
    expect(composedOf(fixtures, name).kind).toBe(kind);
    expect(code(fixtures, {}, {}, name)).toBe('KindNotApprovable');
    if (kind !== 'match') expect(code(fixtures, adjustTo(5), {}, name)).toBe('KindNotApprovable');
  });

  it('Pinecrest, whose newest reading failed, is neither approved nor adjusted', () => {
    expect(composedOf(fixtures, 'Pinecrest').kind).toBe('not-read');
    expect(code(fixtures, {}, {}, 'Pinecrest')).toBe('LineNotRead');
    expect(code(fixtures, adjustTo(5), {}, 'Pinecrest')).toBe('LineNotRead');
  });
});

describe('RULES 9: free units that nobody explained', () => {
  const free = { lessIncluded: '5' } as const;

  it.each([
    ['an increase', acmeAlone(33, '30', free)],
    ['a decrease', acmeAlone(12, '17', free)],
    ['a match', acmeAlone(30, '30', free)],
    ['nothing billed any more', acmeAlone(0, '30', free)],
  ])('%s: neither approved nor adjusted', (_, input) => {
    expect(code(input, {})).toBe('IncludedNotAnswered');
    expect(code(input, adjustTo(35))).toBe('IncludedNotAnswered');
  });

  it('a proposal made before is not confirmed either', () => {
    const input = acmeAlone(33, '30', free);
    const proposal: Proposal = {
      adjusts: true,
      quantity: '33',
      billingTarget: null,
      targetPsaLineId: null,
      newLine: null,
      reason: 'x',
    };
    expect(code(input, {}, { decision: 'proposed', proposal })).toBe('IncludedNotAnswered');
  });

  it('part of the seats: the target takes seats less what is billed', () => {
    expect(approvedChange(decide(acmeAlone(33, '30', { ...free, free: 'part' }), 'Acme'))).toMatchObject({
      before: '30',
      after: '33',
      effectPerMonth: '12',
    });
  });

  it('beside the seats: the target takes the free units as well, and an adjust passes checks net of them', () => {
    const beside = acmeAlone(33, '30', { ...free, free: 'beside' });
    expect(approvedChange(decide(beside, 'Acme'))).toMatchObject({
      before: '30',
      after: '38',
      countOn: 33,
      effectPerMonth: '32',
    });
    // Of 40 and 20 free beside: 33 leave 13 for seats, fewer than 20 by more than a fifth and by 7.
    const half = acmeAlone(20, '40', { lessIncluded: '20', free: 'beside' });
    expect(code(half, adjustTo(33))).toBe('LineHeld');
    expect(approvedChange(decide(half, 'Acme', adjustTo(36)))).toMatchObject({ after: '36' });
  });
});

describe('RULES 4: several lines on one agreement', () => {
  it('Summit asks for its target, and takes the change on either line', () => {
    expect(code(fixtures, {}, {}, 'Summit Hotels')).toBe('TargetRequired');
    expect(
      approvedChange(decide(fixtures, 'Summit Hotels', { targetPsaLineId: lineOf('Summit Hotels', 0) })),
    ).toMatchObject({ before: '60', after: '63', rememberTarget: true, effectPerMonth: '12' });
    expect(
      approvedChange(decide(fixtures, 'Summit Hotels', { targetPsaLineId: lineOf('Summit Hotels', 1) })),
    ).toMatchObject({ before: '25', after: '28', rememberTarget: true, effectPerMonth: '12' });
  });

  it('a target that was remembered need not be named', () => {
    const chosen = inAdvance(typical([choice('Summit Hotels', lineOf('Summit Hotels', 1), 'target')]));
    expect(approvedChange(decide(chosen, 'Summit Hotels'))).toMatchObject({
      after: '28',
      rememberTarget: false,
    });
  });

  it('a line of another customer is no target', () => {
    expect(code(fixtures, { targetPsaLineId: lineOf('Vista Nonprofit') }, {}, 'Summit Hotels')).toBe(
      'LineNotInGroup',
    );
  });

  const pair = (first: string, second: string, seats: number): CompositionInput => {
    const input = customerAlone({
      name: 'Acme',
      seats: [seats],
      lines: [{ quantity: first }, { quantity: second }],
    });
    return inAdvance({ ...input, limits: { ...input.limits, shrinkShare: '1' } });
  };
  const second = { targetPsaLineId: lineOf('Acme', 1) };

  it('rejects a target that would fall to 0 or below, and takes the other line', () => {
    expect(code(pair('60', '3', 60), second)).toBe('TargetWouldBeZero');
    expect(decide(pair('60', '3', 59), 'Acme', second)).toMatchObject({
      code: 'TargetWouldBeZero',
      detail: message('decisions.would-fall', { line: lineOf('Acme', 1), after: '-1' }),
    });
    expect(
      approvedChange(decide(pair('60', '3', 59), 'Acme', { targetPsaLineId: lineOf('Acme') })),
    ).toMatchObject({ after: '56' });
  });

  it('an adjust says what the target shall become; the neighbor stays in the sum that checks see', () => {
    expect(approvedChange(decide(pair('60', '25', 88), 'Acme', adjustTo(27, second)))).toMatchObject({
      decision: 'adjust',
      before: '25',
      after: '27',
    });
    expect(code(pair('60', '25', 88), adjustTo(3, second))).toBe('LineHeld');
  });
});

describe('RULES 7: what a check holds is never approved', () => {
  it.each([
    ['Lakeshore Credit Union', 'first'],
    ['Bright Path', 'fraction'],
    ['Corner Bakery', 'jump'],
  ])('%s: %s', (name, check) => {
    expect(decide(fixtures, name)).toMatchObject({ code: 'LineHeld' });
    expect(composedOf(fixtures, name).flags).toContainEqual(expect.objectContaining({ flag: 'held', check }));
  });

  it('terms of the PSA that meet a rule hold approve and adjust, until it is confirmed that both apply', () => {
    const met = (confirmed: object) => ({
      ...acmeAlone(12, '12', { minimum: '5' }),
      rules: [{ ...rule({ minimum: 15 }), ...confirmed }],
    });
    expect(code(met({}), {})).toBe('LineHeld');
    expect(code(met({}), adjustTo(14))).toBe('LineHeld');
    expect(code(met({ withPsaTerms: true }), {})).toBe('approved');
  });

  it('age holds approve and adjust', () => {
    const late = { ...acmeAlone(12, '10'), now: '2026-11-27T08:10:00.000Z' };
    expect(code(late, {})).toBe('LineHeld');
    expect(code(late, adjustTo(11))).toBe('LineHeld');
  });

  it('scheduled holds approve and adjust', () => {
    const ending = acmeAlone(12, '10', { cancelledDate: '2026-12-31' });
    expect(code(ending, {})).toBe('LineScheduled');
    expect(code(ending, adjustTo(11))).toBe('LineScheduled');
  });

  it('a release lets the count pass that it was given at, and no other one', () => {
    const bakery = (seats: number) => ({
      ...acmeAlone(seats, '1'),
      ...acceptedAt(null, [{ check: 'jump', count: '19' }]),
    });
    expect(code(bakery(19), {})).toBe('approved');
    expect(code(bakery(20), {})).toBe('LineHeld');
    expect(code(bakery(18), {})).toBe('LineHeld');
  });
});

describe('RULES 7: adjusted quantities pass the same checks', () => {
  it('Bright Path: the fraction ends by an adjust with reason', () => {
    expect(
      approvedChange(decide(fixtures, 'Bright Path', adjustTo(13, { reason: 'half a seat was a discount' }))),
    ).toMatchObject({
      decision: 'adjust',
      before: '12.5',
      after: '13',
      reason: 'half a seat was a discount',
    });
  });

  it('Corner Bakery: held as counted, passes when adjusted to a small quantity', () => {
    expect(code(fixtures, {}, {}, 'Corner Bakery')).toBe('LineHeld');
    expect(approvedChange(decide(fixtures, 'Corner Bakery', adjustTo(3)))).toMatchObject({
      before: '1',
      after: '3',
    });
    expect(code(fixtures, adjustTo(5), {}, 'Corner Bakery')).toBe('LineHeld');
  });

  it.each<[string, CompositionInput, number, string]>([
    ['drop: from a match', { ...acmeAlone(30, '30'), ...acceptedAt('30') }, 23, 'LineHeld'],
    ['first: nothing was accepted yet', acmeAlone(30, '30'), 23, 'LineHeld'],
    ['no drop at 20 %', acmeAlone(30, '30'), 24, 'approved'],
    ['drop against the accepted count', { ...acmeAlone(30, '30'), ...acceptedAt('40') }, 31, 'LineHeld'],
    ['jump', acmeAlone(22, '20'), 31, 'LineHeld'],
    ['no jump at 50 %', acmeAlone(22, '20'), 30, 'approved'],
    ['sold per seat?', acmeAlone(2, '1'), 5, 'LineHeld'],
    ['effect above 500 a month', acmeAlone(11, '10', { unitPrice: '300' }), 12, 'LineHeld'],
    ['effect of exactly 500', acmeAlone(11, '10', { unitPrice: '250' }), 12, 'approved'],
    [
      'a release of another count',
      { ...acmeAlone(19, '1'), ...acceptedAt(null, [{ check: 'jump', count: '19' }]) },
      20,
      'LineHeld',
    ],
  ])('%s', (_, input, quantity, expected) => {
    expect(code(input, adjustTo(quantity))).toBe(expected);
  });

  it('a fraction on another line stays held, also where the sum is whole', () => {
    const input = inAdvance(
      customerAlone({ name: 'Acme', seats: [25], lines: [{ quantity: '12.5' }, { quantity: '10' }] }),
    );
    expect(code(input, adjustTo(12, { targetPsaLineId: lineOf('Acme', 1) }))).toBe('LineHeld');
    expect(code(input, adjustTo(13, { targetPsaLineId: lineOf('Acme', 0) }))).toBe('approved');
  });

  it('shrink of many holds an adjust that still falls, not one that rises', () => {
    const many = {
      ...customerAlone({ name: 'Acme', seats: [9], lines: [{ quantity: '10' }] }),
      ...acceptedAt('10'),
    };
    expect(composedOf(inAdvance(many), 'Acme').flags).toMatchObject([{ check: 'shrink-of-many' }]);
    expect(code(inAdvance(many), adjustTo(8))).toBe('LineHeld');
    expect(code(inAdvance(many), adjustTo(11))).toBe('approved');
  });

  it('a negative PSA quantity ends by an adjust', () => {
    expect(approvedChange(decide(acmeAlone(3, '-1'), 'Acme', adjustTo(3)))).toMatchObject({
      before: '-1',
      after: '3',
    });
  });
});

describe('RULES 7, 8: an adjust', () => {
  it('needs a reason and a quantity', () => {
    expect(code(acmeAlone(12, '10'), adjustTo(11, { reason: null }))).toBe('ReasonRequired');
    expect(code(acmeAlone(12, '10'), adjustTo(11, { reason: '  ' }))).toBe('ReasonRequired');
    expect(code(acmeAlone(12, '10'), adjustTo(11, { quantity: null }))).toBe('QuantityRequired');
  });

  it.each<[number, string]>([
    [0, 'TargetWouldBeZero'],
    [-1, 'TargetWouldBeZero'],
    [-0.5, 'TargetWouldBeZero'],
    [10.5, 'QuantityNotWhole'],
    [Number.NaN, 'QuantityNotWhole'],
    [Number.POSITIVE_INFINITY, 'QuantityNotWhole'],
    [1_000_001, 'QuantityNotWhole'],
    [1e21, 'QuantityNotWhole'],
    [10, 'NothingToChange'],
  ])('to %d is rejected: %s', (quantity, expected) => {
    expect(code(acmeAlone(12, '10'), adjustTo(quantity))).toBe(expected);
  });

  describe('where changes name a day', () => {
    const input = acmeAlone(12, '10');
    const [line] = input.lines;
    const byDay = (booked?: readonly BookedChange[]) => ({
      ...input,
      agreements: input.agreements.map((agreement) => ({
        ...agreement,
        dated: {
          periodBegan: '2026-11-01',
          postedThrough: null,
          ...(booked === undefined ? {} : { booked: { [line!.id]: booked } }),
        },
      })),
    });
    const { billingTarget } = decisionFacts(byDay(), 'Acme').changeable.get(line!.id)!;
    const next = billingTarget.nextInvoiceDate!;
    const [second, third] = [1, 2].map((months) => addMonths(next, months)) as [string, string];
    const ours = (...days: readonly string[]): Partial<DecisionFacts> => ({
      ownChanges: new Map([[line!.id, days.map((day) => ({ day, after: '10', concludedAt: null }))]]),
    });
    const rejected = (facts: Partial<DecisionFacts>, booked?: readonly BookedChange[]) =>
      decide(byDay(booked), 'Acme', {}, facts);

    it('a second one on a day of ours is rejected, and days that are open are offered', () => {
      const outcome = rejected(ours(next));
      expect(outcome).toMatchObject({
        kind: 'rejected',
        code: 'BillingTargetNotOffered',
        detail: message('decisions.choose-another-day', {
          conflict: message('decisions.day.second-change', { day: next }),
        }),
      });
      const { offer = [] } = outcome as DecisionRejected;
      expect(offer.slice(0, 2)).toEqual([second, third]);
      // From today on it would shift the one of that day.
      expect(offer).not.toContain(input.today);
      expect(rejected({ ...ours(next), mayApprove: false })).toMatchObject({ code: 'CannotLand', offer: [] });
      expect(rejected(ours('2020-01-01')).kind).toBe('approved');
    });

    it('one before a later change of ours is rejected, unless the PSA was read since and has it no more', () => {
      const later = { day: second, after: '12', concludedAt: '2026-11-20T10:00:00.000Z' };
      const own = { ownChanges: new Map([[line!.id, [later]]]) };
      for (const billingTarget of [next, input.today])
        expect(decide(byDay(), 'Acme', { billingTarget }, own)).toMatchObject({
          code: 'CannotLand',
          detail: message('decisions.wait-for-day', {
            conflict: message('decisions.day.own', { day: billingTarget, quantity: '12', later: second }),
          }),
        });
      const facts = decisionFacts(byDay([]), 'Acme').line;
      const lines = facts.lines.map((source) => ({ ...source, readAt: '2026-11-20T11:00:00.000Z' }));
      expect(rejected({ ...own, line: { ...facts, lines } }, []).kind).toBe('approved');
    });

    it('one before what others booked is rejected at once; from the day on the line would differ', () => {
      const booked = [{ day: second, quantity: '15' }];
      for (const billingTarget of [next, input.today])
        expect(decide(byDay(booked), 'Acme', { billingTarget })).toMatchObject({
          code: 'CannotLand',
          detail: message('decisions.wait-for-day', {
            conflict: message('decisions.day.booked', { day: billingTarget, quantity: '15', later: second }),
          }),
          offer: [],
        });
      expect(decide(byDay(booked), 'Acme', { billingTarget: third })).toMatchObject({
        code: 'CannotLand',
        detail: message('decisions.wait-for-day', {
          conflict: message('decisions.day.other-quantity', { day: second, booked: '15', quantity: '10' }),
        }),
      });
      const back = [...booked, { day: third, quantity: '10' }];
      expect(rejected({}, back)).toMatchObject({ code: 'BillingTargetNotOffered' });
      expect(decide(byDay(back), 'Acme', { billingTarget: third }).kind).toBe('approved');
      // What is booked for the first open day is in the quantity already.
      expect(rejected({}, [{ day: next, quantity: '10' }]).kind).toBe('approved');
    });
  });

  it('is the only way to change a match', () => {
    expect(code(acmeAlone(10, '10'), {})).toBe('KindNotApprovable');
    expect(approvedChange(decide(acmeAlone(10, '10'), 'Acme', adjustTo(11)))).toMatchObject({
      before: '10',
      after: '11',
    });
  });

  it('of no seats and no line is rejected: there is nothing to set', () => {
    expect(code(acmeAlone(0, '5', { cancelledDate: '2026-02-01' }), adjustTo(3))).toBe('KindNotApprovable');
  });

  it('a line without a quantity, the sum unknown, is rejected', () => {
    expect(code(acmeAlone(13, null), adjustTo(13))).toBe('LineHeld');
    expect(code(acmeAlone(13, null), { decision: 'approve' })).toBe('LineHeld');
  });
});

describe('RULES 7: select-all takes no decrease', () => {
  const all = { selection: 'all' as const };
  it('neither as counted nor adjusted down nor as a proposal', () => {
    expect(code(acmeAlone(9, '10'), {}, all)).toBe('DecreaseNotTicked');
    expect(code(acmeAlone(12, '10'), adjustTo(9), all)).toBe('DecreaseNotTicked');
    expect(code(acmeAlone(9, '10'), {}, { ...all, writeBackEnabled: false })).toBe('DecreaseNotTicked');
    expect(code(acmeAlone(9, '10'), {})).toBe('approved');
  });

  it('nor one that is a decrease only once the approved change that waits was sent', () => {
    const input = acmeAlone(15, '10');
    const waits = whileWaiting(input, approve(input, 'Acme'));
    const counted = { ...waits, accounts: waits.accounts.map((account) => withSeats(account, 12)) };
    expect(code(counted, {}, all)).toBe('DecreaseNotTicked');
    expect(code(counted, {})).toBe('approved');
  });

  it('increases are taken, also where adjusted', () => {
    expect(code(acmeAlone(12, '10'), {}, all)).toBe('approved');
    expect(code(acmeAlone(9, '10'), adjustTo(11), all)).toBe('approved');
  });
});

describe('RULES 8: proposals', () => {
  const input = acmeAlone(12, '10');
  const proposed = (facts: Partial<DecisionFacts>, wish = wishOf()): Proposal => {
    const outcome = decideUsageLine(decisionFacts(input, 'Acme', facts), wish);
    if (outcome.kind !== 'proposed') throw new Error(JSON.stringify(outcome));
    return outcome.proposal;
  };

  it.each([
    ['on an unarmed connection', { writeBackEnabled: false }],
    ['by a reviewer', { mayApprove: false }],
    ['by a reviewer on an unarmed connection', { writeBackEnabled: false, mayApprove: false }],
  ])('%s approve and adjust give proposed', (_, facts) => {
    expect(proposed(facts)).toMatchObject({ adjusts: false, quantity: '12', billingTarget: null });
    expect(proposed(facts, adjustTo(11, { billingTarget: 'invoice-after' }))).toEqual({
      adjusts: true,
      quantity: '11',
      billingTarget: 'invoice-after',
      targetPsaLineId: null,
      newLine: null,
      reason: 'as agreed',
    });
  });

  it('a plain approve confirms what was proposed: quantity, reason, landing and target', () => {
    const proposal = proposed({ writeBackEnabled: false }, adjustTo(11, { billingTarget: 'invoice-after' }));
    expect(approvedChange(decide(input, 'Acme', {}, { decision: 'proposed', proposal }))).toMatchObject({
      decision: 'adjust',
      after: '11',
      reason: 'as agreed',
      billingTarget: 'invoice-after',
    });
    const summit: Proposal = {
      adjusts: false,
      quantity: '28',
      billingTarget: null,
      targetPsaLineId: lineOf('Summit Hotels', 1),
      newLine: null,
      reason: null,
    };
    expect(
      approvedChange(decide(fixtures, 'Summit Hotels', {}, { decision: 'proposed', proposal: summit })),
    ).toMatchObject({ after: '28', rememberTarget: true });
  });

  it('the approver may land it otherwise, or adjust it instead', () => {
    const facts = {
      decision: 'proposed' as const,
      proposal: proposed({ writeBackEnabled: false }, adjustTo(11)),
    };
    expect(approvedChange(decide(input, 'Acme', { billingTarget: 'invoice-after' }, facts))).toMatchObject({
      after: '11',
      billingTarget: 'invoice-after',
    });
    expect(approvedChange(decide(input, 'Acme', adjustTo(13), facts))).toMatchObject({ after: '13' });
  });

  it('confirmed by a reviewer, or before write-back is on, stays a proposal', () => {
    const facts = {
      decision: 'proposed' as const,
      proposal: proposed({ writeBackEnabled: false }, adjustTo(11)),
    };
    expect(proposed({ ...facts, mayApprove: false })).toMatchObject({ adjusts: true, quantity: '11' });
    expect(proposed({ ...facts, writeBackEnabled: false })).toMatchObject({ adjusts: true, quantity: '11' });
  });

  it('passes the checks again when it is confirmed', () => {
    const proposal: Proposal = {
      adjusts: true,
      quantity: '40',
      billingTarget: null,
      targetPsaLineId: null,
      newLine: null,
      reason: 'x',
    };
    expect(code(input, {}, { decision: 'proposed', proposal })).toBe('LineHeld');
  });

  it('made on another version holds no longer: the line is open, and approve takes the count', () => {
    const proposal = proposed({ writeBackEnabled: false }, adjustTo(11));
    expect(approvedChange(decide(input, 'Acme', {}, { decision: 'open', proposal }))).toMatchObject({
      decision: 'approve',
      after: '12',
    });
  });

  it('beside a change that waits would be seen by nobody, so only an approver decides there', () => {
    expect(code(input, adjustTo(11), { liveState: 'queued', mayApprove: false })).toBe('WriteWaiting');
    expect(code(input, adjustTo(11), { liveState: 'queued' })).toBe('approved');
  });
});

describe('RULES 5, 6, 8: what else rejects', () => {
  const input = acmeAlone(12, '10');
  it('another version of the line, whatever the decision', () => {
    for (const decision of ['approve', 'adjust', 'dismiss', 'hold', 'reopen'] as const)
      expect(code(input, { decision, lineVersion: 6 })).toBe('LineChanged');
  });

  it('a write under way, a conflict that is open', () => {
    for (const liveState of ['sending', 'unknown'] as const) {
      for (const wish of [
        wishOf(),
        adjustTo(11),
        wishOf({ decision: 'hold' }),
        wishOf({ decision: 'dismiss' }),
      ])
        expect(code(input, wish, { liveState })).toBe('WriteInFlight');
    }
    expect(code(input, {}, { openConflict: true })).toBe('WriteConflictOpen');
  });

  it('the billing target question while nobody answered it, with the type it is about', () => {
    expect(decide({ ...input, billsIn: {} }, 'Acme')).toMatchObject({
      code: 'BillingTargetNotSet',
      agreementTypeId: '1',
    });
  });

  it('any landing but the two, with the offer', () => {
    expect(decide(input, 'Acme', { billingTarget: '2026-12-15' })).toMatchObject({
      code: 'BillingTargetNotOffered',
      offer: ['next-invoice', 'invoice-after'],
    });
  });
});

describe('RULES 8: dismiss and hold', () => {
  it('set a difference aside, with a reason or without', () => {
    expect(decide(acmeAlone(12, '10'), 'Acme', { decision: 'dismiss' })).toEqual({
      kind: 'dismissed',
      reason: null,
    });
    expect(decide(acmeAlone(12, '10'), 'Acme', { decision: 'hold', reason: 'ask Ann' })).toEqual({
      kind: 'held',
      reason: 'ask Ann',
    });
  });

  it('also on lines that cannot be approved, and on unarmed connections by a reviewer', () => {
    const facts = { writeBackEnabled: false, mayApprove: false };
    expect(code(fixtures, { decision: 'dismiss' }, facts, 'Northgate School')).toBe('dismissed');
    expect(code(fixtures, { decision: 'hold' }, facts, 'Pinecrest')).toBe('held');
  });

  it('a match has nothing to dismiss', () => {
    expect(code(acmeAlone(10, '10'), { decision: 'dismiss' })).toBe('NothingToDismiss');
  });

  it('a change that waits is canceled first', () => {
    expect(code(acmeAlone(12, '10'), { decision: 'dismiss' }, { liveState: 'queued' })).toBe('WriteWaiting');
    expect(code(acmeAlone(12, '10'), { decision: 'hold' }, { liveState: 'queued' })).toBe('WriteWaiting');
  });
});

describe('RULES 8: reopen', () => {
  it('takes a hold or a dismissal back, with a reason or without, a match held by mistake too', () => {
    expect(decide(acmeAlone(12, '10'), 'Acme', { decision: 'reopen' }, { decision: 'held' })).toEqual({
      kind: 'open',
      from: 'held',
      reason: null,
    });
    expect(
      decide(
        acmeAlone(12, '10'),
        'Acme',
        { decision: 'reopen', reason: 'wrong row' },
        { decision: 'dismissed', writeBackEnabled: false, mayApprove: false },
      ),
    ).toEqual({ kind: 'open', from: 'dismissed', reason: 'wrong row' });
    expect(code(acmeAlone(10, '10'), { decision: 'reopen' }, { decision: 'held' })).toBe('open');
  });

  it('is rejected in every other state, as the moves of a decision say', () => {
    for (const decision of ['open', 'proposed', 'approved'] as const)
      expect(code(acmeAlone(12, '10'), { decision: 'reopen' }, { decision })).toBe('NothingToReopen');
    for (const decision of ['held', 'dismissed'] as const)
      expect(canMove('decision', decision, 'open')).toBe(true);
  });
});

describe('RULES 9: the effect of a decision', () => {
  it('is unknown, never 0, where the price is absent', () => {
    expect(approvedChange(decide(acmeAlone(12, '10', { unitPrice: null }), 'Acme'))).toMatchObject({
      effectPerInvoice: null,
      effectPerMonth: null,
    });
  });

  it('counts what is included: no money below it', () => {
    const included = acmeAlone(12, '10', { lessIncluded: '11', free: 'part' });
    expect(approvedChange(decide(included, 'Acme'))).toMatchObject({ effectPerMonth: '4' });
    expect(approvedChange(decide(included, 'Acme', adjustTo(11)))).toMatchObject({ effectPerMonth: '0' });
  });

  it('of a week is known by invoice alone', () => {
    const weekly = acmeAlone(12, '10', {
      on: { billingCycle: { name: 'Weekly', months: null, days: 7, never: false } },
    });
    expect(approvedChange(decide(weekly, 'Acme'))).toMatchObject({
      effectPerInvoice: '8',
      effectPerMonth: null,
    });
  });

  it('of a line begun before the running week is known on a prorating weekly agreement', () => {
    const on = {
      billingCycle: { name: 'Weekly', months: null, days: 7, never: false },
      prorates: true,
      nextInvoiceDate: '2026-11-27',
    };
    const begun = (effectiveDate: string) =>
      approvedChange(decide(acmeAlone(12, '10', { effectiveDate, on }), 'Acme')).effectPerInvoice;
    expect(begun('2026-11-18')).toBe('8');
    expect(begun('2026-11-22')).toBeNull();
  });
});

describe('RULES 2: a new count beside a decision', () => {
  it('is what the decision is made on, from rows and never from the request', () => {
    const input = acmeAlone(12, '10');
    const counted = { ...input, accounts: input.accounts.map((account) => withSeats(account, 14)) };
    expect(approvedChange(decide(counted, 'Acme', { quantity: 99 }))).toMatchObject({
      after: '14',
      countOn: 14,
    });
  });
});
