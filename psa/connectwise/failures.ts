import { failuresWith } from '../failures.ts';
import type { PsaFailureCode } from '../port.ts';

/**
 * What a person does about each failure, in ConnectWise's words; causes in the order of likelihood. No values, no
 * secrets. Sources: connectwise.md 2, 3, 8, 9.
 */
export const connectWiseAdvice: Readonly<Record<PsaFailureCode, string>> = {
  PsaWrongCompanyOrSite:
    'Check the company ID (the one typed at sign-in, not the company name) and the site. ' +
    'For the cloud the site is the region, for example na.myconnectwise.net or eu.myconnectwise.net.',
  PsaSignInRejected:
    'Check the public and the private key of the API member, and that the member is active. ' +
    'The private key is shown only once: if in doubt, create a new pair under System → Members → API Members.',
  PsaClientIdRejected:
    'Check the client ID (a GUID) against developer.connectwise.com: the one of the credential, or the installation’s (CONNECTWISE_CLIENT_ID, set by the operator) where it has none. It belongs to the integration, not to the API member.',
  PsaRightMissing:
    'Give the role the right named in the detail, at level All, under System → Security Roles. ' +
    'Reading needs Inquire on Company Maintenance, Agreements and Product Catalog.',
  PsaAgreementRejected:
    'The role of the API member opens other agreements, so leave the keys as they are. Let it open this one too ' +
    '(System → Security Roles, level All; agreements can also be restricted by owner or location), or ask who restricted it.',
  PsaNotFound:
    'The object was probably deleted in the PSA, or the role of the API member does not show it. ' +
    'Where everything is not found, check the company ID and the site.',
  PsaRejected:
    "Read the PSA's own words in the detail. If they do not explain it, report it with the time: the request itself may be wrong.",
  PsaBusy:
    'Too many requests reached the PSA, perhaps from other tools as well. Seatwise tries again later by itself.',
  PsaUnreachable:
    'Check the status page of the PSA and the network between Seatwise and the PSA (name resolution, firewall, certificate). ' +
    'Seatwise tries again later by itself.',
  PsaTimeout: 'The PSA is slow or the network swallows the answer. Seatwise tries again later by itself.',
  PsaAnswerUnreadable:
    'Often a maintenance page or a proxy between Seatwise and the PSA. Nothing is taken from such an answer. ' +
    'If it stays, report it with the detail: the PSA may have changed its answers.',
  PsaListIncomplete:
    'Pages were missing or repeated, or the PSA itself counts another number of rows, twice in a row. ' +
    'Nothing is taken from such a list. Somebody may be editing at the moment: try again.',
  PsaHostRejected:
    'The site is not a host name Seatwise may call: private and internal addresses are allowed by the operator only. ' +
    'Check the site, or ask the operator of Seatwise to allow the address.',
};

export const psaFailure = failuresWith(connectWiseAdvice);
