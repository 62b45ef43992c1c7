import { type Message, message } from '../../messages/message.ts';
import type { BillingCycle, DatedChanges } from '../psa-facts.ts';
import type { Day, Instant } from '../quantity.ts';
import { hasKnownLength, shiftByCycle } from './billing-cycle.ts';
import { type ChosenDay, daysToChoose, type LaterPeriod } from './billing-day-choices.ts';

/**
 * On which invoice a change lands (RULES 5). A PSA without dated quantities acts on the next invoice created after the
 * change, so a decision names the invoice, not a clock time. Where changes name a day, it is the first of the next open
 * period, or one that a person chose.
 */
export const billingTargets = ['next-invoice', 'invoice-after', 'next-period', 'from-day'] as const;
export type BillingTarget = (typeof billingTargets)[number];

/** Where changes act on the next invoice created. */
const onInvoices = ['next-invoice', 'invoice-after'] as const satisfies readonly BillingTarget[];

/** The change names the day of its billing target as the one on which it acts. */
export const namesDay = (billingTarget: BillingTarget): boolean =>
  billingTarget === 'next-period' || billingTarget === 'from-day';

/** It is sent as soon as it may be, and its day must be the agreement's next invoice date then. */
export const targetsNextInvoice = (billingTarget: BillingTarget): boolean =>
  billingTarget === 'next-invoice' || billingTarget === 'next-period';

/** How agreements of a type are billed: a person's answer; the PSA's own word only suggests one (RULES 5). */
export const billingWays = ['advance', 'arrears'] as const;
export type BillsIn = (typeof billingWays)[number];

/**
 * What the invoice of `invoiceDate` covers: from `begins` up to but excluding `ends`. Both are `null` when its
 * length is unknown.
 */
export type InvoicePeriod = { readonly invoiceDate: Day } & (
  | { readonly begins: Day; readonly ends: Day }
  | { readonly begins: null; readonly ends: null }
);

/** `[N, N+c)` in advance, `[N−c, N)` in arrears; not known in arrears by a cycle of unknown length (RULES 5). */
export function invoicePeriod(invoiceDate: Day, cycle: BillingCycle, billsIn: BillsIn): InvoicePeriod {
  if (billsIn === 'arrears' && !hasKnownLength(cycle)) return { invoiceDate, begins: null, ends: null };
  return billsIn === 'advance'
    ? { invoiceDate, begins: invoiceDate, ends: shiftByCycle(invoiceDate, cycle, 1) }
    : { invoiceDate, begins: shiftByCycle(invoiceDate, cycle, -1), ends: invoiceDate };
}

/**
 * The first day that a change bills (RULES 5, 13): the first of the invoice's period, and with `invoice-after` of the period
 * after it. Null: the period has no known length.
 */
export const firstBilledDay = (billingTarget: BillingTarget, period: InvoicePeriod): Day | null =>
  billingTarget === 'invoice-after' ? period.ends : period.begins;

/** What the billing target depends on: the target line's agreement, or its parent if it has no date or cycle itself. */
export interface BillingTargetFacts {
  readonly agreementTypeId: string;
  readonly nextInvoiceDate: Day | null;
  /** That of the parent agreement where it is later; absent: it is not. */
  readonly parentNextInvoiceDate?: Day;
  readonly billingCycle: BillingCycle | null;
  /** `null` when not yet answered for this agreement type. */
  readonly billsIn: BillsIn | null;
  /** Why the agreement bills nothing (RULES 3); null when it is usable. */
  readonly notUsable: Message | null;
  /** Null or absent: changes name no day. */
  readonly dated?: DatedChanges | null;
  /** Where changes name a day: since when every reading has found the present count; null or absent: not known. */
  readonly countedOn?: Day | null;
  /** First and last day of the agreement; null or absent: not known. */
  readonly startDate?: Day | null;
  readonly endDate?: Day | null;
}

export type BillingTargetDecision =
  | {
      readonly kind: 'billing-target';
      readonly billingTarget: BillingTarget;
      readonly period: InvoicePeriod;
      /** False: a person wished the other one. */
      readonly isDefault: boolean;
      /** Days that can be chosen, where changes name one. */
      readonly days?: readonly ChosenDay[];
      /** Periods further ahead that can be chosen, where changes name a day, in order. */
      readonly later?: readonly LaterPeriod[];
      /** Where changes name a day: as of a later period, up to the default day. */
      readonly untilShare?: number;
    }
  | { readonly kind: 'not-set'; readonly agreementTypeId: string }
  | { readonly kind: 'cannot'; readonly reason: Message; readonly offer: readonly string[] };

/**
 * Returns the billing target of a change, requested or by default (RULES 5): `next-invoice` where its period begins
 * today or later; where it has begun already, increases `next-invoice` and decreases `invoice-after`. A period of
 * unknown length counts as begun.
 *
 * @param wish `null`: the default. Anything but the two is rejected, and the two are offered; where changes name a day,
 *   one of the offered days.
 * @param today in the PSA's time zone
 */
export function decideBillingTarget(
  facts: BillingTargetFacts,
  change: 'increase' | 'decrease',
  wish: string | null,
  today: Day,
): BillingTargetDecision {
  const { nextInvoiceDate, billingCycle, billsIn } = facts;
  if (facts.notUsable !== null) return { kind: 'cannot', reason: facts.notUsable, offer: [] };
  if (nextInvoiceDate === null || billingCycle === null) {
    const reason = message(
      facts.dated == null ? 'usage.agreement.no-next-invoice' : 'usage.agreement.no-open-period',
    );
    return { kind: 'cannot', reason, offer: [] };
  }
  if (facts.dated != null) {
    return decideDay(facts, facts.dated, { next: nextInvoiceDate, cycle: billingCycle }, wish, today);
  }
  if (billsIn === null) return { kind: 'not-set', agreementTypeId: facts.agreementTypeId };
  const period = invoicePeriod(nextInvoiceDate, billingCycle, billsIn);
  const byDefault: BillingTarget =
    (period.begins !== null && period.begins >= today) || change === 'increase'
      ? 'next-invoice'
      : 'invoice-after';
  if (wish === null) return { kind: 'billing-target', billingTarget: byDefault, period, isDefault: true };
  const wished = onInvoices.find((billingTarget) => billingTarget === wish);
  return wished === undefined
    ? {
        kind: 'cannot',
        reason: message('usage.target.invoice-not-offered'),
        offer: onInvoices,
      }
    : { kind: 'billing-target', billingTarget: wished, period, isDefault: wished === byDefault };
}

/**
 * From the first day of the next open period on; by a person's choice that of a later period, today, or the beginning of
 * the running period where the count was that much by then.
 */
function decideDay(
  facts: BillingTargetFacts,
  dated: DatedChanges,
  { next, cycle }: { readonly next: Day; readonly cycle: BillingCycle },
  wish: string | null,
  today: Day,
): BillingTargetDecision {
  const choices = daysToChoose({ ...facts, ...dated }, { next, cycle }, today);
  const from = (begins: Day, ends: Day) => ({ invoiceDate: begins, begins, ends });
  const isDefault = wish === null || wish === 'next-period' || wish === 'next-invoice' || wish === next;
  if (isDefault) {
    const period = from(next, shiftByCycle(next, cycle, 1));
    return { kind: 'billing-target', billingTarget: 'next-period', period, isDefault, ...choices };
  }
  const running = choices.days.some(({ day }) => day === wish);
  return running || choices.later.some(({ day }) => day === wish)
    ? {
        kind: 'billing-target',
        billingTarget: 'from-day',
        period: from(wish, running ? next : shiftByCycle(wish, cycle, 1)),
        isDefault,
        ...choices,
      }
    : {
        kind: 'cannot',
        reason: message('usage.target.day-not-offered'),
        offer: [next, ...[...choices.days, ...choices.later].map(({ day }) => day)],
      };
}

/** What an approval says about its invoice. */
export interface WantedBillingTarget {
  readonly billingTarget: BillingTarget;
  readonly invoiceDate: Day;
}

/** `now`: may be sent · `wait`: that invoice was not created yet · `rejected`: the invoice date changed. */
export type TargetAtSending =
  | { readonly kind: 'now' }
  | { readonly kind: 'wait'; readonly forInvoiceAfter: Day }
  | { readonly kind: 'rejected'; readonly code: 'InvoiceChanged'; readonly detail: Message };

/**
 * At sending, the agreement must say exactly N (`next-invoice`, `next-period`), or later than N (`invoice-after`); a day
 * that a person chose must be of the period that runs, and of none that was posted (RULES 5).
 */
export function targetAtSending(
  nextInvoiceDate: Day | null,
  wanted: WantedBillingTarget,
  dated: DatedChanges | null = null,
): TargetAtSending {
  const { billingTarget, invoiceDate } = wanted;
  if (billingTarget === 'from-day') return dayAtSending(invoiceDate, dated);
  if (nextInvoiceDate === null)
    return moved(message('write-back.target.no-next-invoice', { approved: invoiceDate }));
  const approved = { approved: invoiceDate, next: nextInvoiceDate };
  if (billingTarget === 'next-period')
    return nextInvoiceDate === invoiceDate
      ? { kind: 'now' }
      : moved(message('write-back.target.next-period', approved));
  if (billingTarget === 'next-invoice') {
    return nextInvoiceDate === invoiceDate
      ? { kind: 'now' }
      : moved(message('write-back.target.next-invoice', approved));
  }
  if (nextInvoiceDate > invoiceDate) return { kind: 'now' };
  return nextInvoiceDate === invoiceDate
    ? { kind: 'wait', forInvoiceAfter: invoiceDate }
    : moved(message('write-back.target.went-back', approved));
}

function dayAtSending(day: Day, dated: DatedChanges | null): TargetAtSending {
  if (dated === null) return moved(message('write-back.target.no-day'));
  const { periodBegan, postedThrough } = dated;
  if (postedThrough !== null && day <= postedThrough)
    return moved(message('write-back.target.day-posted', { day, through: postedThrough }));
  return periodBegan === null || day < periodBegan
    ? moved(message('write-back.target.period-over', { day }))
    : { kind: 'now' };
}

const moved = (detail: Message): TargetAtSending => ({ kind: 'rejected', code: 'InvoiceChanged', detail });

/** What an agreement shows after a change, with the PSA's times of the last update of each record. */
export interface AfterChange {
  readonly nextInvoiceDate: Day | null;
  /** Of the agreement whose date that is, before and after. */
  readonly agreementUpdatedBefore: Instant | null;
  readonly agreementUpdated: Instant | null;
  readonly lineUpdated: Instant | null;
}

/**
 * Returns the invoice that bills a change if one was created while it was sent (RULES 5); `null` when none was, or only
 * after the change, by the PSA's timestamps. If these are inconclusive, the later invoice is returned as not `certain`.
 *
 * @param expected the next invoice by the reading right before
 */
export function laterInvoice(
  expected: Day | null,
  { nextInvoiceDate, agreementUpdatedBefore, agreementUpdated, lineUpdated }: AfterChange,
): { readonly invoiceDate: Day; readonly certain: boolean } | null {
  if (expected === null || nextInvoiceDate === null || nextInvoiceDate <= expected) return null;
  // A timestamp that did not change with the date does not show when the invoice was created.
  if (
    agreementUpdated === null ||
    lineUpdated === null ||
    agreementUpdatedBefore === null ||
    agreementUpdatedBefore === agreementUpdated
  )
    return { invoiceDate: nextInvoiceDate, certain: false };
  const [agreement, line] = [Date.parse(agreementUpdated), Date.parse(lineUpdated)];
  // The PSA tells whole seconds: within one, either may have come first.
  if (agreement > line) return null;
  return { invoiceDate: nextInvoiceDate, certain: agreement < line };
}

/** The condition of `invoice-after` (RULES 5): two readings at least so far apart show a next invoice date later than N. */
export interface LaterInvoice {
  readonly firstSeenAt: number;
  readonly date: Day;
}

/**
 * One more reading of a waiting agreement: what to remember of it, and whether the condition holds now. Instants in
 * milliseconds. A reading that shows N again forgets the first one.
 */
export function noteInvoiceReading(
  before: LaterInvoice | null,
  reading: { readonly nextInvoiceDate: Day | null; readonly at: number },
  invoiceDate: Day,
  apartMs: number,
): { readonly later: LaterInvoice | null; readonly holds: boolean } {
  const { nextInvoiceDate, at } = reading;
  if (nextInvoiceDate === null || nextInvoiceDate <= invoiceDate) return { later: null, holds: false };
  if (before === null) return { later: { firstSeenAt: at, date: nextInvoiceDate }, holds: false };
  return { later: before, holds: at - before.firstSeenAt >= apartMs };
}
