import type { ErrorStatus } from './error-status.ts';

/** Codes of reads and probes of PSAs. What fits the PSA stands in the detail: its entry in psa/registry.ts says it. */
export const psaErrors = {
  PsaWrongCompanyOrSite: {},
  PsaSignInRejected: {},
  PsaClientIdRejected: {},
  PsaRightMissing: {},
  PsaAgreementRejected: {},
  PsaNotFound: {},
  PsaRejected: {},
  PsaBusy: {},
  PsaUnreachable: {},
  PsaTimeout: {},
  PsaAnswerUnreadable: {},
  PsaListIncomplete: {},
  PsaHostRejected: {},
  TimeZoneChanged: {},
} as const satisfies Record<string, ErrorStatus>;
