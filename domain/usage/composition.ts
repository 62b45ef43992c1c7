import type { Message } from '../../messages/message.ts';
import type { RuleStep } from '../billing-rules/billable-units.ts';
import type { BillingRule } from '../billing-rules/billing-rule.ts';
import type { CanceledDay } from '../canceled-day.ts';
import type { Currencies, CurrencyCode } from '../currency.ts';
import type { BookedChange, PsaAgreement, PsaCompany, PsaLine, PsaProduct } from '../psa-facts.ts';
import type { Day, DecimalText, Instant } from '../quantity.ts';
import type { AgreementOutcome } from '../sync-runs.ts';
import { type AccountReadState, accountReadStates, type MappingState } from '../states.ts';
import type { BillsIn, BillingTargetDecision } from './billing-target.ts';
import type { CheckName, UsageLineFlag } from './line-flags.ts';
import type { UsageLineKind } from './line-kinds.ts';
import type { LineRole } from './line-roles.ts';
import type { OwnDates, ShownDates } from './own-dates.ts';

/**
 * Input and output of the one pure composition of usage lines (RULES 2): the same function runs at the end of
 * a sync for all groups and, for the affected groups, in the transaction that changed a mapping or a reading.
 */

/** The last *complete* seat count of an account (RULES 1, architecture.md 8), as its newest reading found it. */
export interface CompleteCount {
  /** Of the count; readings one after the other that say the same share it. */
  readonly countId: string;
  readonly seats: number;
  readonly byStatus: Readonly<Record<string, number>>;
  readonly flags: readonly string[];
  readonly readAt: Instant;
  /** When a reading found this count for the first time. Absent: not noted; it was there at `readAt`. */
  readonly firstReadAt?: Instant;
  readonly syncRunId: string;
}

export type ReadOutcome = Exclude<AccountReadState, 'pending'>;
export const readOutcomes = accountReadStates.filter((state): state is ReadOutcome => state !== 'pending');

/** Outcome of the newest attempt to read an account. */
export interface NewestRead {
  readonly outcome: ReadOutcome;
  /** Failure code of contracts/errors.ts, null when counted. */
  readonly code: string | null;
  readonly at: Instant;
}

/** An account of a customer, or the MSP's own that the others stand below. */
export const accountKinds = ['child', 'parent'] as const;
export type AccountKind = (typeof accountKinds)[number];

export const accountMarks = ['internal', 'nfr'] as const;
export type AccountMark = (typeof accountMarks)[number];

export type DecidedMapping = Exclude<MappingState, 'unmapped'>;
/** Who mapped it: the exact match of names at the first loading, or a person (RULES 11). */
export const mappingOrigins = ['exact', 'person'] as const;
export type MappingOrigin = (typeof mappingOrigins)[number];

export type AccountMapping =
  | { readonly state: 'unmapped' }
  | { readonly state: 'mapped'; readonly companyId: string }
  | { readonly state: 'excluded'; readonly reason: string };

export interface VendorAccountFacts {
  /** Our id. */
  readonly id: string;
  readonly foreignId: string;
  readonly kind: AccountKind;
  readonly name: string;
  readonly edition: string | null;
  readonly mark: AccountMark | null;
  readonly mapping: AccountMapping;
  /** A permanent cause that a person acknowledged (RULES 10). */
  readonly acknowledgedCode: string | null;
  readonly lastComplete: CompleteCount | null;
  readonly newestRead: NewestRead | null;
  /** The newest complete list of accounts, at the time of `newestRead`, lacks it. Absent: it does not. */
  readonly left?: true;
}

/** Newest attempt to read an agreement's lines. `lines` of the composition are those of the last complete reading. */
export interface AgreementReading {
  readonly agreementId: string;
  readonly newest: {
    readonly outcome: AgreementOutcome;
    readonly code: string | null;
    readonly at: Instant;
  };
  readonly lastCompleteAt: Instant | null;
}

export interface LineChoice {
  readonly companyId: string;
  readonly vendorServiceId: string;
  readonly psaLineId: string;
  readonly role: LineRole;
  readonly reason: string | null;
}

/** Whether the included units of a line (RULES 9) are part of the billed seats or in addition to them. */
export const includedAnswers = ['part', 'beside'] as const;
export type IncludedAnswer = (typeof includedAnswers)[number];

/** What an approver said once about the free units of one line. */
export interface IncludedChoice {
  readonly companyId: string;
  readonly vendorServiceId: string;
  readonly psaLineId: string;
  /** The free units it was said of; another number of them asks again. */
  readonly lessIncluded: DecimalText;
  readonly answer: IncludedAnswer;
  readonly reason: string;
}

/**
 * The base of a group's checks (RULES 7): the quantity of the last approval that was done or waits, or the count on which
 * vendor and PSA last agreed, whichever is later; and what people overridden since.
 */
export interface AcceptedCount {
  readonly groupKey: string;
  /** Seats; null: none yet. */
  readonly count: DecimalText | null;
  /** What was billed for them (RULES 13). Absent: as many. */
  readonly units?: DecimalText;
  /** An override binds check, seats and units: any other number is checked again. */
  readonly overridden: readonly {
    readonly check: CheckName;
    readonly count: DecimalText;
    /** Absent: as many as seats. */
    readonly units?: DecimalText;
  }[];
}

/** An approved change that the PSA does not show yet (RULES 6). */
export interface WaitingChange {
  readonly groupKey: string;
  /** Of a line that is to be created, its marker. */
  readonly psaLineId: string;
  /** Units that are billed before and after it. */
  readonly before: DecimalText;
  readonly after: DecimalText;
  /** Of a line that is to be created (RULES 16): what it bills. Absent: another change. */
  readonly creates?: Pick<UsageMoney, 'effectPerInvoice' | 'effectPerMonth' | 'currency'>;
  readonly waitsFor: Message;
}

/** A line that is no longer in its group's sum: deleted, reassigned, or of another product (RULES 3). */
export interface VanishedLine {
  readonly groupKey: string;
  /** As it was composed last; `readAt` is when it was seen last. */
  readonly was: LineSource;
  /** The other live lines of its group at that time: one that is not among them took its place. */
  readonly beside: readonly string[];
  /** When the composition first missed it. */
  readonly notedAt: Instant;
  /** A complete reading begun after that did not have it either. */
  readonly confirmed: boolean;
  /** A person decided about the group after that. */
  readonly answered: boolean;
  /** The same line as the PSA has it now, wherever and of whatever product; null: nowhere that was read. */
  readonly now: PsaLine | null;
}

export interface CheckLimits {
  readonly dropShare: DecimalText;
  readonly dropSeats: number;
  readonly shrinkShare: DecimalText;
  readonly jumpShare: DecimalText;
  readonly jumpSeats: number;
  readonly perSeatMinimumCount: number;
  readonly monthlyEffect: DecimalText;
  readonly maximumAgeHours: number;
  readonly sourceSpreadHours: number;
  /** Days within which agreements that cannot matter to a mapped customer are read. */
  readonly backgroundReadDays: number;
}

/**
 * What groups that have a count, a sum and an accepted count say of the fall of seats (RULES 7): summed over all of them
 * for the check *shrink of many* and for the notice of a run.
 */
export type SeatDrop = {
  /** Mapped accounts in these groups. */
  readonly compared: number;
  /** Those in groups whose count is below the accepted one. */
  readonly falling: number;
  /** Lines that *shrink of many* holds. */
  readonly held: number;
  readonly count: number;
  /** What was accepted; of a fall that a person overridden, the count itself. */
  readonly accepted: DecimalText;
};

/**
 * Facts of some groups only: whatever can change their lines is there, of all others nothing need be. Only these groups
 * are composed.
 */
export interface CompositionPart {
  readonly groupKeys: ReadonlySet<string>;
  /** What all other groups say of the fall of seats (RULES 7). */
  readonly elsewhere: SeatDrop;
}

export interface CompositionInput {
  /** Absent: these are all facts, and all groups are composed. */
  readonly part?: CompositionPart;
  /** The day E of RULES 3, in the PSA's time zone. */
  readonly today: Day;
  /** Of `today`. */
  readonly timeZone: string;
  /** False: the PSA's time zone is not known, so that its today may be a day off (RULES 3). */
  readonly timeZoneKnown: boolean;
  readonly now: Instant;
  readonly vendorServiceId: string;
  readonly accounts: readonly VendorAccountFacts[];
  readonly companies: readonly PsaCompany[];
  readonly agreements: readonly PsaAgreement[];
  readonly agreementReadings: readonly AgreementReading[];
  /** Of mapped products, and of those that look like a mapped one (RULES 8): only the former can be in a sum. */
  readonly lines: readonly PsaLine[];
  /** Lines that left their group and were not seen in it since, in the order of their ids (RULES 3). */
  readonly vanished: readonly VanishedLine[];
  /** At most one for each line. */
  readonly ownDates: readonly OwnDates[];
  /** The whole catalog that was read; prices of `new` and `unmapped` come from here. */
  readonly products: readonly PsaProduct[];
  /** Ids of the products mapped to the vendor service. */
  readonly mappedProductIds: readonly string[];
  /** Ids of products that are not mapped and look like those that are (RULES 8), in their order. */
  readonly relatedProductIds: readonly string[];
  readonly choices: readonly LineChoice[];
  readonly included: readonly IncludedChoice[];
  /** Versions in force of all billing rules, in the order of their ids. */
  readonly rules: readonly BillingRule[];
  readonly accepted: readonly AcceptedCount[];
  /** At most one for each group. */
  readonly waiting: readonly WaitingChange[];
  /** Whether the PSA bills the canceled day of a line. Absent: it does. */
  readonly canceledDay?: CanceledDay;
  /** How agreements of a type are billed, where a person answered (RULES 5). */
  readonly billsIn: Readonly<Record<string, BillsIn>>;
  readonly limits: CheckLimits;
  readonly currencies: Currencies;
  /** Product identifier by edition code, where known: prices and the edition warning (RULES 9). */
  readonly productIdentifierByEdition: Readonly<Record<string, string>>;
}

/** Null means unknown and is shown so, never 0 (RULES 9). */
export interface UsageMoney {
  /** Of its amounts, by ISO 4217; `XXX`: not confirmed, or there is no amount. */
  readonly currency: CurrencyCode;
  /** money(after) − money(before), on one invoice. */
  readonly effectPerInvoice: DecimalText | null;
  /** The same divided by the months of the cycle. */
  readonly effectPerMonth: DecimalText | null;
  /** Seats that are not billed, per month: `unmapped`, `new`, `bills-nothing`. `null` for other kinds. */
  readonly atRiskPerMonth: DecimalText | null;
  /** What lines bill that no account uses, per month: `no-account`. Absent: another kind; null: unknown. */
  readonly billedPerMonth?: DecimalText | null;
  /** The price is the known edition's or the cheapest mapped product's, not a line's (RULES 9). */
  readonly estimated: boolean;
  /** Why a figure is null or 0. */
  readonly note: Message | null;
}

/** What the lines in a total bill and cost a month as the PSA has them (RULES 15), rounded as it is shown. */
export interface BilledAndCost {
  /** Of both; `XXX`: not confirmed, or several. */
  readonly currency: CurrencyCode;
  /** Null: unknown. */
  readonly billed: DecimalText | null;
  /** By the PSA's cost of a unit; null: unknown. Never shown to a reader who may not see margins. */
  readonly cost: DecimalText | null;
}

/** Why the numbers of a line are the last good ones and not present ones (RULES 2). */
export interface NotReadCause {
  /** Failure code of contracts/errors.ts; null where nothing failed: never read, or read too long ago. */
  readonly code: string | null;
  /** When the newest reading failed. */
  readonly at: Instant | null;
  /** Which source and what happened. */
  readonly reason: Message;
}

export interface AccountSource {
  readonly accountId: string;
  readonly name: string;
  /** As the vendor gave it; absent: not known. */
  readonly edition?: string;
  readonly seats: number | null;
  readonly byStatus: Readonly<Record<string, number>> | null;
  readonly countId: string | null;
  readonly readAt: Instant | null;
  /** The run that read the count at `readAt`: a count that is read again stays and gets new times. */
  readonly syncRunId: string | null;
  readonly newestRead: NewestRead | null;
}

export interface LineSource {
  readonly psaLineId: string;
  readonly agreementId: string;
  readonly agreementName: string;
  readonly companyId: string;
  readonly productId: string;
  readonly productIdentifier: string | null;
  /** From the PSA; distinguishes lines of one product. Absent when it provides none. */
  readonly description?: string;
  readonly quantity: DecimalText | null;
  readonly lessIncluded: DecimalText | null;
  /** The least that is billed (RULES 9). Absent: any number. */
  readonly minimum?: DecimalText;
  readonly unitPrice: DecimalText | null;
  /** What it is billed in, by ISO 4217; `XXX`: not confirmed. Absent: composed before currencies were read. */
  readonly currency?: CurrencyCode;
  readonly billCustomer: string | null;
  readonly effectiveDate: Day | null;
  readonly cancelledDate: Day | null;
  readonly nextInvoiceDate: Day | null;
  /** A change of it names the day on which it acts; absent: it acts on an invoice. */
  readonly billsByDay?: true;
  /** What the PSA has booked for later days, in their order; absent: none is known. */
  readonly booked?: readonly BookedChange[];
  readonly billingCycle: string | null;
  /** The line's own status word, for people to see; dates decide (RULES 3). */
  readonly status: PsaLine['status'];
  readonly live: boolean;
  /** It begins later than today, and will bill then. Absent: it does not. */
  readonly beginsLater?: true;
  /** The last day of its agreement. Absent: it has none, or it was composed before it was kept. */
  readonly agreementEnds?: Day;
  /** The lines that it takes over from as a renewal (RULES 3), the last one first; absent: it renews none. */
  readonly continues?: readonly string[];
  /** Why it is not live (RULES 3). */
  readonly notLiveReason: Message | null;
  /** What Seatwise wrote and the PSA still shows (RULES 16, 17); absent: no day of it. */
  readonly ownDates?: ShownDates;
  readonly role: LineRole | null;
  /** What its included units are; `null` when it has none, or the question is unanswered. */
  readonly included: Pick<IncludedChoice, 'answer' | 'reason'> | null;
  readonly readAt: Instant | null;
}

/**
 * Relation of a line to the company whose usage has none (RULES 8): on one of its agreements, on a child or parent of
 * those, or of a related company.
 */
export const foundRelations = [
  'own-agreement',
  'child-agreement',
  'parent-agreement',
  'parent-company',
  'bill-to-company',
  'site-company',
] as const;
export type FoundRelation = (typeof foundRelations)[number];

/** A live or future line that may bill the usage of a group without one; it is in no sum (RULES 8). */
export interface FoundLine extends LineSource {
  /** Null: the PSA does not list the company. */
  readonly companyName: string | null;
  readonly relation: FoundRelation;
  /** Of a product that is mapped, or of one that looks like a mapped one. */
  readonly mapped: boolean;
}

/** A vanished line as its group shows it (RULES 3). */
export interface VanishedSource extends LineSource {
  readonly notedAt: Instant;
  readonly confirmed: boolean;
  readonly answered: boolean;
  /** Deleted, of another product, of another company. */
  readonly became: Message;
}

/** What to do in the PSA for `new` and `orphan` (RULES 8). */
export type PsaAdvice =
  | {
      readonly kind: 'create-line';
      readonly productIdentifier: string | null;
      readonly agreementIds: readonly string[];
      /** In the order of the ids. */
      readonly agreementNames: readonly string[];
      readonly quantity: DecimalText;
    }
  | { readonly kind: 'cancel-line'; readonly psaLineIds: readonly string[] };

/** A billing rule of a line, and what it makes of the seats (RULES 13). */
export interface AppliedRule extends Omit<BillingRule, 'withPsaTerms'> {
  /** Null: not every account has a complete count, which a quantity that is not fixed needs. */
  readonly units: number | null;
  /** In their order; empty where `units` is null. */
  readonly steps: readonly RuleStep[];
}

/** Which rule a line stands under on the first day that its change bills. */
export interface LineRule {
  readonly day: Day;
  /** Null: none applies on that day, so that every seat is a unit. */
  readonly applied: AppliedRule | null;
  /** Another one, or none, applies from a later day of the period that the change bills; absent: the same for all of it. */
  readonly later?: { readonly from: Day; readonly applied: AppliedRule | null };
}

export interface ComposedLine {
  /** `company:<psa company id>:<vendor service id>`, or `account:<our account id>` for an unmapped account. */
  readonly groupKey: string;
  readonly kind: UsageLineKind;
  readonly flags: readonly UsageLineFlag[];
  readonly companyId: string | null;
  readonly accountId: string | null;
  /** Sum over the group's accounts; null when not all have a complete count. */
  readonly vendorQuantity: number | null;
  /** Sum over live lines with a role that counts; null when unknown. */
  readonly psaQuantity: DecimalText | null;
  /** When each side was read, of several sources the oldest (RULES 2); null: not read. */
  readonly vendorReadAt: Instant | null;
  readonly psaReadAt: Instant | null;
  /** Set for every `not-read`, and for an `unmapped` account whose newest reading is not complete. */
  readonly notRead: NotReadCause | null;
  /** Included units in addition to the seats in `psaQuantity` (RULES 9): matched when the PSA bills both. */
  readonly includedBeside: DecimalText;
  /** Billable units ({@link billableOf}) + `includedBeside` − psa; `null` when a side is missing, or included units are not classified. */
  readonly variance: DecimalText | null;
  /** Absent: no billing rule applies, every seat is a unit. */
  readonly rule?: LineRule;
  /** With a waiting approved change: the sum after it, and what still differs and needs a further decision. */
  readonly onceDone?: { readonly psaQuantity: DecimalText; readonly variance: DecimalText };
  /** The line that would change, and to what (RULES 4); null when a person must choose first. */
  readonly target: {
    readonly psaLineId: string;
    readonly before: DecimalText;
    readonly after: DecimalText;
  } | null;
  /** Where a change of the target lands by default (RULES 5); null where nothing can be approved. */
  readonly billingTarget: BillingTargetDecision | null;
  /** A person must name the target or give roles before anything can be approved. */
  readonly needsTarget: boolean;
  readonly money: UsageMoney;
  /** Absent: no line is in the total, or it was composed before costs were read. */
  readonly perMonth?: BilledAndCost;
  readonly accounts: readonly AccountSource[];
  /** Each PSA line is part of one composed line at most (RULES 2). */
  readonly lines: readonly LineSource[];
  /**
   * First billed day, later than today, of a line in the total that Seatwise created (RULES 17); of lines billed twice, the
   * day from which on they are. Absent: none begins later.
   */
  readonly beginsOn?: Day;
  /** Seatwise has ended all that is to be ended: nothing is billed after this day (RULES 17). Absent: it has not. */
  readonly endsOn?: Day;
  /** Candidates on a parent or bill-to company that another group holds for now (RULES 4); absent when none. */
  readonly alsoCandidates?: readonly LineSource[];
  /**
   * Live lines on child agreements of the company's that belong to another company: outside the sum, part of what must be
   * unchanged when something is sent (RULES 6); absent when none.
   */
  readonly childLines?: readonly LineSource[];
  /** Lines that may bill a `new` group elsewhere, later or under another product (RULES 8); absent when none. */
  readonly found?: readonly FoundLine[];
  /** Lines that disappeared from the sum (RULES 3); absent when there are none. */
  readonly vanished?: readonly VanishedSource[];
  readonly warnings: readonly Message[];
  readonly advice: PsaAdvice | null;
  /** Why it is of this kind. */
  readonly reason: Message;
}

/** What the PSA should bill for the seats (RULES 13), without included units in addition; null: not every account was counted. */
export const billableOf = ({
  vendorQuantity,
  rule,
}: Pick<ComposedLine, 'vendorQuantity' | 'rule'>): number | null =>
  rule?.applied == null ? vendorQuantity : rule.applied.units;
