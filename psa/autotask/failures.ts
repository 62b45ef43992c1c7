import { failuresWith } from '../failures.ts';
import type { PsaFailureCode } from '../port.ts';

/**
 * What a person does about each failure, in Autotask's words; causes in the order of likelihood. No values, no secrets.
 * Sources: autotask.md 1, 2, 5, 6.
 */
const advice: Readonly<Record<PsaFailureCode, string>> = {
  PsaWrongCompanyOrSite:
    'Check the user name (key) of the API user: Autotask knows no zone for it. The host is webservices.autotask.net, ' +
    'or the host of your own zone, such as webservices5.autotask.net.',
  PsaSignInRejected:
    'Check user name (key), secret and tracking identifier of the API user under Admin → Account Settings & Users → Resources/Users, ' +
    'and that the user is active and not locked. The secret is shown only once: if in doubt, generate a new one.',
  PsaClientIdRejected:
    'Check the tracking identifier: it is chosen with the API user, for this integration or a custom one.',
  PsaRightMissing:
    'Give the security level of the API user the right named in the detail: contracts, services and companies without restriction (All). ' +
    'A level that shows a part only gives short lists without a word.',
  PsaAgreementRejected:
    'The security level of the API user hides this contract, so leave the credential as it is. Let it see all contracts.',
  PsaNotFound:
    'The contract or service was probably deleted in Autotask, or the security level of the API user hides it.',
  PsaRejected:
    "Read Autotask's own words in the detail. If they do not explain it, report it with the time: the request itself may be wrong.",
  PsaBusy:
    'Too many calls reached Autotask: the limit of an hour is shared by all integrations of your database, and few run at a time. ' +
    'Seatwise tries again later by itself.',
  PsaUnreachable:
    'Check the status page of Autotask and the network between Seatwise and Autotask (name resolution, firewall, certificate). ' +
    'Seatwise tries again later by itself.',
  PsaTimeout: 'Autotask is slow or the network swallows the answer. Seatwise tries again later by itself.',
  PsaAnswerUnreadable:
    'Often a maintenance page or a proxy between Seatwise and Autotask. Nothing is taken from such an answer. ' +
    'If it stays, report it with the detail: Autotask may have changed its answers.',
  PsaListIncomplete:
    'Pages were missing or repeated, or Autotask itself counts another number of rows, twice in a row. ' +
    'Nothing is taken from such a list. Somebody may be editing at the moment: try again.',
  PsaHostRejected:
    'An address that Seatwise was given is none it may call: the host of the connection, or one that Autotask named outside of its domain. ' +
    'Check the host, or ask the operator of Seatwise to allow the address.',
};

export const psaFailure = failuresWith(advice);
