import type { CurrencyCode } from '../currency.ts';
import type { Actor } from '../keys.ts';
import { type Day, decimal, type DecimalText, type Instant } from '../quantity.ts';
import type { MonthDecision } from './month-decision.ts';
import type { Month, MonthLine } from './review-month.ts';
import type { AppliedRule } from '../usage/composition.ts';
import type { ControlTotals } from '../comparison/control-totals.ts';
import { holdingFlags } from '../usage/line-flags.ts';
import { type UsageLineKind, usageKinds } from '../usage/line-kinds.ts';
import {
  amountOfLine,
  bothTotals,
  type EffectTotals,
  type MeasuredLines,
  measureTotals,
  type MeasureTotals,
  oneLine,
  partsTotal,
  sumMoney,
} from '../usage/measure-totals.ts';
import { directionOfKind, measureOf } from '../usage/measures.ts';
import { type LineNeed, lineNeeds } from '../usage/needs.ts';
import { type ApprovedDecision, liveStates } from '../decisions/approval.ts';
import type { ChangeKind } from '../decisions/change.ts';

/** What a month brought, what it left open, and who decided: the report of a month (RULES 12). */

/** A change approved or confirmed in the month, or still pending from before it, as of the closing of the month. */
export interface MonthChange {
  readonly approvalLineId: string;
  /** Of the customer, when it was approved. */
  readonly label: string;
  readonly companyId: string;
  readonly agreementId: string;
  /** As they were called when it was approved; null: the PSA named none. */
  readonly agreementName: string | null;
  readonly productName: string | null;
  readonly psaLineId: string;
  readonly decision: ApprovedDecision;
  /** Absent: of a quantity. */
  readonly change?: Exclude<ChangeKind, 'set-quantity'>;
  readonly before: DecimalText;
  readonly after: DecimalText;
  /** As counted when it was approved. */
  readonly seats: number;
  /** Under which it was approved (RULES 13), with what it made of the seats; absent: every seat was a unit. */
  readonly rule?: AppliedRule;
  readonly state: string;
  /** Of the invoice, or the day, on which it is billed. */
  readonly invoiceDate: Day;
  readonly billingTarget: string;
  readonly by: Actor;
  /** Null: it has no name, or none any more. */
  readonly byName: string | null;
  readonly reason: string | null;
  readonly approvedAt: Instant;
  readonly finishedAt: Instant | null;
  /** Of the amounts; absent: the report's. */
  readonly currency?: CurrencyCode;
  readonly unitPrice: DecimalText | null;
  readonly effectPerInvoice: DecimalText | null;
  readonly effectPerMonth: DecimalText | null;
  /** Confirmed on a day of the month, whenever it was approved. */
  readonly made: boolean;
  /** It ended in a conflict that was not resolved by then. */
  readonly conflict: boolean;
}

/** What came of the changes of a month. */
export interface MonthResults {
  /** Confirmed increases: what is billed a month from now on and was not. */
  readonly recovered: EffectTotals;
  /** What of it is billed by lines that were created. */
  readonly created: EffectTotals;
  /** Confirmed decreases: over-billing that ended. */
  readonly credited: EffectTotals;
  /** What of it is of lines that were ended. */
  readonly ended: EffectTotals;
  /** Recovered and credited together, per month, and so in each other currency. */
  readonly net: DecimalText;
  readonly netOthers?: NonNullable<EffectTotals['others']>;
  /** Approved, and the PSA does not show it yet. */
  readonly waiting: { readonly up: EffectTotals; readonly down: EffectTotals };
  readonly conflicts: number;
}

/** The one figure in which up and down are netted, in each currency by itself. */
export function netOf(
  recovered: EffectTotals,
  credited: EffectTotals,
): Pick<MonthResults, 'net' | 'netOthers'> {
  const { perMonth, others } = bothTotals(recovered, credited);
  return { net: perMonth, ...(others === undefined ? {} : { netOthers: others }) };
}

/** Null where it is the tenant's own: the sums tell the others apart. */
const foreignTo =
  (own: CurrencyCode) =>
  ({ currency }: { readonly currency?: CurrencyCode }): CurrencyCode | null =>
    currency === undefined || currency === own ? null : currency;

type ChangeFacts = Pick<
  MonthChange,
  'state' | 'decision' | 'change' | 'currency' | 'effectPerMonth' | 'conflict' | 'before' | 'after' | 'made'
>;

const onTheirWay: ReadonlySet<string> = new Set(liveStates);

/** The sums of these changes. What is taken back counts against what it had brought. */
export function monthResults(changes: readonly ChangeFacts[], own: CurrencyCode): MonthResults {
  const made = changes.filter((change) => change.made);
  const upward = ({ before, after, decision }: ChangeFacts): boolean =>
    decimal(after).greaterThan(decimal(before)) !== (decision === 'revert');
  const effect = (some: readonly ChangeFacts[]): EffectTotals =>
    sumMoney(some, ({ effectPerMonth }) => effectPerMonth, foreignTo(own));
  const [up, down] = [made.filter(upward), made.filter((change) => !upward(change))];
  const [recovered, credited] = [effect(up), effect(down)];
  const ofLines = (some: readonly ChangeFacts[]): EffectTotals =>
    effect(some.filter(({ change }) => change !== undefined));
  const waiting = changes.filter(({ state }) => onTheirWay.has(state));
  return {
    recovered,
    created: ofLines(up),
    credited,
    ended: ofLines(down),
    ...netOf(recovered, credited),
    waiting: {
      up: effect(waiting.filter(upward)),
      down: effect(waiting.filter((change) => !upward(change))),
    },
    conflicts: changes.filter(({ conflict }) => conflict).length,
  };
}

/** Open lines of one kind (RULES 8) and what they cost a month. */
export interface OpenOfKind {
  readonly kind: UsageLineKind;
  readonly lines: number;
  /** Those of them that a flag holds: their money is counted separately. */
  readonly held: number;
  /** What approving the others would change; of kinds of which something can be approved. */
  readonly effect: EffectTotals;
  /** Seats that are not billed. */
  readonly atRisk: EffectTotals;
}

/** Open lines that need the same from a person (RULES 8), as *Month* counts them. */
export interface OpenOfNeed {
  readonly need: LineNeed;
  readonly lines: number;
  /** Those that any of these lines is in. */
  readonly measures: Partial<MeasureTotals>;
}

/** @param parts open lines, added up by need and measure */
export const openByNeed = (
  parts: readonly (MeasuredLines & { readonly need: LineNeed | null })[],
): readonly OpenOfNeed[] =>
  lineNeeds.flatMap((need) => {
    const some = parts.filter((part) => part.need === need);
    if (some.length === 0) return [];
    const { lines } = partsTotal(some);
    const totals = Object.entries(measureTotals(some)).filter(([, total]) => total.lines > 0);
    return [{ need, lines, measures: Object.fromEntries(totals) }];
  });

export interface OpenLines {
  readonly lines: number;
  /** Of these, put on hold by a person (RULES 8). */
  readonly onHold: number;
  /** In the order in which kinds are determined; kinds without an open line are absent. */
  readonly byKind: readonly OpenOfKind[];
  /** In the order in which people are shown needs; absent: closed by a version that did not keep them. */
  readonly byNeed?: readonly OpenOfNeed[];
  /** Of all lines of the month. */
  readonly measures: MeasureTotals;
}

/**
 * What figures and customers of a report say of a line. Those that are neither open nor approved and of which both sides
 * were read add nothing to any of them: a report may be created without them.
 */
export type CountedLine = Pick<
  MonthLine,
  | 'label'
  | 'companyId'
  | 'kind'
  | 'flags'
  | 'decision'
  | 'currency'
  | 'effectPerMonth'
  | 'atRiskPerMonth'
  | 'billedPerMonth'
  | 'notRead'
  | 'open'
  | 'need'
>;

export function openLines(lines: readonly CountedLine[], own: CurrencyCode): OpenLines {
  const open = lines.filter((line) => line.open);
  const byKind = usageKinds.flatMap((kind) => {
    const some = open.filter((line) => line.kind === kind);
    return some.length === 0
      ? []
      : [
          {
            kind,
            lines: some.length,
            held: some.filter(isHeld).length,
            effect: effectOf(
              some.filter((line) => !isHeld(line)),
              own,
            ),
            atRisk: atRiskOf(some, own),
          },
        ];
  });
  const measured = (line: CountedLine): MeasuredLines => ({
    measure: measureOf({ ...line, read: line.notRead === null }),
    billedTwice: line.kind === 'billed-twice',
    ...oneLine(amountOfLine(line), foreignTo(own)(line)),
  });
  const needs = open.flatMap((line) =>
    line.need === undefined ? [] : [{ ...measured(line), need: line.need }],
  );
  return {
    lines: open.length,
    onHold: open.filter(isOnHold).length,
    byKind,
    ...(needs.length === open.length ? { byNeed: openByNeed(needs) } : {}),
    measures: measureTotals(lines.map(measured)),
  };
}

const isOnHold = ({ need, decision }: CountedLine): boolean =>
  need === undefined ? decision === 'held' : need === 'on-hold';

const isHeld = ({ flags }: CountedLine): boolean => flags.some((flag) => holdingFlags.has(flag));

const isChanging = ({ kind }: CountedLine): boolean =>
  directionOfKind[kind] === 'underBilled' || directionOfKind[kind] === 'overBilled';

const effectOf = (lines: readonly CountedLine[], own: CurrencyCode): EffectTotals =>
  sumMoney(lines.filter(isChanging), ({ effectPerMonth }) => effectPerMonth, foreignTo(own));

/** Nothing of an account that was not read is known at risk (RULES 2). */
const atRiskOf = (lines: readonly CountedLine[], own: CurrencyCode): EffectTotals =>
  sumMoney(
    lines.filter(({ kind, notRead }) => directionOfKind[kind] === 'notBilled' && notRead === null),
    ({ atRiskPerMonth }) => atRiskPerMonth,
    foreignTo(own),
  );

/** The figures of a month: what the report of the next one is compared with. */
export interface MonthFigures extends MonthResults {
  readonly open: OpenLines;
  readonly notRead: {
    /** Lines whose numbers are the last good ones. */
    readonly lines: number;
    readonly accounts: number;
    readonly lastKnownSeats: number;
  };
}

export const monthFigures = ({ lines, changes, totals, currency }: MonthFacts): MonthFigures => ({
  ...monthResults(changes, currency),
  open: openLines(lines, currency),
  notRead: {
    lines: lines.filter(({ kind }) => kind === 'not-read').length,
    accounts: totals.notRead.accounts.length,
    lastKnownSeats: totals.notRead.lastKnownSeats,
  },
});

/** Input of a report. */
export interface MonthFacts {
  /** The tenant's own. */
  readonly currency: CurrencyCode;
  readonly lines: readonly CountedLine[];
  readonly changes: readonly MonthChange[];
  readonly totals: ControlTotals;
}

/** One customer of the report; an unmapped account is listed by itself. */
export interface MonthCustomer {
  /** Null: an account without a company. */
  readonly companyId: string | null;
  readonly label: string;
  readonly results: MonthResults;
  readonly open: OpenLines;
  readonly notReadLines: number;
}

/** Customers of whom the month says anything, by name. */
export function monthCustomers({
  lines,
  changes,
  currency,
}: Pick<MonthFacts, 'lines' | 'changes' | 'currency'>): readonly MonthCustomer[] {
  const customers = new Map<string, { readonly lines: CountedLine[]; readonly changes: MonthChange[] }>();
  const of = (companyId: string | null, label: string) => {
    const key = JSON.stringify([companyId, companyId === null ? label : null]);
    const known = customers.get(key) ?? { lines: [], changes: [] };
    customers.set(key, known);
    return known;
  };
  for (const line of lines)
    if (line.open || line.kind === 'not-read') of(line.companyId, line.label).lines.push(line);
  for (const change of changes) of(change.companyId, change.label).changes.push(change);
  return [...customers.values()]
    .flatMap((customer) => {
      const [one] = [...customer.lines, ...customer.changes];
      return one === undefined
        ? []
        : [
            {
              companyId: one.companyId,
              label: one.label,
              results: monthResults(customer.changes, currency),
              open: openLines(customer.lines, currency),
              notReadLines: customer.lines.filter(({ kind }) => kind === 'not-read').length,
            },
          ];
    })
    .sort((a, b) => (a.label === b.label ? 0 : a.label < b.label ? -1 : 1));
}

/** What one person or key decided, and the results. */
export interface MonthReviewer {
  readonly by: Actor;
  readonly byName: string | null;
  /** How often, by action of the audit. */
  readonly decisions: Readonly<Record<string, number>>;
  readonly results: MonthResults;
}

/** Whoever decided anything, by name. */
export function monthReviewers(
  decisions: readonly MonthDecision[],
  changes: readonly MonthChange[],
  currency: CurrencyCode,
): readonly MonthReviewer[] {
  const actors = new Map(
    [...changes, ...decisions].map(({ by, byName }) => [`${by.kind}/${by.id}`, { by, byName }] as const),
  );
  return [...actors.values()]
    .map(({ by, byName }) => {
      const isTheirs = (one: { readonly by: Actor }): boolean =>
        one.by.kind === by.kind && one.by.id === by.id;
      const counts: Record<string, number> = {};
      for (const { action } of decisions.filter(isTheirs)) counts[action] = (counts[action] ?? 0) + 1;
      return {
        by,
        byName,
        decisions: counts,
        results: monthResults(changes.filter(isTheirs), currency),
      };
    })
    .sort((a, b) => nameOf(a).localeCompare(nameOf(b), 'en'));
}

const nameOf = ({ by, byName }: MonthReviewer): string => byName ?? by.id;

/** A place of the audit's chain (architecture.md 11). */
export interface AuditPlace {
  readonly position: number;
  readonly hash: string;
}

/** The report of a month, closed or running. */
export interface MonthReport extends MonthFacts {
  /** Open ones first; of a report that is shown, the first of them. */
  readonly lines: readonly MonthLine[];
  /** All of the month. */
  readonly lineCount: number;
  readonly month: Month;
  /** Vendor and PSA as read by then. */
  readonly composedAt: Instant;
  readonly decisions: readonly MonthDecision[];
  readonly figures: MonthFigures;
  /** The month before as it was closed last; null: it was not. */
  readonly before: { readonly month: Month; readonly version: number; readonly figures: MonthFigures } | null;
  readonly customers: readonly MonthCustomer[];
  readonly reviewers: readonly MonthReviewer[];
  /** Closed: the entry of its closing. Running: the newest checkpoint. Null: no checkpoint yet. */
  readonly audit: AuditPlace | null;
}

type ReportFacts = Omit<MonthReport, 'figures' | 'customers' | 'reviewers'>;

/**
 * Every figure of a report comes from its own lines, changes, totals and decisions.
 *
 * @param lines all of the month that are counted; absent: those of the facts
 */
export const monthReport = (
  facts: ReportFacts,
  lines: readonly CountedLine[] = facts.lines,
): MonthReport => ({
  ...facts,
  figures: monthFigures({ ...facts, lines }),
  customers: monthCustomers({ ...facts, lines }),
  reviewers: monthReviewers(facts.decisions, facts.changes, facts.currency),
});
