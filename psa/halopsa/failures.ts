import { message } from '../../messages/message.ts';
import { failuresWith } from '../failures.ts';

/** Where HaloPSA shows what a failure is about. Sources: halopsa.md 2, 3, 8. */
export const psaFailure = failuresWith({
  PsaWrongCompanyOrSite: message('halopsa.instance-address'),
  PsaSignInRejected: message('halopsa.application-keys'),
  PsaClientIdRejected: message('halopsa.client-id'),
  PsaRightMissing: message('halopsa.scopes-and-rights'),
  PsaAgreementRejected: message('halopsa.recurring-invoice-hidden'),
  PsaNotFound: message('halopsa.may-be-hidden'),
});

/** Not sent, since nothing may be for so long. */
export const tooMuchForNow = (waitMs: number) =>
  psaFailure('PsaBusy', message('halopsa.limit-reached'), waitMs);
