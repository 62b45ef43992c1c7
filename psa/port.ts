import type { PsaAgreement, PsaCompany, PsaLine, PsaProduct } from '../domain/psa-facts.ts';
import type { CredentialFields } from '../domain/credentials.ts';
import type { PsaDescription } from '../domain/kinds.ts';
import type { DecimalText } from '../domain/quantity.ts';
import type { LandsAtSending, WantedLanding } from '../domain/write-back/landing.ts';
import type { Outbound } from '../http/outbound.ts';
import type { PsaPace } from './pace.ts';

/** Why a PSA call did not give what was asked. Codes stand in contracts/errors.ts. */
export interface PsaFailure {
  readonly ok: false;
  readonly code: PsaFailureCode;
  /** What to do about it, in the words of this PSA. */
  readonly advice: string;
  /** The PSA's own words where it had any, cut to 500 characters; never a secret. */
  readonly detail: string;
  /** `credential`: nothing will work until a person acts. `call`: this object or moment only. */
  readonly scope: 'credential' | 'call';
  /** Wait before the next attempt, where the PSA said so. Milliseconds. */
  readonly retryAfterMs: number | null;
}

export type PsaFailureCode =
  | 'PsaWrongCompanyOrSite'
  | 'PsaSignInRefused'
  | 'PsaClientIdRefused'
  | 'PsaRightMissing'
  | 'PsaAgreementRefused'
  | 'PsaNotFound'
  | 'PsaRefused'
  | 'PsaBusy'
  | 'PsaUnreachable'
  | 'PsaTimeout'
  | 'PsaAnswerUnreadable'
  | 'PsaListIncomplete'
  | 'PsaHostRefused';

export type PsaResult<T> = { readonly ok: true; readonly value: T } | PsaFailure;

/** One read right of the API member's role, probed by a harmless GET (connectwise.md 9). */
export interface PsaRightProbe {
  /** `additions` is probed only where there is an agreement to look into. */
  readonly right: 'companies' | 'agreements' | 'additions' | 'catalogue' | 'system';
  readonly label: string;
  readonly outcome: PsaResult<null>;
}

export interface PsaVerification {
  readonly rights: readonly PsaRightProbe[];
  /** IANA name as the server gives it, null when it gives none Seatwise understands. */
  readonly serverTimeZone: string | null;
  /** What the PSA itself calls it; null where it says nothing, or was not asked with success. */
  readonly serverTimeZoneGiven: string | null;
  readonly version: string | null;
  /** Reading proves nothing about writing (connectwise.md 9). */
  readonly writeRight: 'not yet known';
}

/** Where a line is found: its agreement and itself, by the PSA's ids. */
export interface LineRef {
  readonly agreementId: string;
  readonly lineId: string;
}

/**
 * A line with its agreement and, where the agreement has one, the parent agreement (RULES 3: next invoice date and
 * cycle may be the parent's). What the stamp of RULES 6 is read from.
 */
export interface StampedLine {
  readonly line: PsaLine;
  readonly agreement: PsaAgreement;
  readonly parentAgreement: PsaAgreement | null;
}

/** Line or agreement does not exist any more under this address: deleted, or moved to another agreement. */
export interface Gone {
  readonly gone: true;
  readonly detail: string;
  /** The agreement it is on now, by the PSA's id; null: none, or not known. */
  readonly movedTo: string | null;
}

/** A quantity to set once. */
export interface QuantityChange {
  /** What the line has now; a PSA that writes differences needs it. */
  readonly before: DecimalText;
  /** A whole, non-negative decimal text up to 2,147,483,647 without exponent. */
  readonly after: DecimalText;
  /**
   * Asked right before the request leaves, after every wait: false sends nothing, since what was decided rests on a
   * reading that has grown old. Must not throw.
   */
  readonly mayBegin: () => boolean;
}

/** What became of one attempt to set a quantity (architecture.md 5, "Writing one line"). No detail holds a secret. */
export type SetQuantityOutcome =
  /** The PSA answered with the line, and it has the wanted quantity. */
  | { readonly kind: 'confirmed'; readonly line: PsaLine }
  /**
   * The PSA may or may not have done it: time-out, cut connection, 5xx, 409, an unreadable answer, an answer that
   * shows another quantity or another line; and `PsaNotFound`, since only reading tells whether the line is there.
   */
  | { readonly kind: 'unknown'; readonly code: PsaFailureCode; readonly detail: string }
  /** Not a byte left, and it was Seatwise that kept it back: `mayBegin` said no, or the caller stopped. */
  | { readonly kind: 'withheld'; readonly detail: string }
  /** Provably without effect, and may be tried again later: it could not leave, 429, sign-in refused. */
  | {
      readonly kind: 'not-sent';
      readonly code: PsaFailureCode;
      readonly detail: string;
      /** See {@link PsaFailure.scope}. */
      readonly scope: 'credential' | 'call';
      /** Wait before the next attempt, where the PSA said so. Milliseconds. */
      readonly retryAfterMs: number | null;
    }
  /** The PSA, or the adapter before anything left, said no for good, with the PSA's own words where it had any. */
  | { readonly kind: 'refused'; readonly code: PsaFailureCode; readonly detail: string };

/**
 * What every PSA fulfils (architecture.md 9). Lists are complete or fail: a page that was lost is a
 * `PsaListIncomplete`, never a shorter list. Reads may be repeated within bounds; a write is one request, whatever
 * becomes of it.
 */
export interface Psa {
  verify(signal?: AbortSignal): Promise<PsaResult<PsaVerification>>;
  companies(signal?: AbortSignal): Promise<PsaResult<readonly PsaCompany[]>>;
  agreements(signal?: AbortSignal): Promise<PsaResult<readonly PsaAgreement[]>>;
  /** Every agreement of one company, and their child agreements, whichever company these belong to. */
  agreementsOf(companyId: string, signal?: AbortSignal): Promise<PsaResult<readonly PsaAgreement[]>>;
  /**
   * Every line of one agreement, past and future ones too. `known`: how many its last complete reading gave; null:
   * there was none. A reading that gives fewer is not taken without a proof that the others are gone.
   */
  lines(
    agreementId: string,
    signal?: AbortSignal,
    known?: number | null,
  ): Promise<PsaResult<readonly PsaLine[]>>;
  products(signal?: AbortSignal): Promise<PsaResult<readonly PsaProduct[]>>;
  /** The line as it stands now, whether live or not. */
  readLine(ref: LineRef, signal?: AbortSignal): Promise<PsaResult<StampedLine | Gone>>;
  /**
   * One request to set a quantity, never repeated. Never throws: the signal ends it as `withheld` before the request
   * left, and as `unknown` after.
   */
  setQuantity(ref: LineRef, change: QuantityChange, signal?: AbortSignal): Promise<SetQuantityOutcome>;
  /** May a change be sent at this moment (RULES 5)? The next invoice date is the agreement's, else its parent's. */
  lands(agreement: PsaAgreement, parentAgreement: PsaAgreement | null, wanted: WantedLanding): LandsAtSending;
  /** How this line may be changed: of one PSA two lines may differ. */
  waysOf(line: PsaLine): LineWays;
}

/** What may be done to a line, and how (architecture.md 9). The engine asks before it sends. */
export interface LineWays {
  /** A `delta` that may have arrived is never sent again by a machine; a `document` writes its neighbours too. */
  readonly quantity: 'absolute' | 'delta' | 'document';
  /** `day`: a change names the day on which it acts. */
  readonly dated: 'no' | 'day';
  readonly decimals: boolean;
  /** Whether 0 may be sent at all. */
  readonly zero: boolean;
  readonly createLine: boolean;
  readonly endLine: boolean;
}

/** Limits and waits of calls to a PSA; what is absent stays at the adapter's own. Milliseconds. */
export interface PsaCallSettings {
  readonly timeoutMs?: number;
  /** Requests at the same time, and so many at most once the PSA took those without a word. */
  readonly concurrency?: number;
  readonly concurrencyCeiling?: number;
  readonly retryFirstMs?: number;
  readonly retryLongestMs?: number;
  /** Wait after "too many requests" that names no time. */
  readonly busyMs?: number;
  readonly waitInAllMs?: number;
  /** What credentials without one of their own use, where the kind has such a thing; null: there is none. */
  readonly clientId?: string | null;
}

/** What a client is made with, for one piece of work. */
export interface PsaContext {
  readonly outbound: Outbound;
  readonly credential: CredentialFields;
  readonly settings: PsaCallSettings;
  /** Of a work of several clients; absent: it learns anew. */
  readonly pace?: PsaPace | undefined;
  /** Told of each attempt that ended: null, or a code. Must not throw. */
  readonly onCall: (code: string | null) => void;
}

/** One entry of the registry: what a PSA says of itself, and the code behind it. */
export interface PsaKind extends PsaDescription {
  readonly open: (context: PsaContext) => Psa;
}
