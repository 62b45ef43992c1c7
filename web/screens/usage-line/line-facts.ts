import { isOutside } from '../../../contracts/api/usage.ts';
import type { BillingTarget } from '../../../contracts/api/decisions.ts';
import { isHolding, mayOverride } from '../../../contracts/api/usage.ts';
import type { LineSource, MeasureTotals, UsageRow } from '../../api/usage.ts';
import type { Words } from '../../components/words.ts';
import { takesEffect } from '../../context/invoice-words.ts';
import { compareDecimals, signOf, sumDecimals } from '../../values/decimals.ts';
import { slot } from '../../components/texts.ts';
import { amount, type AmountStyle, totalsOf } from '../../values/figure.ts';
import { formatDay, formatDecimal, formatList } from '../../values/format.ts';
import type { NewLineDraft } from '../line-change/new-line.ts';
import { lineTexts } from './texts.ts';

/** What a person chose for a line before deciding it. */
export interface Draft {
  readonly billingTarget?: BillingTarget;
  /** Chosen where changes name a day; null: the default. */
  readonly day?: string | null;
  readonly target?: ChosenTarget;
  /** Of a line to be created; absent: its form was not loaded yet. */
  readonly newLine?: NewLineDraft;
}

/** The new line of the row as it is now. One that was previewed with another version is not approved. */
export const newLineOf = ({ version }: UsageRow, { newLine }: Draft): NewLineDraft | null =>
  newLine?.version === version ? newLine : null;

/** One of several lines, chosen to take the change. */
export interface ChosenTarget {
  readonly psaLineId: string;
  readonly before: string;
  readonly after: string;
  readonly nextInvoiceDate: string | null;
  readonly billsByDay: boolean;
}

/** What approving sets; all of it is named before anything is sent. */
export interface Setting {
  readonly before: string;
  readonly after: string;
  readonly psaLineId: string;
  readonly billingTarget: BillingTarget;
  /** With `invoice-after`: the one that is made before. */
  readonly invoiceDate: string;
}

/** Null: quantity, line or invoice is not known yet. */
export function settingOf(row: UsageRow, draft: Draft): Setting | null {
  const target = draft.target ?? row.target;
  const change = changeOf(row);
  if (target === null || change === null) return null;
  const { before } = target;
  const after = draft.target === undefined ? change.after : draft.target.after;
  const { psaLineId } = target;
  const wish = draft.billingTarget ?? row.decisionDetail?.billingTarget ?? null;
  if (row.billingTarget?.kind === 'billing-target' && draft.day != null)
    return { before, after, psaLineId, billingTarget: 'from-day', invoiceDate: draft.day };
  if (row.billingTarget?.kind === 'billing-target')
    return {
      before,
      after,
      psaLineId,
      billingTarget: wish ?? row.billingTarget.billingTarget,
      invoiceDate: row.billingTarget.invoiceDate,
    };
  const invoiceDate = row.billingTarget === null ? (draft.target?.nextInvoiceDate ?? null) : null;
  if (invoiceDate === null) return null;
  if (draft.target?.billsByDay === true)
    return { before, after, psaLineId, billingTarget: 'next-period', invoiceDate };
  return {
    before,
    after,
    psaLineId,
    billingTarget: wish ?? (falls(row) ? 'invoice-after' : 'next-invoice'),
    invoiceDate,
  };
}

/** As the API takes it: what a person chose, and the invoice that they were shown. */
export function wishOf(
  row: UsageRow,
  draft: Draft,
): { readonly billingTarget?: string; readonly targetPsaLineId?: string } {
  const billingTarget =
    draft.day ??
    draft.billingTarget ??
    (draft.target === undefined ? undefined : settingOf(row, draft)?.billingTarget);
  return {
    ...(billingTarget === undefined ? {} : { billingTarget }),
    ...(draft.target === undefined ? {} : { targetPsaLineId: draft.target.psaLineId }),
  };
}

export const holds = ({ flags }: UsageRow) => flags.filter(isHolding);

/** Free units that nobody explained: nothing else is decided about the line before (RULES 9). */
export const asksWhatIsFree = ({ flags }: UsageRow): boolean => flags.some(({ flag }) => flag === 'included');

/** Held by a check that a person may override with a reason (RULES 7). */
export const canOverride = (row: UsageRow): boolean =>
  !asksWhatIsFree(row) &&
  row.flags.some(({ flag, check }) => flag === 'held' && check !== undefined && mayOverride(row.kind, check));

/** Bills something that no seats stand for: the line can be ended (RULES 17). */
export const canEnd = ({ kind, endsOn }: UsageRow): boolean =>
  endsOn === null && (kind === 'orphan' || kind === 'billed-twice');

const endsElsewhere: ReadonlySet<string> = new Set(['zero', 'age', 'unknown', 'psa-terms']);

/** A fraction ends by adjusting; the other checks that remain end elsewhere. */
export const canAdjust = ({ kind, flags, notRead }: UsageRow): boolean =>
  notRead === null &&
  (kind === 'increase' || kind === 'decrease' || kind === 'match') &&
  !flags.some(({ flag, check }) =>
    flag === 'held' ? check !== undefined && endsElsewhere.has(check) : isHolding({ flag }),
  );

export const isInFlight = ({ waiting }: UsageRow): boolean => waiting !== null && waiting.state !== 'queued';

/** Below what the PSA bills, or will bill once the change that waits is done: asked once more, never by select-all. */
export function falls(row: UsageRow): boolean {
  const change = changeOf(row);
  const further = row.waiting?.furtherVariance ?? null;
  if (further !== null && signOf(further) < 0) return true;
  return row.kind === 'decrease' || (change !== null && compareDecimals(change.after, change.before) < 0);
}

/** Why a line cannot be approved as it is. */
export interface WhyNot {
  /** `billing`: asked first is how its agreements are billed. */
  readonly because: string;
  /** A sentence. */
  readonly text: string;
}

/** Returns `null` for a line that can be approved as it is. */
export function whyNotApprovable(row: UsageRow, words: Words, draft: Draft = {}): WhyNot | null {
  const text = lineTexts(words);
  const [hold] = holds(row);
  if (hold !== undefined)
    return {
      because: 'blocked',
      text: text('console-usage-line.why.blocked', { reason: hold.reason.message }),
    };
  const because = obstacleOf(row, draft);
  if (because === null) return null;
  return {
    because,
    text:
      because === 'no-invoice'
        ? text('console-usage-line.why.no-invoice', {
            reason: row.billingTarget?.kind === 'cannot' ? row.billingTarget.reason.message : '',
          })
        : text(`console-usage-line.why.${because}`),
  };
}

function obstacleOf(row: UsageRow, draft: Draft) {
  if (row.endsOn !== null) return 'ended';
  if (row.kind !== 'increase' && row.kind !== 'decrease') return row.kind;
  if (isInFlight(row)) return 'sending';
  if (row.waiting !== null && furtherText(row) === null) return 'approved';
  if (row.needsTarget && draft.target === undefined) return 'choose-line';
  if (row.billingTarget?.kind === 'not-set') return 'billing';
  if (row.billingTarget?.kind === 'cannot') return 'no-invoice';
  return settingOf(row, draft) === null ? 'unknown' : null;
}

/** What differs even once the change that waits is done: a further decision (RULES 6). Null: nothing does. */
export const furtherText = ({ waiting }: UsageRow): string | null =>
  waiting === null || waiting.furtherVariance === null || signOf(waiting.furtherVariance) === 0
    ? null
    : formatDecimal(waiting.furtherVariance, { signed: true });

/**
 * What approving sets: "30 → 40", of the target line; of the sum while the target is not chosen. Also next to a change that
 * waits it starts from what the PSA bills now, since it takes that one's place (RULES 6).
 */
export function changeOf(row: UsageRow): { readonly before: string; readonly after: string } | null {
  const { variance: change } = row;
  if (change === null || row.psaQuantity === null) return null;
  const before = row.target?.before ?? row.psaQuantity;
  const proposed = row.decision === 'proposed' ? row.decisionDetail?.quantity : null;
  return { before, after: proposed ?? sumDecimals([before, change]) };
}

/** Per month in the row; money at risk for what is not billed, and what is billed where no account uses it. Null: unknown. */
export const moneyOf = ({ money }: UsageRow): string | null =>
  money.effectPerMonth ?? money.atRiskPerMonth ?? money.billedPerMonth ?? null;

/** The same as text. */
export function moneyText(row: UsageRow, { named = false }: Pick<AmountStyle, 'named'> = {}): string {
  const { effectPerMonth, estimated, currency } = row.money;
  return effectPerMonth === null
    ? amount(moneyOf(row), { named, estimated, currency })
    : amount(effectPerMonth, { signed: true, named, currency });
}

export const quantityText = (text: string | null): string => (text === null ? '–' : formatDecimal(text));
export const varianceText = ({ variance }: UsageRow): string =>
  variance === null ? '–' : formatDecimal(variance, { signed: true });

/** What must be said or done before an invoice is known; null: nothing. */
function askedBefore(row: UsageRow): string | null {
  const way = wayBefore(row);
  return way === null ? null : lineTexts(null)(`console-usage-line.way.${way}`);
}

function wayBefore(row: UsageRow) {
  if (row.waiting !== null) return null;
  if (asksWhatIsFree(row)) return 'included';
  if (row.needsTarget && row.kind !== 'choice') return 'choice';
  if (row.billingTarget !== null && row.kind !== 'match')
    return row.billingTarget.kind === 'not-set' ? 'billing' : null;
  switch (row.kind) {
    case 'new':
    case 'orphan':
    case 'billed-twice':
    case 'unmapped':
    case 'choice':
      return row.kind;
    default:
      return null;
  }
}

/** On which invoice it changes, in words: or what is asked first, or the way out of a kind that nobody can approve. */
export const invoiceText = (row: UsageRow): string => invoiceCell(row).text;

/** The same; `asks`: a press leads to the question. */
export function invoiceCell(row: UsageRow): { readonly text: string; readonly asks: boolean } {
  const asked = askedBefore(row);
  return asked === null ? { text: targetInvoice(row), asks: false } : { text: asked, asks: true };
}

function targetInvoice({ waiting, billingTarget, kind }: UsageRow): string {
  if (waiting !== null) return takesEffect(waiting.billingTarget, waiting.invoiceDate);
  if (billingTarget === null || kind === 'match') return '–';
  return billingTarget.kind === 'billing-target'
    ? takesEffect(billingTarget.billingTarget, billingTarget.invoiceDate)
    : billingTarget.text.message;
}

/** A change of it names the day on which it acts. */
export const namesDay = (billingTarget: BillingTarget): boolean =>
  billingTarget === 'next-period' || billingTarget === 'from-day';

/** Lines of the sum that could take the change, with what each would become (RULES 4). */
export function targetChoices(
  row: UsageRow,
  lines: readonly LineSource[],
): readonly { readonly line: LineSource; readonly after: string | null; readonly possible: boolean }[] {
  const { variance: change } = row;
  return lines
    .filter(({ live, role }) => live && !isOutside(role))
    .map((line) => {
      const after = line.quantity === null || change === null ? null : sumDecimals([line.quantity, change]);
      return { line, after, possible: after !== null && signOf(after) > 0 };
    });
}

/** "15 from Feb 1, 2027 and 10 from Mar 1, 2027"; null: nothing is booked for a later day. */
export const bookedText = ({ booked = [] }: Pick<LineSource, 'booked'>): string | null =>
  booked.length === 0
    ? null
    : formatList(
        booked.map(({ day, quantity }) =>
          lineTexts(null)('console-usage-line.booked', { quantity, day: formatDay(day) }),
        ),
      );

export interface Sums {
  readonly lines: number;
  /** What is to be added and to be taken away, apart. */
  readonly seats: { readonly up: string; readonly down: string };
  readonly measures: MeasureTotals;
}

/** Σ variance and money only over lines with both sides (RULES 12); up and down are never netted. */
export function sumsOf(rows: readonly UsageRow[]): Sums {
  const variances = rows.flatMap(({ variance }) => (variance === null ? [] : [variance]));
  const of = (some: (row: UsageRow) => boolean): MeasureTotals['underBilled'] =>
    totalsOf(rows.filter(some), moneyOf, ({ money }) => money.currency);
  const measured = (measure: UsageRow['measure']) => of((row) => row.measure === measure);
  const measures: MeasureTotals = {
    underBilled: measured('underBilled'),
    heldUp: measured('heldUp'),
    waitingUp: measured('waitingUp'),
    overBilled: measured('overBilled'),
    billedTwice: of(({ measure, kind }) => measure === 'overBilled' && kind === 'billed-twice'),
    heldDown: measured('heldDown'),
    waitingDown: measured('waitingDown'),
    notBilled: measured('notBilled'),
    noAccount: measured('noAccount'),
  };
  return {
    lines: rows.length,
    seats: {
      up: sumDecimals(variances.filter((one) => signOf(one) > 0)),
      down: sumDecimals(variances.filter((one) => signOf(one) < 0)),
    },
    measures,
  };
}

/** "+96 −4 seats · +288.00, −12.00 USD/month + 1 unknown", whose amounts are slot 0. */
export function sumsText({ seats: { up, down } }: Sums): string {
  const seats = [up, down]
    .filter((one) => signOf(one) !== 0)
    .map((one) => formatDecimal(one, { signed: true }));
  return lineTexts(null)('console-usage-line.sums', {
    seats: seats.length === 0 ? '0' : seats.join(' '),
    amounts: slot(0),
  });
}
