import type { Decimal } from 'decimal.js';
import { type RulesByScope, rulesByScope } from '../billing-rules/applicable-rule.ts';
import { type Day, decimal, decimalText } from '../quantity.ts';
import {
  type BillingGroup,
  billingGroups,
  duplicateGroupKey,
  isComposed,
  linesInSum,
} from './billing-groups.ts';
import type { CompositionInput } from '../usage/composition.ts';
import { openQuestion } from './group-kind.ts';
import type { Excess, GroupLine } from './group-line.ts';
import { unitsOnDay } from './group-rule.ts';
import { withIdleLines } from './idle-lines.ts';
import { unitsBeside } from './included-units.ts';
import { isOutside } from '../usage/line-roles.ts';
import { unitsOn } from '../usage/units-on-day.ts';

/**
 * All groups as they are composed: a line that begins later, and takes its group above its units on its first day, is of
 * the group's duplicates from now on (RULES 4), until a person says what it is for. One that Seatwise ended by units bills
 * the seats that returned.
 */
export function groupsOf(input: CompositionInput): readonly BillingGroup[] {
  let rules: RulesByScope | null = null;
  const twins = new Map<string, BillingGroup>();
  const groups = withIdleLines(billingGroups(input).groups, input).map((group): BillingGroup => {
    const begins = firstOwnDay(group);
    if (!group.lines.some((line) => firstDayOf(line, begins) !== null)) return group;
    rules ??= rulesByScope(input.rules);
    const found = scheduledTwins(group, rules);
    if (found.length === 0) return group;
    const ids = new Set(found.map(({ line }) => line.id));
    const lines = group.lines.filter(({ line }) => !ids.has(line.id));
    const staying = { ...group, lines, twins: found };
    twins.set(duplicateGroupKey(group.companyId, input.vendorServiceId), staying);
    return staying;
  });
  const all = twins.size === 0 ? groups : withTwins(groups, twins);
  return all.filter(({ key }) => isComposed(input, key));
}

function withTwins(
  groups: readonly BillingGroup[],
  twins: ReadonlyMap<string, BillingGroup>,
): readonly BillingGroup[] {
  const known = new Set(groups.map(({ key }) => key));
  const none = { accounts: [], alsoCandidates: [], childLines: [], agreements: [], billedTwice: true };
  const added = [...twins].flatMap(([key, { twins: lines = [], ...staying }]): readonly BillingGroup[] =>
    known.has(key)
      ? []
      : [{ ...none, key, companyId: staying.companyId, company: staying.company, lines, staying }],
  );
  const joined = groups.map((group) => {
    const staying = twins.get(group.key);
    return staying === undefined
      ? group
      : { ...group, lines: [...group.lines, ...(staying.twins ?? [])], staying };
  });
  return [...joined, ...added].sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** The first day, later than today, of a line that Seatwise created; null: all have begun. */
const firstOwnDay = ({ lines }: BillingGroup): Day | null =>
  lines.flatMap(({ own }) => own?.begins ?? []).sort()[0] ?? null;

/**
 * From which day on a line may bill what others do; null: it begins no later than they do, or a person said what it is for. A
 * renewal takes the place of another line. A line beside one that Seatwise created and that has not begun came after
 * that: the customer had none.
 */
function firstDayOf(
  { line, status, usability, role, continues, own }: GroupLine,
  begins: Day | null,
): Day | null {
  if (role !== null || continues !== undefined || usability?.usable !== true) return null;
  if (status === 'future') return line.effectiveDate;
  return status === 'live' && own === undefined ? begins : null;
}

function scheduledTwins(group: BillingGroup, rules: RulesByScope): readonly GroupLine[] {
  if (group.billedTwice || openQuestion(group) !== null) return [];
  const begins = firstOwnDay(group);
  const later = group.lines
    .flatMap((line) => {
      const from = firstDayOf(line, begins);
      return from === null ? [] : [{ line, from }];
    })
    .toSorted((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  const candidates = new Set(later.map(({ line }) => line));
  const renewals = group.lines.filter(
    ({ status, role, continues }) => status === 'future' && continues !== undefined && !isOutside(role),
  );
  const counted = [...linesInSum(group).filter((line) => !candidates.has(line)), ...renewals];
  return later.flatMap(({ line, from }): readonly GroupLine[] => {
    counted.push(line);
    const excess = excessOn(from, line, counted, group, rules);
    return excess === null ? [] : [{ ...line, excess }];
  });
}

/** Null: the lines bill no more than the units of that day, or a number is not known. */
function excessOn(
  day: Day,
  line: GroupLine,
  counted: readonly GroupLine[],
  group: BillingGroup,
  rules: RulesByScope,
): Excess | null {
  const units = unitsOnDay(group, rules, day);
  const own = unitsOf(line, day);
  const billed = sumOn(counted, day);
  if (units === null || own === null || billed === null) return null;
  const wanted = unitsBeside(counted).plus(units);
  const over = billed.minus(wanted);
  return over.greaterThan(0) && own.greaterThan(0)
    ? {
        from: day,
        billed: decimalText(billed),
        units: decimalText(wanted),
        over: decimalText(over.lessThan(own) ? over : own),
        shares: [...counted.filter((one) => one.line.id !== line.line.id), line].flatMap((of) => {
          const billing = unitsOf(of, day);
          const since = of.line.effectiveDate;
          return since !== null && billing?.greaterThan(0) === true
            ? [{ of, units: decimalText(billing), since }]
            : [];
        }),
      }
    : null;
}

function sumOn(lines: readonly GroupLine[], day: Day): Decimal | null {
  let sum = decimal(0);
  for (const line of lines) {
    const units = unitsOf(line, day);
    if (units === null) return null;
    sum = sum.plus(units);
  }
  return sum;
}

const unitsOf = ({ line, agreement }: GroupLine, day: Day): Decimal | null =>
  unitsOn(
    {
      quantity: line.quantity,
      effectiveDate: line.effectiveDate,
      cancelledDate: line.cancelledDate,
      agreementEnds: agreement?.endDate ?? undefined,
      booked: agreement?.dated?.booked?.[line.id],
    },
    day,
  );
