import { ruleOn, type RulesByScope, rulesOf, type RuleSubject } from '../billing-rules/applicable-rule.ts';
import { billableUnits } from '../billing-rules/billable-units.ts';
import type { BillingRule, RuleTerms } from '../billing-rules/billing-rule.ts';
import { addDays } from '../calendar.ts';
import type { Day } from '../quantity.ts';
import { sumByStatus } from '../seats.ts';
import { shiftByCycle } from '../usage/billing-cycle.ts';
import { type BillingGroup, linesInSum, sumOfQuantities } from './billing-groups.ts';
import { decideBillingTarget, firstBilledDay } from '../usage/billing-target.ts';
import type { AppliedRule, CompositionInput, LineRule, VendorAccountFacts } from '../usage/composition.ts';
import { type GroupLine, idsOfLine } from './group-line.ts';
import { unitsBeside } from './included-units.ts';
import { namedTarget } from './target-line.ts';
import { agreementTypeKey, billingTargetFactsOf } from './waiting-change.ts';

/** Days that a change bills; `ends` is the first after them. Null: not known. */
interface BilledDays {
  readonly day: Day;
  readonly ends: Day | null;
}

type RuleFacts = Pick<CompositionInput, 'today' | 'timeZone' | 'billsIn'>;

/** By status over all these accounts; null: one has no complete count. */
type SeatsByStatus = Readonly<Record<string, number>> | null;

/**
 * The rule of a group on the first day that its change bills (RULES 13). An increase and a decrease can be billed from
 * different days: a decrease is evaluated on its own, also where the day of an increase still agrees with the PSA.
 * Undefined: none applies, so that every seat is a unit.
 */
export function groupRule(group: BillingGroup, rules: RulesByScope, facts: RuleFacts): LineRule | undefined {
  if (rules.size === 0 || group.accounts.length === 0) return undefined;
  const inSum = linesInSum(group);
  const named = namedTarget(inSum);
  // Where it is not known which line changes, all that could.
  const changing = named === null ? inSum : [named];
  const its = rulesOf(rules, subjectOf(group, named, changing));
  if (its.length === 0) return undefined;
  const seats = seatsByStatus(group.accounts);
  // Without seats and without a line there is nothing to bill, whatever the least is that a contract names.
  if (inSum.length === 0 && seats !== null && seatsIn(seats) === 0) return undefined;
  const on = (change: 'increase' | 'decrease'): LineRule | undefined =>
    ruleIn(billedDays(changing, group, change, facts), its, seats);
  const ofIncrease = on('increase');
  const asIncrease = comparedWithPsa(inSum, seats, ofIncrease);
  if (asIncrease === null || asIncrease > 0) return ofIncrease;
  const ofDecrease = on('decrease');
  const asDecrease = comparedWithPsa(inSum, seats, ofDecrease) ?? 0;
  return asIncrease < 0 || asDecrease < 0 ? ofDecrease : ofIncrease;
}

/** Every rule whose scope fits a group, the most specific first, whenever it is valid. */
export function rulesOfGroup(group: BillingGroup, rules: RulesByScope): readonly BillingRule[] {
  const inSum = linesInSum(group);
  const named = namedTarget(inSum);
  return rulesOf(rules, subjectOf(group, named, named === null ? inSum : [named]));
}

/** What is to be billed for a group's seats on a day (RULES 13); null: a count is missing. */
export function unitsOnDay(group: BillingGroup, rules: RulesByScope, day: Day): number | null {
  const seats = group.accounts.length === 0 ? null : seatsByStatus(group.accounts);
  const rule = rules.size === 0 ? null : ruleOn(rulesOfGroup(group, rules), day);
  if (group.accounts.length === 0) return null;
  return rule === null ? (seats === null ? null : seatsIn(seats)) : appliedRule(rule, seats, day).units;
}

const subjectOf = (
  { companyId }: BillingGroup,
  named: GroupLine | null,
  changing: readonly GroupLine[],
): RuleSubject => ({
  companyId,
  psaLineIds: named === null ? [] : idsOfLine(named),
  agreementTypeId: common(changing.map(({ agreement }) => agreementTypeKey(agreement?.typeId))),
  productId: common(changing.map(({ line }) => line.productId)),
});

/** Of an unmapped account: nothing is known of it but that it has seats. */
export function accountRule(
  account: VendorAccountFacts,
  rules: RulesByScope,
  today: Day,
): LineRule | undefined {
  const its = rulesOf(rules, { companyId: null, psaLineIds: [], agreementTypeId: null, productId: null });
  return ruleIn({ day: today, ends: null }, its, seatsByStatus([account]));
}

/** Of a line that is to be created, on the first day that it bills; undefined: none applies. */
export const ruleOfNewLine = (
  group: Pick<BillingGroup, 'accounts' | 'companyId'>,
  line: Pick<RuleSubject, 'agreementTypeId' | 'productId'>,
  rules: RulesByScope,
  days: BilledDays,
): LineRule | undefined =>
  ruleOfSubject(group, { companyId: group.companyId, psaLineIds: [], ...line }, rules, days);

/** Of what scopes are compared with, for the seats of its group on these days; undefined: none applies. */
export const ruleOfSubject = (
  { accounts }: Pick<BillingGroup, 'accounts'>,
  subject: RuleSubject,
  rules: RulesByScope,
  days: BilledDays,
): LineRule | undefined => ruleIn(days, rulesOf(rules, subject), seatsByStatus(accounts));

/** @param its every rule whose scope fits, the most specific first */
function ruleIn(
  { day, ends }: BilledDays,
  its: readonly BillingRule[],
  seats: SeatsByStatus,
): LineRule | undefined {
  const rule = ruleOn(its, day);
  const applied = rule === null ? null : appliedRule(rule, seats, day);
  const later = ends === null ? null : laterRule(its, { rule, applied }, seats, { day, ends });
  if (later !== null) return { day, applied, later };
  return applied === null ? undefined : { day, applied };
}

/** From the first later one of these days on which another rule applies, or the same one makes other units; null: none. */
function laterRule(
  its: readonly BillingRule[],
  first: { readonly rule: BillingRule | null; readonly applied: AppliedRule | null },
  seats: SeatsByStatus,
  { day, ends }: { readonly day: Day; readonly ends: Day },
): NonNullable<LineRule['later']> | null {
  const { rule, applied } = first;
  const isWithin = (one: Day): boolean => one > day && one < ends;
  // The most specific one, the same for all of these days.
  if (rule !== null && rule === its[0] && !changingDays(rule).some(isWithin)) return null;
  for (const from of its.flatMap(changingDays).filter(isWithin).sort()) {
    const then = ruleOn(its, from);
    const thenApplied = then === null ? null : appliedRule(then, seats, from);
    if (then?.id !== rule?.id || thenApplied?.units !== applied?.units) return { from, applied: thenApplied };
  }
  return null;
}

/** Days from which a rule makes other units than on the day before, of the same seats. */
export const changingDays = ({ from, to, terms: { commitment } }: BillingRule): readonly Day[] => [
  from,
  ...(to === null ? [] : [addDays(to, 1)]),
  ...(commitment === undefined ? [] : [commitment.decreaseFrom]),
];

function appliedRule(rule: BillingRule, seats: SeatsByStatus, day: Day): AppliedRule {
  const { id, version, scope, terms, source, from, to } = rule;
  const known = seats === null ? withoutCount(terms) : terms;
  const { units, steps } = known === null ? uncounted : billableUnits(seats ?? {}, known, day);
  return { id, version, scope, terms, source, from, to, units, steps };
}

const uncounted = { units: null, steps: [] } as const;

/** What applies however many seats there are; null: a count is needed. */
function withoutCount({ fixed, commitment, doNotBill }: RuleTerms): RuleTerms | null {
  if (fixed === undefined) return null;
  return {
    fixed,
    ...(commitment === undefined ? {} : { commitment }),
    ...(doNotBill === undefined ? {} : { doNotBill }),
  };
}

/** By default; where it is not known which line changes, only what all of them share. Else, today. */
function billedDays(
  changing: readonly GroupLine[],
  group: BillingGroup,
  change: 'increase' | 'decrease',
  facts: RuleFacts,
): BilledDays {
  const all = changing.map((line) => daysOf(line, group, change, facts));
  const today = { day: facts.today, ends: null };
  const day = common(all.map((days) => days.day));
  return day === null ? today : { day, ends: common(all.map(({ ends }) => ends)) };
}

function daysOf(
  line: GroupLine,
  group: BillingGroup,
  change: 'increase' | 'decrease',
  facts: RuleFacts,
): BilledDays {
  const target = billingTargetFactsOf(line, group, facts);
  const decided = decideBillingTarget(target, change, null, facts.today);
  const day =
    decided.kind === 'billing-target' ? firstBilledDay(decided.billingTarget, decided.period) : null;
  if (decided.kind !== 'billing-target' || day === null) return { day: facts.today, ends: null };
  if (decided.billingTarget !== 'invoice-after') return { day, ends: decided.period.ends };
  return { day, ends: target.billingCycle === null ? null : shiftByCycle(day, target.billingCycle, 1) };
}

/** Below zero: its units are less than what the PSA bills; above: more. Null: a count or a quantity is not known. */
function comparedWithPsa(
  inSum: readonly GroupLine[],
  seats: SeatsByStatus,
  rule: LineRule | undefined,
): number | null {
  if (seats === null) return null;
  const units = rule?.applied?.units ?? seatsIn(seats);
  const [only, ...others] = inSum;
  // Rounding one number does not move it past a whole one: most groups need no decimals here.
  if (only?.included === null && others.length === 0)
    return only.line.quantity === null ? null : units - Number(only.line.quantity);
  const psa = sumOfQuantities(inSum.map(({ line }) => line.quantity));
  if (psa === null) return null;
  return unitsBeside(inSum).plus(units).comparedTo(psa);
}

function seatsByStatus(accounts: readonly VendorAccountFacts[]): SeatsByStatus {
  const counts = accounts.flatMap(({ lastComplete }) => lastComplete ?? []);
  return counts.length < accounts.length ? null : sumByStatus(counts);
}

const seatsIn = (byStatus: Readonly<Record<string, number>>): number =>
  Object.values(byStatus).reduce((sum, users) => sum + users, 0);

/** What all share; null: they differ, or there are none. */
function common<T>(values: readonly T[]): T | null {
  const [first] = values;
  return first !== undefined && values.every((value) => value === first) ? first : null;
}
