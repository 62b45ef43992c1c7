import {
  applicableRule,
  type RulesByScope,
  rulesOf,
  type RuleSubject,
} from '../billing-rules/applicable-rule.ts';
import { billableUnits } from '../billing-rules/billable-units.ts';
import type { BillingRule, RuleTerms } from '../billing-rules/billing-rule.ts';
import { addDays } from '../calendar.ts';
import type { Day } from '../quantity.ts';
import { shiftByCycle } from './billing-cycle.ts';
import { type BillingGroup, linesInSum, sumOfQuantities } from './billing-groups.ts';
import { decideBillingTarget, firstBilledDay } from './billing-target.ts';
import type { AppliedRule, CompositionInput, LineRule, VendorAccountFacts } from './composition.ts';
import type { GroupLine } from './group-line.ts';
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
 * different days: a decrease is evaluated on its own. Undefined: none applies, so that every seat is a unit.
 */
export function groupRule(group: BillingGroup, rules: RulesByScope, facts: RuleFacts): LineRule | undefined {
  if (group.accounts.length === 0) return undefined;
  const inSum = linesInSum(group);
  const named = namedTarget(inSum);
  const changing = named === null ? inSum : [named];
  const subject: RuleSubject = {
    companyId: group.companyId,
    psaLineId: named?.line.id ?? null,
    agreementTypeId: common(changing.map(({ agreement }) => agreementTypeKey(agreement?.typeId))),
    productId: common(changing.map(({ line }) => line.productId)),
  };
  if (rulesOf(rules, subject).length === 0) return undefined;
  const seats = seatsByStatus(group.accounts);
  // Without seats and without a line there is nothing to bill, whatever the least is that a contract names.
  if (inSum.length === 0 && seats !== null && seatsIn(seats) === 0) return undefined;
  const on = (change: 'increase' | 'decrease'): LineRule | undefined =>
    ruleIn(billedDays(changing, group, change, facts), rules, subject, seats);
  const ofIncrease = on('increase');
  return billsLess(inSum, seats, ofIncrease) ? on('decrease') : ofIncrease;
}

/** Of an unmapped account: nothing is known of it but that it has seats. */
export const accountRule = (
  account: VendorAccountFacts,
  rules: RulesByScope,
  today: Day,
): LineRule | undefined =>
  ruleIn(
    { day: today, ends: null },
    rules,
    { companyId: null, psaLineId: null, agreementTypeId: null, productId: null },
    seatsByStatus([account]),
  );

function ruleIn(
  { day, ends }: BilledDays,
  rules: RulesByScope,
  subject: RuleSubject,
  seats: SeatsByStatus,
): LineRule | undefined {
  const rule = applicableRule(rules, subject, day);
  const from = ends === null ? null : changesOn(rules, subject, rule, { day, ends });
  if (rule === null && from === null) return undefined;
  const applied = rule === null ? null : appliedRule(rule, seats, day);
  if (from === null) return { day, applied };
  const then = applicableRule(rules, subject, from);
  return { day, applied, later: { from, applied: then === null ? null : appliedRule(then, seats, from) } };
}

/** The first later one of these days on which another rule applies than on the first; null: none. */
function changesOn(
  rules: RulesByScope,
  subject: RuleSubject,
  first: BillingRule | null,
  { day, ends }: { readonly day: Day; readonly ends: Day },
): Day | null {
  const days = rulesOf(rules, subject)
    .flatMap(({ from, to }) => (to === null ? [from] : [from, addDays(to, 1)]))
    .filter((one) => one > day && one < ends)
    .sort();
  return days.find((one) => applicableRule(rules, subject, one)?.id !== first?.id) ?? null;
}

function appliedRule(inForce: BillingRule, seats: SeatsByStatus, day: Day): AppliedRule {
  const { withPsaTerms: _confirmed, ...rule } = inForce;
  const terms = seats === null ? withoutCount(rule.terms) : rule.terms;
  if (terms === null) return { ...rule, units: null, steps: [] };
  const { units, steps } = billableUnits(seats ?? {}, terms, day);
  return { ...rule, units, steps };
}

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

function billsLess(inSum: readonly GroupLine[], seats: SeatsByStatus, rule: LineRule | undefined): boolean {
  const psa = sumOfQuantities(inSum.map(({ line }) => line.quantity));
  if (psa === null || seats === null) return false;
  const units = rule?.applied?.units ?? seatsIn(seats);
  return unitsBeside(inSum).plus(units).lessThan(psa);
}

function seatsByStatus(accounts: readonly VendorAccountFacts[]): SeatsByStatus {
  const sum = new Map<string, number>();
  for (const { lastComplete } of accounts) {
    if (lastComplete === null) return null;
    for (const [status, users] of Object.entries(lastComplete.byStatus))
      sum.set(status, (sum.get(status) ?? 0) + users);
  }
  return Object.fromEntries(sum);
}

const seatsIn = (byStatus: Readonly<Record<string, number>>): number =>
  Object.values(byStatus).reduce((sum, users) => sum + users, 0);

/** What all share; null: they differ, or there are none. */
function common<T>(values: readonly T[]): T | null {
  const [only, ...others] = new Set(values);
  return only === undefined || others.length > 0 ? null : only;
}
