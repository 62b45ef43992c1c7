import type { PsaAgreement, PsaCompany, PsaLine, PsaProduct } from '../domain/psa-facts.ts';

/** Why a PSA call did not give what was asked. Codes stand in contracts/errors.ts. */
export interface PsaFailure {
  readonly ok: false;
  readonly code: PsaFailureCode;
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
  readonly version: string | null;
  /** Reading proves nothing about writing (connectwise.md 9). */
  readonly writeRight: 'not yet known';
}

/**
 * What every PSA fulfils (DESIGN 9). Reading only in this release; `readLine`, `lands` and `setQuantity` come
 * with write-back. Lists are complete or fail: a page that was lost is a `PsaListIncomplete`, never a shorter list.
 */
export interface Psa {
  verify(signal?: AbortSignal): Promise<PsaResult<PsaVerification>>;
  companies(signal?: AbortSignal): Promise<PsaResult<readonly PsaCompany[]>>;
  agreements(signal?: AbortSignal): Promise<PsaResult<readonly PsaAgreement[]>>;
  /** Every line of one agreement, past and future ones too. */
  lines(agreementId: string, signal?: AbortSignal): Promise<PsaResult<readonly PsaLine[]>>;
  products(signal?: AbortSignal): Promise<PsaResult<readonly PsaProduct[]>>;
  readonly capabilities: PsaCapabilities;
}

export interface PsaCapabilities {
  readonly writes: 'absolute' | 'delta' | 'document';
  readonly dated: boolean;
  readonly decimals: boolean;
}
