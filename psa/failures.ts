import type { PsaFailure, PsaFailureCode } from './port.ts';

/** What a person reads about one kind of PSA failure. Plain English, no values, no secrets. */
export interface PsaFailureText {
  /** One line: what happened. */
  readonly title: string;
  /** What to do about it, causes in the order of likelihood. */
  readonly advice: string;
  /** See {@link PsaFailure.scope}. */
  readonly scope: PsaFailure['scope'];
}

/**
 * The one table of PSA failures. `credential` stands where every further call would fail the same way until a
 * person changes something (architecture.md 4: only such a cause may turn an active integration to `error`).
 * Sources: connectwise.md 2, 3, 8, 9.
 */
export const psaFailures: Readonly<Record<PsaFailureCode, PsaFailureText>> = {
  PsaWrongCompanyOrSite: {
    title: 'The PSA does not know this company ID at this site',
    advice:
      'Check the company ID (the one typed at sign-in, not the company name) and the site. ' +
      'For the cloud the site is the region, for example na.myconnectwise.net or eu.myconnectwise.net.',
    scope: 'credential',
  },
  PsaSignInRefused: {
    title: 'The PSA refused the API keys',
    advice:
      'Check the public and the private key of the API member, and that the member is active. ' +
      'The private key is shown only once: if in doubt, create a new pair under System → Members → API Members.',
    scope: 'credential',
  },
  PsaClientIdRefused: {
    title: 'The PSA refused the client ID',
    advice:
      'Check the client ID (a GUID) against developer.connectwise.com: the one of the credential, or the installation’s (CONNECTWISE_CLIENT_ID, set by the operator) where it has none. It belongs to the integration, not to the API member.',
    scope: 'credential',
  },
  PsaRightMissing: {
    title: 'The security role of the API member lacks a right',
    advice:
      'Give the role the right named in the detail, at level All, under System → Security Roles. ' +
      'Reading needs Inquire on Company Maintenance, Agreements and Product Catalog.',
    scope: 'credential',
  },
  PsaAgreementRefused: {
    title: 'The security role may not open this agreement',
    advice:
      'The role of the API member opens other agreements, so leave the keys as they are. Let it open this one too ' +
      '(System → Security Roles, level All; agreements can also be restricted by owner or location), or ask who restricted it.',
    scope: 'call',
  },
  PsaNotFound: {
    title: 'The PSA does not have what was asked for',
    advice:
      'The object was probably deleted in the PSA, or the role of the API member does not show it. ' +
      'Where everything is not found, check the company ID and the site.',
    scope: 'call',
  },
  PsaRefused: {
    title: 'The PSA refused the request',
    advice:
      "Read the PSA's own words in the detail. If they do not explain it, report it with the time: the request itself may be wrong.",
    scope: 'call',
  },
  PsaBusy: {
    title: 'The PSA asks to slow down',
    advice:
      'Too many requests reached the PSA, perhaps from other tools as well. Seatwise tries again later by itself.',
    scope: 'call',
  },
  PsaUnreachable: {
    title: 'The PSA cannot be reached or is out of order',
    advice:
      'Check the status page of the PSA and the network between Seatwise and the PSA (name resolution, firewall, certificate). ' +
      'Seatwise tries again later by itself.',
    scope: 'call',
  },
  PsaTimeout: {
    title: 'The PSA did not answer in time',
    advice: 'The PSA is slow or the network swallows the answer. Seatwise tries again later by itself.',
    scope: 'call',
  },
  PsaAnswerUnreadable: {
    title: 'The PSA gave an answer that Seatwise cannot read',
    advice:
      'Often a maintenance page or a proxy between Seatwise and the PSA. Nothing is taken from such an answer. ' +
      'If it stays, report it with the detail: the PSA may have changed its answers.',
    scope: 'call',
  },
  PsaListIncomplete: {
    title: 'A list of the PSA did not arrive whole',
    advice:
      'Pages were missing or repeated, or the PSA itself counts another number of rows, twice in a row. ' +
      'Nothing is taken from such a list. Somebody may be editing at the moment: try again.',
    scope: 'call',
  },
  PsaHostRefused: {
    title: 'Seatwise may not connect to this site',
    advice:
      'The site is not a host name Seatwise may call: private and internal addresses are allowed by the operator only. ' +
      'Check the site, or ask the operator of Seatwise to allow the address.',
    scope: 'credential',
  },
};

/** Longest detail kept of a PSA's own words, in characters. */
const longestDetail = 500;

/**
 * A failure with the scope of its code.
 * @param detail the PSA's own words; must hold no secret any more
 * @param retryAfterMs wait the PSA asked for, milliseconds
 */
export function psaFailure(
  code: PsaFailureCode,
  detail: string,
  retryAfterMs: number | null = null,
): PsaFailure {
  return {
    ok: false,
    code,
    detail: detail.slice(0, longestDetail),
    scope: psaFailures[code].scope,
    retryAfterMs,
  };
}
