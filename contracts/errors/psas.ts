import type { ErrorDefinition } from './definition.ts';

/** Codes of reads and probes of PSAs. What fits the PSA stands in the detail: its entry in psa/registry.ts says it. */
export const psaErrors = {
  PsaWrongCompanyOrSite: {},
  PsaSignInRefused: {},
  PsaClientIdRefused: {},
  PsaRightMissing: {},
  PsaAgreementRefused: {},
  PsaNotFound: {},
  PsaRefused: {},
  PsaBusy: {},
  PsaUnreachable: {},
  PsaTimeout: {},
  PsaAnswerUnreadable: {},
  PsaListIncomplete: {},
  PsaHostRefused: {},
} as const satisfies Record<string, ErrorDefinition>;
