import type { CredentialFields } from '../domain/credentials.ts';
import type { VendorDescription } from '../domain/kinds.ts';
import type { SeatUse } from '../domain/seat-use.ts';
import type { Outbound } from '../http/outbound.ts';
import type { Message } from '../messages/message.ts';

/**
 * What every vendor fulfils whose accounts are counted (architecture.md 9). Reads only. Failures are answers; a promise
 * rejects only with the reason of an aborted signal or by a fault.
 */

/** Why a vendor call failed. Codes are defined in contracts/errors.ts. */
export interface VendorFailure {
  readonly code: VendorFailureCode;
  /** What was found, in addition to the texts of the code; null: nothing more is known. No secret. */
  readonly detail: Message | null;
  /** `credential`: every further call would fail alike, so a run stops. `account`: the other accounts go on. */
  readonly scope: 'credential' | 'account';
  /** Wait before the next attempt, where the vendor said so. Milliseconds. */
  readonly retryAfterMs: number | null;
  /** Of an account that alone rejects the key: the code by which it would be the key's fault; else null. */
  readonly credentialCause: string | null;
  readonly facts: VendorFacts;
}

/** What was measured, for people: of a working key, or of a failure. */
export interface VendorFacts {
  readonly host?: string;
  /** Accounts that the key lists. */
  readonly accounts?: number;
  /** Users of the MSP's own account; `null` when not reported. */
  readonly users?: number | null;
  readonly sameHostAsAccountsApi?: boolean | null;
  readonly call?: string;
  /** HTTP status. */
  readonly status?: number;
  /** The vendor's own code and words, shortened: show them as text only. */
  readonly vendorCode?: string;
  readonly vendorMessage?: string;
  /** Nearer cause where a code covers several. */
  readonly cause?: string;
  /** Seconds our clock is ahead; negative: behind. */
  readonly skewSeconds?: number;
  readonly retryAfterMs?: number;
}

/** By whose fault a failure is. One table: a code never changes its meaning, whichever vendor gives it. */
export const vendorFailureScopes = {
  VendorKeyUnknown: 'credential',
  VendorSignatureRejected: 'credential',
  VendorClockSkew: 'credential',
  VendorCredentialsNotReceived: 'credential',
  VendorKeyRejected: 'credential',
  VendorApiNotEnabled: 'credential',
  VendorWrongKindOfApplication: 'credential',
  VendorGrantMissing: 'credential',
  AdminKeyOfChild: 'credential',
  VendorAccessRejected: 'account',
  VendorHostMissing: 'account',
  VendorHostRejected: 'account',
  VendorIdRejected: 'account',
  VendorCrossDeployment: 'account',
  VendorAccountRejectsKey: 'account',
  VendorAccountGone: 'account',
  VendorBusy: 'account',
  VendorUnreachable: 'account',
  VendorTimeout: 'account',
  VendorServerError: 'account',
  VendorRedirected: 'account',
  VendorAnswerUnreadable: 'account',
  VendorRejected: 'account',
} as const satisfies Readonly<Record<string, 'credential' | 'account'>>;

export type VendorFailureCode = keyof typeof vendorFailureScopes;

/** The working or probed credentials of an integration, by set. */
export type VendorCredentials = Readonly<Record<string, CredentialFields>>;

/** An account as the vendor lists it, or the MSP's own. */
export interface ListedAccount {
  readonly foreignId: string;
  readonly kind: 'child' | 'parent';
  /** Null where the vendor gives none. */
  readonly name: string | null;
  /** Characters that no name has were replaced. */
  readonly nameCleaned: boolean;
  /** As the vendor answered; null: none. */
  readonly apiHostname: string | null;
}

export type AccountListing =
  | { readonly kind: 'listed'; readonly accounts: readonly ListedAccount[]; readonly calls: number }
  /** The vendor answered, without error, that there are no accounts: never treated as "all accounts removed". */
  | { readonly kind: 'empty'; readonly calls: number }
  | { readonly kind: 'failed'; readonly failure: VendorFailure; readonly calls: number };

/** Which account is read, as it was listed. */
export type AccountRef = Pick<ListedAccount, 'foreignId' | 'kind' | 'apiHostname'>;

export interface AccountUser {
  readonly id: string;
  readonly name: string;
  /** In the vendor's own words. */
  readonly status: string;
  /** By the vendor's seat rule (RULES 1). */
  readonly holdsSeat: boolean;
  /** False: a status that Seatwise does not know; it counts, and is flagged. */
  readonly statusKnown: boolean;
  /** From the same response, without a further call. */
  readonly use: SeatUse;
}

/** Whether a list was complete, and how that is known; stored with the count (architecture.md 6). */
export interface CompletenessProof {
  /** Users listed, repeated ones included. */
  readonly listed: number;
  readonly flags: readonly string[];
}

/** The users of one account. `calls` counts every attempt, repeated ones included. */
export type AccountReading =
  | {
      readonly kind: 'counted';
      readonly users: readonly AccountUser[];
      readonly proof: CompletenessProof;
      readonly calls: number;
    }
  /** A list that did not prove whole is no count. */
  | { readonly kind: 'incomplete'; readonly detail: Message; readonly calls: number }
  | { readonly kind: 'gone' | 'failed'; readonly failure: VendorFailure; readonly calls: number };

export type EditionReading =
  /** As the vendor worded it. */
  | { readonly kind: 'known'; readonly raw: string; readonly calls: number }
  /** The vendor does not tell it for this key: not a failure. */
  | { readonly kind: 'not-available'; readonly calls: number }
  | { readonly kind: 'failed'; readonly failure: VendorFailure; readonly calls: number };

export interface ReadObserver {
  /** After each page. */
  readonly onPage?: () => void;
  /** While waiting before a call, at least every 5 s. */
  readonly onWait?: () => void;
}

/** What a probe found of one credential set. */
export type SetVerdict = {
  readonly set: string;
  /** What the probe learned. */
  readonly facts: VendorFacts;
} & (
  | {
      readonly ok: true;
      /** Of the set that accounts are listed with: their IDs, of children alone. */
      readonly accountIds?: readonly string[];
    }
  | { readonly ok: false; readonly failure: VendorFailure }
);

export interface Vendor {
  /** Probes each set that is given, on its own. Changes nothing; within 10 s a set. */
  verify(credentials: VendorCredentials, signal: AbortSignal): Promise<readonly SetVerdict[]>;
  /** Every account, that of the MSP itself last. */
  listAccounts(
    credentials: VendorCredentials,
    signal: AbortSignal,
    observer?: ReadObserver,
  ): Promise<AccountListing>;
  readAccount(
    credentials: VendorCredentials,
    account: AccountRef,
    signal: AbortSignal,
    observer?: ReadObserver,
  ): Promise<AccountReading>;
  /** In one attempt: it is asked for again another day. */
  readEdition(
    credentials: VendorCredentials,
    account: AccountRef,
    signal: AbortSignal,
  ): Promise<EditionReading>;
}

/** The shared limit of calls per credential, kept outside (architecture.md 8). */
export interface CallBudget {
  /** Resolves when one call may leave. Rejects with the signal's reason when aborted. */
  take(key: string, signal: AbortSignal, onWait?: () => void): Promise<void>;
  /** The vendor asked for fewer calls, and perhaps said how long to wait. */
  busy(key: string, retryAfterMs?: number): Promise<void>;
}

/** Limits and waits of calls to a vendor; what is absent stays at the adapter's own. Milliseconds. */
export interface VendorCallSettings {
  /** In place of the kind's own domains of API hosts; null: those. */
  readonly suffixes: readonly string[] | null;
  readonly readTimeoutMs?: number;
  readonly retry?: {
    readonly attempts?: number;
    readonly baseMs?: number;
    readonly maxMs?: number;
    readonly retryAfterMaxMs?: number;
  };
  readonly verifyCallTimeoutMs?: number;
}

/** Dependencies of an adapter, created once per process. */
export interface VendorContext {
  readonly outbound: Outbound;
  readonly budget: CallBudget;
  readonly settings: VendorCallSettings;
  /** Called after each attempt with `ok` or a code. Must not throw. */
  readonly onCall: (outcome: string) => void;
}

/** How to look at the host of a credential without using it: where the clock is read. */
export interface ClockProbe {
  readonly path: string;
  /** Signatures that are further away than this are rejected; null: the vendor does not look at clocks. */
  readonly limitMs: number | null;
}

/** One entry of the registry: what a vendor says of itself, and the code behind it. */
export interface VendorKind extends VendorDescription {
  readonly open: (context: VendorContext) => Vendor;
  readonly clock: ClockProbe;
}
