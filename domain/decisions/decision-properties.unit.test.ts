import { message } from '../../messages/message.ts';
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import type { Selection } from './decision.ts';
import { billableUnits } from '../billing-rules/billable-units.ts';
import type { BillingRule, RuleScope, RuleTerms } from '../billing-rules/billing-rule.ts';
import { type BillsIn, firstBilledDay } from '../usage/billing-target.ts';
import { propertyRuns } from '../property-runs.fixture.ts';
import { composeUsage } from '../comparison/compose.ts';
import {
  billableOf,
  type ComposedLine,
  type CompositionInput,
  type WaitingChange,
} from '../usage/composition.ts';
import type { CheckName } from '../usage/line-flags.ts';
import { controlTotals } from '../comparison/control-totals.ts';
import {
  choice,
  customerAlone,
  groupOf,
  lineOf,
  withoutCheckOnMany,
} from '../comparison/customers.fixture.ts';
import { scenario } from '../comparison/scenario.fixture.ts';
import { decisionFacts, wishOf } from '../write-back/approvals.fixture.ts';
import { decideUsageLine, type DecidedChange, type DecisionFacts, type DecisionWish } from './decide.ts';

const pick = <T>(items: readonly T[], at: number): T | undefined => items[at % Math.max(1, items.length)];

const inSum = (line: ComposedLine) => line.lines.filter(({ live, role }) => live && role !== 'other-purpose');

const waits = fc.array(fc.tuple(fc.nat(20), fc.integer({ min: 1, max: 60 }), fc.boolean()), {
  minLength: 8,
  maxLength: 8,
});

/** The scenario with an approved change on its way to one line of some groups. */
function withWaiting(
  input: CompositionInput,
  picks: readonly (readonly [number, number, boolean])[],
): CompositionInput {
  const waiting = composeUsage(input).flatMap((line, index): WaitingChange[] => {
    const [at, after, isWaiting] = picks[index % picks.length]!;
    const source = pick(inSum(line), at);
    if (!isWaiting || source === undefined || source.quantity === null) return [];
    const { psaLineId, quantity } = source;
    return [
      {
        groupKey: line.groupKey,
        psaLineId,
        before: quantity,
        after: String(after),
        waitsFor: message('usage.waits.sent'),
      },
    ];
  });
  return { ...input, waiting };
}
const waitingScenario = fc.tuple(scenario, waits).map(([input, picks]) => withWaiting(input, picks));

describe('RULES 6: waiting changes in any scenario', () => {
  it('kind, change and money stay those against the PSA, and what differs once it is done stands apart', () => {
    fc.assert(
      fc.property(waitingScenario, (input) => {
        const without = new Map(composeUsage({ ...input, waiting: [] }).map((line) => [line.groupKey, line]));
        for (const line of composeUsage(input)) {
          const change = input.waiting.find(({ groupKey }) => groupKey === line.groupKey);
          const alone = without.get(line.groupKey)!;
          // A fixed quantity agrees without a count; what waits is sent on one.
          if (change !== undefined && alone.reason.id === 'usage.reason.matched-uncounted') {
            expect(line.kind).toBe('not-read');
            continue;
          }
          const { kind, psaQuantity, variance, target, money, lines } = alone;
          expect(line).toMatchObject({ kind, psaQuantity, variance, target, money, lines });
          expect(line.flags.some(({ flag }) => flag === 'waiting')).toBe(change !== undefined);
          if (change === undefined) expect(line.onceDone).toBeUndefined();
          if (line.onceDone === undefined) continue;
          const done = new Decimal(psaQuantity!).plus(change!.after).minus(change!.before);
          expect(done.equals(line.onceDone.psaQuantity)).toBe(true);
          expect(
            done
              .plus(line.onceDone.variance)
              .equals(new Decimal(billableOf(line)!).plus(line.includedBeside)),
          ).toBe(true);
        }
      }),
      propertyRuns(200),
    );
  });

  it('control totals close all the same (RULES 12)', () => {
    fc.assert(
      fc.property(waitingScenario, (input) => {
        expect(controlTotals(input, composeUsage(input)).mismatches).toEqual([]);
      }),
      propertyRuns(200),
    );
  });
});

const mostly = <T>(plain: T, ...odd: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 12, arbitrary: fc.constant(plain) }, fc.constantFrom(...odd));
const line = fc.record({
  quantity: fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 1, max: 60 }).map(String) },
    fc.constantFrom('0', '12.5', '-1', null),
  ),
  unitPrice: mostly<string | null>('4.00', '90', null),
  cancelledDate: mostly<string | null>(null, '2026-11-10', '2026-12-24'),
  effectiveDate: mostly('2026-01-01', '2026-12-24'),
});
const accepted = fc.option(
  fc.record({
    count: fc.option(fc.integer({ min: 0, max: 60 }).map(String)),
    overridden: fc.array(
      fc.record({
        check: fc.constantFrom<CheckName>('drop', 'first', 'jump', 'shrink-of-many'),
        count: fc.integer({ min: 0, max: 60 }).map(String),
      }),
      { maxLength: 3 },
    ),
  }),
  { freq: 1 },
);
/** Of the customer, of a line, and of everything, on some days around the periods that changes bill. */
const rules = fc
  .uniqueArray(
    fc.record({
      scope: fc.constantFrom<RuleScope>(
        { kind: 'everything' },
        { kind: 'line', id: lineOf('Acme', 0) },
        { kind: 'product', id: '1' },
      ),
      terms: fc.constantFrom<RuleTerms>(
        { minimum: 25 },
        { free: 2 },
        { ratio: { per: 5, round: 'up' } },
        { maximum: 60 },
        { maximum: 12 },
        { fixed: { units: 10 } },
        { commitment: { units: 30, decreaseFrom: '2026-12-15' } },
      ),
      from: fc.constantFrom('2026-01-01', '2026-01-01', '2026-12-01', '2026-12-10'),
      to: fc.constantFrom(null, '2026-11-30', '2026-12-14', '2026-12-14', '2026-12-31'),
    }),
    { selector: ({ scope }) => JSON.stringify(scope), minLength: 1, maxLength: 2 },
  )
  .map((some) =>
    some.map((each, index): BillingRule => ({ ...each, id: String(index), version: 1, source: 'MSA' })),
  );
/** One customer with up to three lines on one agreement, near and far from its count. */
const customer = fc
  .record({
    seats: fc.integer({ min: 0, max: 60 }),
    lines: fc.array(line, { minLength: 1, maxLength: 3 }),
    near: fc.integer({ min: -4, max: 4 }),
    isNear: fc.boolean(),
    target: fc.option(fc.nat(2)),
    billsIn: fc.constantFrom<BillsIn>('advance', 'arrears'),
    nextInvoiceDate: mostly('2026-12-01', '2026-11-20', '2026-11-24', '2026-09-01'),
    now: mostly('2026-11-24T08:10:00.000Z', '2026-11-27T08:10:00.000Z'),
    shrinkShare: mostly('1', '0.1'),
    accepted,
    waits,
  })
  .map((each): CompositionInput => {
    const billed = each.lines.reduce((sum, { quantity }) => sum + Math.ceil(Number(quantity ?? 0)), 0);
    const [first, ...others] = each.lines;
    const on = { nextInvoiceDate: each.nextInvoiceDate };
    const input = customerAlone(
      {
        name: 'Acme',
        seats: [each.isNear ? Math.max(0, billed + each.near) : each.seats],
        lines: [{ ...first!, on }, ...others],
      },
      each.target === null ? [] : [choice('Acme', lineOf('Acme', each.target), 'target')],
    );
    return {
      ...withWaiting(input, each.waits),
      now: each.now,
      billsIn: { 1: each.billsIn },
      limits: { ...input.limits, shrinkShare: each.shrinkShare },
      accepted: each.accepted === null ? [] : [{ groupKey: groupOf('Acme'), ...each.accepted }],
    };
  });
const wish = fc.record({
  adjusts: fc.boolean(),
  quantity: fc.oneof(fc.integer({ min: -2, max: 60 }), fc.constantFrom(null, 0, 12.5, 1e9, Number.NaN)),
  reason: fc.constantFrom('as agreed', 'as agreed', null, ' '),
  target: fc.option(fc.nat(20)),
  billingTarget: fc.constantFrom(null, null, 'next-invoice', 'invoice-after', 'tomorrow'),
});
const circumstances = fc.record({
  writeBackEnabled: fc.constantFrom(true, true, false),
  mayApprove: fc.constantFrom(true, true, false),
  selection: fc.constantFrom<Selection>('ticked', 'all'),
  liveState: fc.constantFrom<DecisionFacts['liveState']>(null, null, null, 'queued', 'sending', 'unknown'),
  openConflict: fc.constantFrom(false, false, false, true),
});
/** Nothing but billing rules can stand in the way of most of these. */
const underRules = fc
  .record({
    billed: fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 2 }),
    near: fc.integer({ min: -4, max: 4 }),
    target: fc.constantFrom(null, 0, 1),
    rules,
  })
  .map(({ billed, near, target, rules: some }): CompositionInput => {
    const seats = [
      Math.max(
        0,
        billed.reduce((sum, one) => sum + one, near),
      ),
    ];
    const lines = billed.map((quantity) => ({ quantity: String(quantity) }));
    const choices = target === null ? [] : [choice('Acme', lineOf('Acme', target), 'target')];
    const alone = withoutCheckOnMany(customerAlone({ name: 'Acme', seats, lines }, choices));
    return { ...alone, billsIn: { 1: 'advance' }, rules: some };
  });
const plainWish = fc.record({
  adjusts: fc.boolean(),
  quantity: fc.integer({ min: 1, max: 30 }),
  reason: fc.constant('as agreed'),
  target: fc.option(fc.nat(1)),
  billingTarget: fc.constantFrom(null, 'next-invoice', 'invoice-after'),
});
const calm = fc.record({
  writeBackEnabled: fc.constant(true),
  mayApprove: fc.constant(true),
  selection: fc.constantFrom<Selection>('ticked', 'all'),
  liveState: fc.constant(null),
  openConflict: fc.constant(false),
});
const decision = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(customer, wish, circumstances) },
  { weight: 1, arbitrary: fc.tuple(underRules, plainWish, calm) },
);

interface Evaluated {
  readonly line: ComposedLine;
  readonly facts: DecisionFacts;
  readonly wish: DecisionWish;
  readonly kind: string;
  readonly change: DecidedChange | null;
  /** Of a rejection that rules explain: its message; of another, its code; null: it was none. */
  readonly code: string | null;
}

function evaluate([input, wanted, around]: typeof decision extends fc.Arbitrary<infer T>
  ? T
  : never): Evaluated {
  const facts = decisionFacts(input, 'Acme', around);
  const named = wanted.target === null ? undefined : pick(facts.line.lines, wanted.target);
  const asked = wishOf({
    decision: wanted.adjusts ? 'adjust' : 'approve',
    quantity: wanted.quantity,
    reason: wanted.reason,
    billingTarget: wanted.billingTarget,
    targetPsaLineId: named?.psaLineId ?? null,
  });
  const outcome = decideUsageLine(facts, asked);
  const change = outcome.kind === 'approved' || outcome.kind === 'proposed' ? outcome.change : null;
  const said = outcome.kind === 'rejected' ? outcome.detail?.id : undefined;
  const byRule = said?.startsWith('decisions.rule-of') === true ? said : undefined;
  const code = outcome.kind === 'rejected' ? (byRule ?? outcome.code) : null;
  return { line: facts.line, facts, wish: asked, kind: outcome.kind, change, code };
}

const held = ({ flags }: ComposedLine, ...but: string[]): boolean =>
  flags.some((flag) => flag.flag === 'scheduled' || (flag.flag === 'held' && !but.includes(flag.check)));

/** RULES 7 and 13 in plain arithmetic: drop, first and jump of a sum against the PSA, and of its seats against accepted ones. */
function wouldBeHeld({ line, facts }: Evaluated, change: DecidedChange): boolean {
  const psa = Number(line.onceDone?.psaQuantity ?? line.psaQuantity);
  const sum = Number(line.psaQuantity) + Number(change.after) - Number(change.before);
  const seats = line.rule?.applied == null ? sum : line.vendorQuantity!;
  const overridden = (check: CheckName): boolean =>
    facts.accepted?.overridden.some(
      (one) => one.check === check && Number(one.count) === seats && Number(one.units ?? one.count) === sum,
    ) === true;
  const accepted = facts.accepted?.count ?? null;
  const bases = [[sum, psa] as const, ...(accepted === null ? [] : [[seats, Number(accepted)] as const])];
  const isFarBelow = bases.some(([now, base]) => base - now > 5 && base - now > base * 0.2);
  if (isFarBelow && !overridden(accepted === null ? 'first' : 'drop')) return true;
  if (overridden('jump')) return false;
  if (psa <= 1 && sum >= 5) return true;
  return bases.some(([now, base]) => now - base > 10 && now - base > base * 0.5);
}

/** The rule that the approval binds is the one that applies to its line on the first day that it bills (RULES 13). */
function expectOwnRule({ line, facts, wish: { decision: act } }: Evaluated, change: DecidedChange): void {
  const { psaLineId, billingTarget, period } = change;
  const day = firstBilledDay(billingTarget, period) ?? line.rule?.day ?? facts.today;
  const rule = facts.changeable.get(psaLineId)!.ruleOn(day);
  const applied = (change.ownRule === undefined ? line.rule : change.ownRule)?.applied ?? null;
  expect([applied?.id, applied?.version]).toEqual([rule?.id, rule?.version]);
  if (act === 'approve' && rule !== null)
    expect(applied!.units).toBe(billableUnits(line.accounts[0]!.byStatus!, rule.terms, day).units);
}

describe('RULES 4, 7, 8: decisions in any scenario', () => {
  it('nothing that comes out is 0, a fraction, held, a decrease by select-all, under another rule, or approved by who may not', () => {
    fc.assert(
      fc.property(decision, (drawn) => {
        const evaluated = evaluate(drawn);
        const { line, facts, wish: asked, kind, change } = evaluated;
        if (kind === 'approved') expect([facts.writeBackEnabled, facts.mayApprove]).toEqual([true, true]);
        if (change === null) return;
        expect(facts.openConflict || facts.liveState === 'sending' || facts.liveState === 'unknown').toBe(
          false,
        );
        const after = new Decimal(change.after);
        expect(after.isInteger() && after.greaterThan(0) && after.lessThanOrEqualTo(1_000_000)).toBe(true);
        expect(after.equals(change.before)).toBe(false);
        const sum = new Decimal(line.psaQuantity!).plus(after).minus(change.before);
        if (facts.selection === 'all')
          expect([sum.greaterThan(line.psaQuantity!), line.rule?.later]).toEqual([true, undefined]);
        expectOwnRule(evaluated, change);
        expect(['next-invoice', 'invoice-after']).toContain(change.billingTarget);
        const source = line.lines.find(({ psaLineId }) => psaLineId === change.psaLineId)!;
        expect(source).toMatchObject({ live: true, nextInvoiceDate: change.period.invoiceDate });
        if (asked.decision === 'approve') {
          expect(['increase', 'decrease']).toContain(line.kind);
          expect(held(line)).toBe(false);
          expect(sum.equals(billableOf(line)!)).toBe(true);
        } else {
          expect(asked.reason?.trim()).toBeTruthy();
          expect(held(line, 'drop', 'first', 'jump', 'fraction', 'shrink-of-many')).toBe(false);
          expect(wouldBeHeld(evaluated, change)).toBe(false);
        }
      }),
      propertyRuns(2000),
    );
  });

  it('scenarios reach approvals and proposals of both kinds and directions', () => {
    const reached = new Set<string>();
    for (const drawn of fc.sample(decision, { numRuns: 2000, seed: 5 })) {
      const { kind, change, line, code } = evaluate(drawn);
      if (code !== null) reached.add(code);
      if (change === null) continue;
      const way = new Decimal(change.after).greaterThan(change.before) ? 'up' : 'down';
      if (line.rule?.applied != null) reached.add(`under a rule ${change.decision}`);
      reached.add(`${kind} ${change.decision} ${way}`).add(change.billingTarget);
    }
    const all = ['approved', 'proposed'].flatMap((kind) =>
      ['approve', 'adjust'].flatMap((each) => [`${kind} ${each} up`, `${kind} ${each} down`]),
    );
    const byRules = [
      'under a rule approve',
      'under a rule adjust',
      'RulesMeet',
      'decisions.rule-of-day',
      'decisions.rule-of-line',
    ];
    expect(
      [...all, ...byRules, 'next-invoice', 'invoice-after'].filter((each) => !reached.has(each)),
    ).toEqual([]);
  });
});
