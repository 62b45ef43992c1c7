import { message } from '../../messages/message.ts';
import { failuresWith } from '../failures.ts';

/** Where Autotask shows what a failure is about. Sources: autotask.md 1, 2, 5, 6. */
export const psaFailure = failuresWith({
  PsaWrongCompanyOrSite: message('autotask.zone'),
  PsaSignInRejected: message('autotask.api-user-keys'),
  PsaClientIdRejected: message('autotask.tracking-identifier'),
  PsaRightMissing: message('autotask.security-level'),
  PsaAgreementRejected: message('autotask.contract-hidden'),
  PsaNotFound: message('autotask.may-be-hidden'),
  PsaBusy: message('autotask.shared-limit'),
});
