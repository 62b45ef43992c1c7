import type { Message } from '../../messages/message.ts';
import { addDays, addMonths } from '../calendar.ts';
import type { CurrencyCode } from '../currency.ts';
import type { Actor } from '../keys.ts';
import type { DaySpan } from '../psa-facts.ts';
import { type Day, decimal, type DecimalText, type Instant } from '../quantity.ts';
import type { ComposedLine, CompositionInput, LineRule, VendorAccountFacts } from '../usage/composition.ts';
import type { UsageLineKind } from '../usage/line-kinds.ts';
import type { LineNeed } from '../usage/needs.ts';
import { shownDates } from '../usage/own-dates.ts';
import { type ChangeSince, withWritten, type WrittenSince } from './written-since.ts';

/** A calendar month `YYYY-MM` in the billing time zone. */
export type Month = string;

export const monthOfDay = (day: Day): Month => day.slice(0, 'YYYY-MM'.length);

export const monthBefore = (month: Month): Month => monthOfDay(addMonths(`${month}-01`, -1));

export function daysOfMonth(month: Month): DaySpan {
  const first = `${month}-01`;
  return { first, last: addDays(addMonths(first, 1), -1) };
}

/** What was read in vendor and PSA by the instant of a composition, without what people decided (RULES 12). */
export type MonthReadings = Pick<
  CompositionInput,
  'today' | 'now' | 'accounts' | 'companies' | 'agreements' | 'agreementReadings' | 'lines' | 'products'
>;

export function readingsOf(input: CompositionInput): MonthReadings {
  const { today, now, accounts, companies, agreements, agreementReadings, lines, products } = input;
  return { today, now, accounts, companies, agreements, agreementReadings, lines, products };
}

/** What people decided, and what all lines are composed on: of a composition all but what was read. */
export type DecidedNow = Omit<CompositionInput, keyof MonthReadings> & {
  readonly accounts: readonly DecidedAccount[];
};

export type DecidedAccount = Pick<VendorAccountFacts, 'id' | 'mark' | 'mapping' | 'acknowledgedCode'>;

/**
 * The composition of a month that is over, as it is closed (RULES 12): what was read in it, with what was written until
 * its end, under the decisions of now, of which mapping and mark stand at the account.
 *
 * @param later changes that were confirmed after the month: seen from its end they wait
 */
export function asDecidedNow(
  read: MonthReadings,
  now: DecidedNow,
  written: readonly WrittenSince[],
  later: readonly ChangeSince[],
): CompositionInput {
  const readings = withWritten(read, written);
  const accounts = new Map(now.accounts.map((account) => [account.id, account]));
  const isShown = shownBy(readings);
  const since = later.filter((change) => !isShown(change));
  const waits = new Set(since.map(({ groupKey }) => groupKey));
  return {
    ...now,
    ...readings,
    accounts: readings.accounts.map((read) => {
      const decided = accounts.get(read.id);
      if (decided === undefined) return read;
      const { mark, mapping, acknowledgedCode } = decided;
      return { ...read, mark, mapping, acknowledgedCode };
    }),
    // What vanished later was there at that instant; of the others counts what a person said since.
    vanished: now.vanished.filter(({ notedAt }) => notedAt <= readings.now),
    waiting: [...now.waiting.filter(({ groupKey }) => !waits.has(groupKey)), ...since],
  };
}

/** Whether a change that was confirmed later was in the PSA when it was read: the answer had come late. */
function shownBy({
  lines,
  agreements,
  today,
}: Pick<MonthReadings, 'lines' | 'agreements' | 'today'>): (change: ChangeSince) => boolean {
  const lineOf = new Map(lines.map((line) => [line.id, line]));
  const agreementOf = new Map(agreements.map((agreement) => [agreement.id, agreement]));
  return ({ change, psaLineId, after }) => {
    const line = lineOf.get(psaLineId);
    if (line === undefined || change.kind === 'create-line') return line !== undefined;
    if (change.kind === 'set-quantity') return line.quantity === after;
    const agreement = agreementOf.get(line.agreementId) ?? null;
    const isEnded =
      shownDates(line, agreement, change, today)?.ends !== undefined ||
      (line.quantity !== null && decimal(line.quantity).isZero());
    return isEnded === (change.kind === 'end-line');
  };
}

export type MonthRejection = 'MonthNotBegun' | 'MonthNotRead' | 'MonthRunning' | 'MonthClosed';

/** Why a month is not closed now; null: it may be (RULES 12). `running` is the month of today. */
export function rejectsClosing(
  month: Month,
  running: Month,
  known: { readonly read: boolean; readonly closed: boolean; readonly whileRunning: boolean },
): MonthRejection | null {
  if (month > running) return 'MonthNotBegun';
  if (known.closed) return 'MonthClosed';
  if (!known.read) return 'MonthNotRead';
  return month === running && !known.whileRunning ? 'MonthRunning' : null;
}

/** The parts of a composed line that identify the PSA line its change would apply to. */
export function billedBy({
  target,
  lines,
}: Pick<ComposedLine, 'target' | 'lines'>): Pick<MonthLine, 'agreementName' | 'productName' | 'unitPrice'> {
  const counting = lines.filter(({ live }) => live);
  const [only] = counting.length === 1 ? counting : [];
  const line = target === null ? only : lines.find(({ psaLineId }) => psaLineId === target.psaLineId);
  return {
    agreementName: line?.agreementName ?? null,
    productName: line?.productIdentifier ?? null,
    unitPrice: line?.unitPrice ?? null,
  };
}

/** A usage line of the composition that a month was closed from (RULES 12). */
export interface MonthLine {
  /** Null: the group has no line any more, nor had one by then. */
  readonly usageLineId: string | null;
  readonly label: string;
  readonly companyId: string | null;
  readonly kind: UsageLineKind;
  readonly flags: readonly string[];
  readonly decision: string;
  readonly version: number;
  readonly vendorQuantity: number | null;
  readonly psaQuantity: DecimalText | null;
  readonly variance: DecimalText | null;
  /** As of the composition (RULES 13); absent: no billing rule applied, every seat is a unit. */
  readonly rule?: LineRule;
  /** Of the PSA line that would change, else of the only one counted; `null` when there is none, or it has no name. */
  readonly agreementName: string | null;
  readonly productName: string | null;
  readonly unitPrice: DecimalText | null;
  /** Of the amounts; absent: the report's. */
  readonly currency?: CurrencyCode;
  readonly effectPerMonth: DecimalText | null;
  readonly atRiskPerMonth: DecimalText | null;
  /** What lines bill that no account uses: `no-account`. Absent: another kind, or closed before 0.2.0; null: unknown. */
  readonly billedPerMonth?: DecimalText | null;
  /** First day of a line that bills twice from later on; absent: it begins, or began, on no later day. */
  readonly beginsOn?: Day;
  /** When each side was read, of several sources the oldest; null: not read (RULES 2). */
  readonly vendorReadAt: Instant | null;
  readonly psaReadAt: Instant | null;
  /** Why these were the last good numbers and not present ones; null: they were present. */
  readonly notRead: Message | null;
  /** Of the agreement that could not be read, as it was called then; absent: none, or it is the present one. */
  readonly unreadAgreementName?: string;
  /** RULES 8: listed first. */
  readonly open: boolean;
  /** What it needs from a person, null where it is not open (RULES 8); absent: closed by a version that did not keep it. */
  readonly need?: LineNeed | null;
  /** Absent: no person put it on hold, or as `need`. */
  readonly hold?: LineHold;
}

/** @param hold of its group, if any */
export const needOfLine = (
  need: LineNeed | null,
  hold: LineHold | undefined,
): Pick<MonthLine, 'open' | 'need' | 'hold'> => ({
  open: need !== null,
  need,
  ...(need === 'on-hold' && hold !== undefined ? { hold } : {}),
});

/** Who put a line on hold, when, and why (RULES 8). */
export interface LineHold {
  readonly by: Actor;
  /** `null` when the person or key is no longer known. */
  readonly byName: string | null;
  readonly at: Instant;
  readonly reason: string | null;
}

/** The first day of what bills twice from later on. */
export const twiceFrom = ({
  kind,
  beginsOn,
}: Pick<ComposedLine, 'kind' | 'beginsOn'>): Pick<MonthLine, 'beginsOn'> =>
  kind === 'billed-twice' && beginsOn !== undefined ? { beginsOn } : {};

/** The amounts of a composed line, as a month keeps them. */
export const amountsOf = ({
  currency,
  effectPerMonth,
  atRiskPerMonth,
  billedPerMonth,
}: ComposedLine['money']): Pick<
  MonthLine,
  'currency' | 'effectPerMonth' | 'atRiskPerMonth' | 'billedPerMonth'
> => ({
  currency,
  effectPerMonth,
  atRiskPerMonth,
  ...(billedPerMonth === undefined ? {} : { billedPerMonth }),
});

/** Open lines are listed first (RULES 12), then by label. */
export function openFirst(lines: readonly MonthLine[]): readonly MonthLine[] {
  return [...lines].sort((a, b) =>
    a.open === b.open
      ? compare(a.label, b.label) || compare(a.usageLineId ?? '', b.usageLineId ?? '')
      : a.open
        ? -1
        : 1,
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
