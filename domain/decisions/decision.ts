import type { Message } from '../../messages/message.ts';
import type { CanceledDay } from '../canceled-day.ts';
import type { Currencies, CurrencyCode } from '../currency.ts';
import type { Day, DecimalText } from '../quantity.ts';
import type { DecisionState } from '../states.ts';
import type { ChangeableLine } from '../comparison/change-effect.ts';
import type { AcceptedCount, CheckLimits, ComposedLine, LineRule } from '../usage/composition.ts';
import type { LiveState } from './approval.ts';
import type { Change } from './change.ts';
import type { OwnChange } from './day-conflict.ts';
import type { InvoicePeriod, BillingTarget } from '../usage/billing-target.ts';
import type { CreationFacts } from './creation-facts.ts';
import type { EndingFacts } from './ending-facts.ts';

/** What a person may ask for on a usage line (RULES 8). */
export type Wish = 'approve' | 'adjust' | 'create' | 'end' | 'dismiss' | 'hold' | 'reopen';

/** How lines were chosen: each by itself, or all of a list at once, where decreases are rejected. */
export const selections = ['ticked', 'all'] as const;
export type Selection = (typeof selections)[number];

/** A line to be created, as a person wants it; null: as it is suggested, or as the PSA has it for the product. */
export interface NewLineWish {
  readonly agreementId: string;
  readonly productId: string;
  readonly unitPrice: DecimalText | null;
  /** What a unit costs, as it was shown; null: not said, and any price is taken. */
  readonly expectedUnitPrice: DecimalText | null;
  readonly firstBilledDay: Day | null;
  readonly billingOption: string | null;
  readonly taxable: boolean | null;
  readonly invoiceText: string | null;
}

/** Which line is ended after which day, and the customer as confirmed; null: the day that is suggested. */
export interface EndWish {
  readonly psaLineId: string;
  readonly lastBilledDay: Day | null;
  readonly customer: string;
}

/** One decision about a usage line as a person asks for it (architecture.md 7). */
export interface DecisionWish {
  readonly decision: Wish;
  readonly lineVersion: number;
  /** `adjust`: what the target line shall become. `create`: the units as they were shown; null: not said. Whole. */
  readonly quantity: number | null;
  readonly billingTarget: string | null;
  readonly targetPsaLineId: string | null;
  /** `create`: what. */
  readonly newLine: NewLineWish | null;
  /** `end`: which line. */
  readonly end: EndWish | null;
  readonly reason: string | null;
}

/** A proposal that waits for an approver (RULES 8). */
export interface Proposal {
  readonly adjusts: boolean;
  readonly quantity: DecimalText;
  readonly billingTarget: BillingTarget | null;
  readonly targetPsaLineId: string | null;
  /** The line to be created as it was proposed; null: another change. */
  readonly newLine: NewLineWish | null;
  readonly reason: string | null;
}

/** What a decision is evaluated on; all of it from rows and the present composition, never from the request (RULES 6). */
export interface DecisionFacts {
  readonly line: ComposedLine;
  readonly version: number;
  readonly decision: DecisionState;
  readonly proposal: Proposal | null;
  /** Lines in the group's sum. */
  readonly changeable: ReadonlyMap<string, ChangeableLine>;
  readonly accepted: AcceptedCount | null;
  readonly limits: CheckLimits;
  /** That of the limits. */
  readonly ownCurrency: CurrencyCode;
  readonly currencies: Currencies;
  readonly today: Day;
  /** See `CompositionInput.timeZoneKnown`. */
  readonly timeZoneKnown: boolean;
  readonly writeBackEnabled: boolean;
  /** Whether the actor's role reaches approver. */
  readonly mayApprove: boolean;
  /** Whether the actor may approve the first line that is created in an integration. */
  readonly mayCreateFirst: boolean;
  readonly mayEnd: boolean;
  readonly selection: Selection;
  /** The group's approved change that the PSA does not show yet. */
  readonly waiting: {
    readonly psaLineId: string;
    readonly after: DecimalText;
    readonly billingTarget: BillingTarget;
  } | null;
  /** Changes of ours that name a day, by the PSA's ID of the line; absent: none. */
  readonly ownChanges?: ReadonlyMap<string, readonly OwnChange[]>;
  /** State of the group's live approval, if any. */
  readonly liveState: LiveState | null;
  /** A write to one of the group's lines ended in a conflict that nobody resolved. */
  readonly openConflict: boolean;
  /** Whether the PSA bills the canceled day of a line (RULES 17). */
  readonly canceledDay: CanceledDay;
  /** What a line can be created of; null: not asked for, or the group has no accounts. */
  readonly creation: CreationFacts | null;
  /** What ending a line follows from; null: not asked for. */
  readonly ending: EndingFacts | null;
}

export type RejectionCode =
  | 'LineChanged'
  | 'KindNotApprovable'
  | 'LineNotRead'
  | 'TargetRequired'
  | 'LineNotInGroup'
  | 'TargetWouldBeZero'
  | 'LineHeld'
  | 'LineScheduled'
  | 'IncludedNotAnswered'
  | 'ReasonRequired'
  | 'QuantityRequired'
  | 'QuantityNotWhole'
  | 'NothingToChange'
  | 'DecreaseNotTicked'
  | 'RulesMeet'
  | 'BillingTargetNotSet'
  | 'BillingTargetNotOffered'
  | 'CannotLand'
  | 'WriteInFlight'
  | 'WriteWaiting'
  | 'WriteConflictOpen'
  | 'NothingToDismiss'
  | 'NothingToReopen'
  | 'TimeZoneUnknown'
  | 'MayBillTwice'
  | 'PriceMissing'
  | 'AgreementNotOffered'
  | 'ProductNotOffered'
  | 'OptionNotOffered'
  | 'FirstDayNotOffered'
  | 'LastDayNotOffered'
  | 'NothingToEnd'
  | 'CustomerNotConfirmed'
  | 'WriteBackOff'
  | 'RoleTooSmall';

export interface DecisionRejected {
  readonly kind: 'rejected';
  readonly code: RejectionCode;
  readonly detail: Message | null;
  readonly agreementTypeId?: string;
  readonly offer?: readonly string[];
}

/** A change that passed every rule: what an approval binds besides the evidence. */
export interface DecidedChange {
  readonly decision: 'approve' | 'adjust' | 'create' | 'end';
  readonly change: Change;
  readonly psaLineId: string;
  readonly agreementId: string;
  readonly productIdentifier: string | null;
  readonly before: DecimalText;
  readonly after: DecimalText;
  readonly countOn: number;
  readonly billingTarget: BillingTarget;
  readonly period: InvoicePeriod;
  /** Of the effects. */
  readonly currency: CurrencyCode;
  readonly effectPerInvoice: DecimalText | null;
  readonly effectPerMonth: DecimalText | null;
  readonly reason: string | null;
  /** The target was named in the decision and is to be remembered (RULES 4). */
  readonly rememberTarget: boolean;
  /** The rule that it follows on its first billed day (RULES 13), null: none; absent: the one that the line shows. */
  readonly ownRule?: LineRule | null;
  /** Of a line to be created: as it shall be. Absent: the line exists already. */
  readonly newLine?: CreatedLine;
  /** Of a line to be ended: why it is billed until this day. */
  readonly whyLastDay?: Message;
  /** Of a line to be ended: when its last billed day is invoiced at the latest. Absent: not known. */
  readonly invoicedBy?: Day;
  /** Of a line to be created: the last invoiced day. Absent: not known. */
  readonly invoicedThrough?: Day;
}

/** A line to be created, as the approval binds it. */
export interface CreatedLine {
  readonly agreementName: string;
  /** What a unit shall cost. */
  readonly price: DecimalText;
  /** That it bills by on its first day (RULES 13); null: none, every seat is a unit. */
  readonly rule: LineRule | null;
}

export type DecisionOutcome =
  | DecisionRejected
  | { readonly kind: 'approved'; readonly change: DecidedChange }
  | { readonly kind: 'proposed'; readonly proposal: Proposal; readonly change: DecidedChange }
  | { readonly kind: 'dismissed'; readonly reason: string | null }
  | { readonly kind: 'held'; readonly reason: string | null }
  /** What it was before: a hold or a dismissal taken back. */
  | { readonly kind: 'open'; readonly from: 'held' | 'dismissed'; readonly reason: string | null };

export const reject = (
  code: RejectionCode,
  detail: Message | null,
  more: Pick<DecisionRejected, 'agreementTypeId' | 'offer'> = {},
): DecisionRejected => ({ kind: 'rejected', code, detail, ...more });
