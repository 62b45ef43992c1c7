import { failuresWith } from '../failures.ts';
import type { PsaFailureCode } from '../port.ts';

/** What a person does about each failure, in HaloPSA's words. No values, no secrets (halopsa.md 2, 3, 8). */
const advice: Readonly<Record<PsaFailureCode, string>> = {
  PsaWrongCompanyOrSite:
    'Check the address of the instance: the host name with which you open HaloPSA, such as harborlane.halopsa.com. ' +
    'An instance that does not exist answers with a server error.',
  PsaSignInRejected:
    'Check the Client ID and the Client Secret of the API application, and that it is active. ' +
    'The secret is shown only once: if in doubt, make a new one under Configuration → Integrations → Halo API.',
  PsaClientIdRejected:
    'Check the Client ID of the API application under Configuration → Integrations → Halo API.',
  PsaRightMissing:
    'Give the application the scope, and its agent the right, that the detail names: scopes on the Permissions tab of the ' +
    'application, rights under Configuration → Teams & Agents → Agents, in the roles of the agent it acts as.',
  PsaAgreementRejected:
    'The agent of the application opens other recurring invoices, so leave the keys as they are. ' +
    'Let the agent open this one too, or ask who restricted its customer.',
  PsaNotFound: 'The object was probably deleted in HaloPSA, or the agent of the application does not see it.',
  PsaRejected:
    "Read HaloPSA's own words in the detail. If they do not explain it, report it with the time: the request itself may be wrong.",
  PsaBusy:
    'Too many requests reached HaloPSA, perhaps from other integrations as well. Seatwise tries again later by itself.',
  PsaUnreachable:
    'Check the status page of HaloPSA and the network between Seatwise and HaloPSA (name resolution, firewall, certificate). ' +
    'Seatwise tries again later by itself.',
  PsaTimeout: 'HaloPSA is slow or the network swallows the answer. Seatwise tries again later by itself.',
  PsaAnswerUnreadable:
    'Often a maintenance page or a proxy between Seatwise and HaloPSA. Nothing is taken from such an answer. ' +
    'If it stays, report it with the detail: HaloPSA may have changed its answers.',
  PsaListIncomplete:
    'Pages were missing or repeated, or HaloPSA itself counts another number of rows, twice in a row. ' +
    'Nothing is taken from such a list. Somebody may be editing at the moment: try again.',
  PsaHostRejected:
    'The instance, or the address where it gives tokens, is not a host that Seatwise may call. ' +
    'Check the address, or ask the operator of Seatwise to allow it.',
};

export const psaFailure = failuresWith(advice);

/** Not sent, since nothing may be for so long. */
export const tooMuchForNow = (waitMs: number) =>
  psaFailure('PsaBusy', 'as many requests as HaloPSA takes for now', waitMs);
