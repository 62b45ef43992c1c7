import type {
  BillingCycle,
  DatedChanges,
  DaySpan,
  PsaAgreement,
  PsaCompany,
  PsaInvoice,
  PsaLine,
  PsaProduct,
} from '../domain/psa-facts.ts';
import type { CredentialFields } from '../domain/credentials.ts';
import type { PsaDescription } from '../domain/kinds.ts';
import type { Day, Instant } from '../domain/quantity.ts';
import type { Confirmation, ShownLine } from '../domain/write-back/confirmation.ts';
import type { LineRef, WritePlan } from '../domain/write-back/write-plan.ts';
import type { UnitsAround } from '../domain/write-back/created-line.ts';
import type { Outbound } from '../http/outbound.ts';
import type { Message } from '../messages/message.ts';
import type { KnownPsa, PsaPace } from './pace.ts';

export type {
  CreateLinePlan,
  EndLinePlan,
  LineRef,
  ReopenLinePlan,
  SetQuantityPlan,
  ShownRequest,
  WritePlan,
} from '../domain/write-back/write-plan.ts';

/** Why a PSA call failed. Codes are defined in contracts/errors.ts. */
export interface PsaFailure {
  readonly ok: false;
  readonly code: PsaFailureCode;
  /** Where to look in this PSA, in addition to the advice of the code; `null` when there is no such place. */
  readonly hint: Message | null;
  /** What was found; the PSA's own words, where it had any, are a param. Never a secret. */
  readonly detail: Message;
  /** `credential`: nothing will work until a person acts. `call`: this object or moment only. */
  readonly scope: 'credential' | 'call';
  /** Wait before the next attempt, where the PSA said so. Milliseconds. */
  readonly retryAfterMs: number | null;
}

export type PsaFailureCode =
  | 'PsaWrongCompanyOrSite'
  | 'PsaSignInRejected'
  | 'PsaClientIdRejected'
  | 'PsaRightMissing'
  | 'PsaAgreementRejected'
  | 'PsaNotFound'
  | 'PsaRejected'
  | 'PsaBusy'
  | 'PsaUnreachable'
  | 'PsaTimeout'
  | 'PsaAnswerUnreadable'
  | 'PsaListIncomplete'
  | 'PsaHostRejected';

export type PsaResult<T> = { readonly ok: true; readonly value: T } | PsaFailure;

/** One read right of the API member's role, probed by a harmless GET (connectwise.md 9). */
export interface PsaRightProbe {
  /** `additions` is probed only where there is an agreement to look into; without `invoices` all else works. */
  readonly right: 'companies' | 'agreements' | 'additions' | 'licences' | 'catalog' | 'invoices' | 'system';
  readonly label: string;
  readonly outcome: PsaResult<null>;
}

/** Which instance of the PSA answers (RULES 14). */
export interface PsaInstance {
  /** The PSA's own ID of it, such as a company ID, a database number or a tenant; null: it reports none. */
  readonly id: string | null;
  /** Host at which its records are read. */
  readonly address: string;
}

export interface PsaVerification {
  readonly rights: readonly PsaRightProbe[];
  /** IANA name as the server gives it, null when it gives none Seatwise understands. */
  readonly serverTimeZone: string | null;
  /** What the PSA itself calls it; null where it says nothing, or was not asked with success. */
  readonly serverTimeZoneGiven: string | null;
  readonly version: string | null;
  /** Reading proves nothing about writing (connectwise.md 9). */
  readonly writeRight: 'unknown';
}

/**
 * A line with its agreement and, where the agreement has one, the parent agreement (RULES 3: next invoice date and
 * cycle may be the parent's). What the snapshot of RULES 6 is read from.
 */
export interface LineSnapshot {
  readonly line: PsaLine;
  readonly agreement: PsaAgreement;
  readonly parentAgreement: PsaAgreement | null;
  /** Every other line of its document, read with it, where it is written with that ({@link LineCapabilities}); else null. */
  readonly document: readonly PsaLine[] | null;
}

/** An agreement, its parent where it has one, and all its lines, past and future ones too, as listed completely. */
export interface AgreementSnapshot extends Omit<LineSnapshot, 'line' | 'document'> {
  readonly lines: readonly PsaLine[];
}

/** The line or agreement no longer exists under this ID: deleted, or transferred to another agreement. */
export interface Gone {
  readonly gone: true;
  /** The agreement it is on now, by the PSA's id; null: none, or not known. */
  readonly movedTo: string | null;
}

/** What of the PSA an answer is about: this line alone, every line of its agreement, or all that this key may do. */
export type WriteScope = 'line' | 'agreement' | 'connection';

export interface WriteLimits {
  /**
   * Asked right before the request leaves, after every wait: false sends nothing, since what was decided rests on a
   * reading that has grown old. Must not throw.
   */
  readonly mayBegin: () => boolean;
  /** Awaited once the PSA has accepted the change, before anything is read after it. */
  readonly afterChange?: () => Promise<void>;
  readonly signal?: AbortSignal | undefined;
}

/** What people changed between the last reading of a line and the request that wrote it, with the old values. */
export interface OverlappingEdits {
  /** Of the line itself, which the request wrote over; null: nothing. */
  readonly onLine: Message | null;
  /** Of another line of its document, or of the document; null: nothing. */
  readonly elsewhere: Message | null;
  /** IDs of other lines of its document that its log gives to people alone; absent: none. */
  readonly byPeople?: readonly string[];
  /** Why the PSA's log does not tell; null: it does. */
  readonly notKnown: Message | null;
}

/**
 * The outcome of one attempt to write (architecture.md 5, "Writing one line"). A failure names its scope: the engine
 * continues with other lines if that permits. No detail holds a secret.
 */
export type WriteOutcome =
  /** The PSA answered with the line, and it shows what was planned. */
  | {
      readonly kind: 'accepted';
      /** Of a line that gets its units by a second write ({@link NewLineCapabilities}): without them. */
      readonly line: PsaLine;
      /** The rest of the document, as the PSA answered with it, where it was written with that; else null. */
      readonly document: readonly PsaLine[] | null;
      /** Absent: the PSA keeps no log of changes that could be asked. */
      readonly edits?: OverlappingEdits;
      /** The agreement, and its parent where it has one, as read after the write; null: they could not be; absent: not asked for. */
      readonly after?: Pick<LineSnapshot, 'agreement' | 'parentAgreement'> | null;
    }
  /** Not a byte left, and it was Seatwise that kept it back: `mayBegin` said no, or the caller stopped. */
  | { readonly kind: 'withheld'; readonly detail: Message }
  | WriteTrouble;

export type WriteTrouble = {
  readonly scope: WriteScope;
  readonly code: PsaFailureCode;
  readonly detail: Message;
} & (
  | {
      /**
       * The PSA may or may not have done it: time-out, cut connection, 5xx, 409, an unreadable answer, an answer that
       * shows another quantity or another line; and `PsaNotFound`, since only reading tells whether the line is there.
       */
      readonly kind: 'unknown';
    }
  | {
      /** Provably without effect, and may be tried again later: it could not leave, 429, sign-in rejected. */
      readonly kind: 'not-sent';
      /** True: nothing of this connection gets further until goes to a persons credential. */
      readonly needsPerson: boolean;
      /** Wait before the next attempt, where the PSA said so. Milliseconds. */
      readonly retryAfterMs: number | null;
    }
  | {
      /** The PSA, or the adapter before anything left, said no for good, with the PSA's own words where it had any. */
      readonly kind: 'rejected';
    }
);

/** What a write depends on: the line, and whose lines may bill the same customer. */
export interface TargetRef extends LineRef {
  /** Ids of companies whose usable agreements are read, with their child agreements. */
  readonly companies: readonly string[];
  /** Lines that were evidence of the decision, one of each agreement; those are read in any case. */
  readonly evidence: readonly LineRef[];
  /** Agreements that were over by then are left out. */
  readonly at: Instant;
  /** The day on which the change is to act, where changes name one; absent or null: they name none, or it is not known. */
  readonly actsOn?: Day | null;
  /** How many lines the last complete reading of an agreement gave, by its id: fewer are not taken without a proof. */
  readonly knownLines?: ReadonlyMap<string, number>;
  /** Whether the last complete readings of the whole instance gave a line that cannot be written; null: not known. */
  readonly knownLocked?: boolean | null;
}

/** What the snapshot of RULES 6 is read from, in one go: the target last, so that it is the freshest. */
export interface Target {
  readonly target: LineSnapshot | Gone;
  /** Lines of every agreement that may bill the customer; empty when the agreement no longer exists. */
  readonly agreements: readonly { readonly id: string; readonly lines: readonly PsaLine[] }[];
  /** Records of the other agreements. */
  readonly others: readonly PsaAgreement[];
  /** The companies that were asked for, where the PSA has companies that can be deleted or billed through others. */
  readonly companies?: readonly { readonly id: string; readonly company: PsaCompany | null }[];
}

/** What the creation of a line depends on: its agreement, and whose lines may bill the same customer. */
export type NewLineRef = Omit<TargetRef, 'lineId' | 'actsOn'>;

/** Like {@link Target}, of an agreement on which a line is to be created, or may have been. */
export interface NewLineTarget extends Omit<Target, 'target'> {
  readonly target: AgreementSnapshot | Gone;
}

export interface TargetReadLimits {
  /** Waited for when everything but the target was read. */
  readonly beforeTarget?: () => Promise<void>;
  readonly signal?: AbortSignal | undefined;
}

/** Input of RULES 5: from the agreement, or from its parent where it has none. */
export interface BillingTargetFacts {
  readonly nextInvoiceDate: Day | null;
  readonly billingCycle: BillingCycle | null;
  /** Null or absent: changes name no day. */
  readonly dated?: DatedChanges | null;
}

/**
 * What every PSA fulfils (architecture.md 9). Lists are complete or fail: a page that was lost is a
 * `PsaListIncomplete`, never a shorter list. Reads may be repeated within bounds; a write is one request, whatever
 * becomes of it.
 */
export interface Psa {
  verify(signal?: AbortSignal): Promise<PsaResult<PsaVerification>>;
  /** Which instance answers: found by the lookup that precedes every other call, so it costs no further one. */
  instance(signal?: AbortSignal): Promise<PsaResult<PsaInstance>>;
  /** `known`: how many its last complete list gave; fewer are not taken while these keys do not see everything. */
  companies(signal?: AbortSignal, known?: number): Promise<PsaResult<readonly PsaCompany[]>>;
  /**
   * `known`: see `companies`. `billed`: products whose lines bill usage; where changes name a day, what is booked for later
   * days of these lines is read too.
   */
  agreements(
    signal?: AbortSignal,
    known?: number,
    billed?: ReadonlySet<string>,
  ): Promise<PsaResult<readonly PsaAgreement[]>>;
  /**
   * Every line of one agreement, past and future ones too. `known`: how many its last complete reading gave; null:
   * there was none. A read that returns fewer is rejected without proof that the others were removed.
   */
  lines(
    agreementId: string,
    signal?: AbortSignal,
    known?: number | null,
  ): Promise<PsaResult<readonly PsaLine[]>>;
  /**
   * When the reading began from which `lines` answers just now, where it is older than the question: a PSA may read the
   * lines of every agreement in one go. Absent or null: with the question.
   */
  readingBegan?(): Date | null;
  products(signal?: AbortSignal): Promise<PsaResult<readonly PsaProduct[]>>;
  /**
   * What was billed for these agreements on these days, voided invoices and credits too. Its right is optional: without
   * it the answer is `PsaRightMissing`, and every other call works.
   */
  invoices(
    days: DaySpan,
    agreementIds: readonly string[],
    signal?: AbortSignal,
  ): Promise<PsaResult<readonly PsaInvoice[]>>;
  /**
   * Returns the current line, whether live or not. `expectedParentId`: the parent agreement by an earlier reading, which
   * is read at the same time; a hint, since what the agreement says now decides.
   */
  readLine(
    ref: LineRef,
    signal?: AbortSignal,
    expectedParentId?: string | null,
  ): Promise<PsaResult<LineSnapshot | Gone>>;
  /** The line with everything that a write of it depends on (RULES 6). */
  readTarget(ref: TargetRef, limits?: TargetReadLimits): Promise<PsaResult<Target>>;
  /** The agreement with all its lines, read last, and everything that creating a line on it depends on (RULES 16). */
  readAgreement(ref: NewLineRef, limits?: TargetReadLimits): Promise<PsaResult<NewLineTarget>>;
  /**
   * Of a PSA whose new lines get their units by a second write ({@link NewLineCapabilities}), asked before that is sent.
   * Absent: lines have their units from the first request on.
   */
  unitsAround?(ref: LineRef, day: Day, signal?: AbortSignal): Promise<PsaResult<UnitsAround | Gone>>;
  /** See {@link BillingTargetFacts}; when a change may be sent is decided by RULES 5. */
  billingTargetFacts(agreement: PsaAgreement, parentAgreement: PsaAgreement | null): BillingTargetFacts;
  /**
   * One request, never repeated. Never throws: on abort, the outcome is `withheld` before the request left, `unknown`
   * after.
   */
  write(plan: WritePlan, limits: WriteLimits): Promise<WriteOutcome>;
  /**
   * Determines the outcome of a write that is unknown. `readings`: the line twice, some seconds apart, each begun long
   * after the write; a PSA that keeps a record of changes may ask it as well.
   */
  confirm(
    plan: WritePlan,
    readings: readonly [ShownLine, ShownLine],
    signal?: AbortSignal,
  ): Promise<PsaResult<Confirmation>>;
  /** How this line may be changed: of one PSA two lines may differ. */
  waysOf(line: PsaLine): LineCapabilities;
}

/** What may be done to a line, and how (architecture.md 9). The engine asks before it sends. */
export interface LineCapabilities {
  /** A `delta` that may have arrived is never sent again by a machine; a `document` writes its neighbors too. */
  readonly quantity: 'absolute' | 'delta' | 'document';
  /** `day`: a change names the day on which it acts. */
  readonly dated: 'no' | 'day';
  readonly decimals: boolean;
  /** Whether 0 may be sent at all. */
  readonly zero: boolean;
  /** `date`: a last billed day is set; `zero`: its units become 0 on the day after; `no`: Seatwise cannot end it. */
  readonly endLine: 'date' | 'zero' | 'no';
}

/** Limits and waits of calls to a PSA; what is absent stays at the adapter's own. Milliseconds. */
export interface PsaCallSettings {
  readonly timeoutMs?: number;
  /** Concurrent requests at first, and the maximum once the PSA has accepted those. */
  readonly concurrency?: number;
  readonly concurrencyCeiling?: number;
  /** Requests in any five minutes, where the PSA limits them so. */
  readonly callsPerFiveMinutes?: number;
  /** Percentage of those that low-priority work leaves to others. */
  readonly callsKeptPercent?: number;
  /** How long a line may take to bill what is counted for it elsewhere, before a person looks at it. */
  readonly followsWithinMs?: number;
  /** How long after the first reading a written line is read a second time, where one reading proves nothing. */
  readonly secondReadAfterMs?: number;
  readonly retryFirstMs?: number;
  readonly retryLongestMs?: number;
  /** Wait after "too many requests" that names no time. */
  readonly busyMs?: number;
  readonly waitInAllMs?: number;
  /** What credentials without one of their own use, where the kind has such a thing; null: there is none. */
  readonly clientId?: string | null;
  /** Domains of PSA hosts that the operator allows (`PSA_HOST_SUFFIXES`); null: no list. */
  readonly hostSuffixes?: readonly string[] | null;
}

/**
 * How many calls reached an instance lately, kept outside: its limit is the instance's, whichever process, connection or
 * client calls.
 */
export interface CallWindow {
  /** Takes one of `most` calls in any five minutes; milliseconds until there is one to take, 0: taken. */
  take(instance: string, most: number): Promise<number>;
}

/** The piece of work that a client is for. */
export interface PsaWork {
  /** Of a work of several clients; absent: it starts without it. */
  readonly pace?: PsaPace | undefined;
  /** What earlier clients of this credential learned; absent: nothing, and this client asks for everything. */
  readonly known?: KnownPsa | undefined;
  /** The IANA zone whose days changes name (RULES 3); absent: those of UTC, for work that names no day. */
  readonly timeZone?: string | undefined;
  /** Low priority: where the PSA limits calls, it leaves a share of them to urgent work. */
  readonly givesWay?: boolean;
  /** Called after each attempt with `null` or a code. Must not throw. */
  readonly onCall: (code: string | null) => void;
}

/** Dependencies of a client. */
export interface PsaContext extends PsaWork {
  readonly outbound: Outbound;
  readonly credential: CredentialFields;
  readonly settings: PsaCallSettings;
  readonly window: CallWindow;
}

/** One entry of the registry: what a PSA says of itself, and the code behind it. */
export interface PsaKind extends PsaDescription {
  readonly open: (context: PsaContext) => Psa;
}
