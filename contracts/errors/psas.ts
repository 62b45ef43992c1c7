import type { ErrorDefinition } from './definition.ts';

/** Codes of reads and probes of PSAs. What fits the PSA stands in the detail: its entry in psa/registry.ts says it. */
export const psaErrors = {
  PsaWrongCompanyOrSite: {
    title: 'The PSA does not know this company at this site',
    advice: 'Check which company and which site the credential names.',
  },
  PsaSignInRefused: {
    title: 'The PSA refused the API keys',
    advice:
      'Check every key of the credential, and that whoever it belongs to is active there. If in doubt, create new ones.',
  },
  PsaClientIdRefused: {
    title: 'The PSA refused the client ID',
    advice:
      'Check the client ID: the one of the credential, or the one that the operator set for the installation where it has none.',
  },
  PsaRightMissing: {
    title: 'The credential lacks a right in the PSA',
    advice: 'Give its role the right named in the detail; the table beside the fields names all of them.',
  },
  PsaAgreementRefused: {
    title: 'The credential may not open this agreement',
    advice:
      'It opens other agreements, so leave the keys as they are. Let its role open this one too, or ask who restricted it.',
  },
  PsaNotFound: {
    title: 'The PSA does not have what was asked for',
    advice:
      'The object was probably deleted in the PSA, or the role of the credential does not show it. Where everything is not found, check what the credential names.',
  },
  PsaRefused: {
    title: 'The PSA refused the request',
    advice:
      "Read the PSA's own words in the detail. If they do not explain it, report it with the time: the request itself may be wrong.",
  },
  PsaBusy: {
    title: 'The PSA asks to slow down',
    advice:
      'Too many requests reached the PSA, perhaps from other tools as well. Seatwise tries again later by itself.',
  },
  PsaUnreachable: {
    title: 'The PSA cannot be reached or is out of order',
    advice:
      'Check the status page of the PSA and the network between Seatwise and the PSA (name resolution, firewall, certificate). Seatwise tries again later by itself.',
  },
  PsaTimeout: {
    title: 'The PSA did not answer in time',
    advice: 'The PSA is slow or the network swallows the answer. Seatwise tries again later by itself.',
  },
  PsaAnswerUnreadable: {
    title: 'The PSA gave an answer that Seatwise cannot read',
    advice:
      'Often a maintenance page or a proxy between Seatwise and the PSA. Nothing is taken from such an answer. If it stays, report it with the detail: the PSA may have changed its answers.',
  },
  PsaListIncomplete: {
    title: 'A list of the PSA did not arrive whole',
    advice:
      'Pages were missing or repeated, or the PSA itself counts another number of rows, twice in a row. Nothing is taken from such a list. Somebody may be editing at the moment: try again.',
  },
  PsaHostRefused: {
    title: 'Seatwise may not connect to this site',
    advice:
      'The site is not a host name Seatwise may call: private and internal addresses are allowed by the operator only. Check the site, or ask the operator of Seatwise to allow the address.',
  },
} as const satisfies Record<string, ErrorDefinition>;
