import { message } from '../../messages/message.ts';
import { failuresInText } from '../failures.ts';

/** Where HaloPSA shows what a failure is about. Sources: halopsa.md 2, 3, 8. */
export const psaFailure = failuresInText({
  PsaWrongCompanyOrSite: message('halopsa.instance-address'),
  PsaSignInRejected: message('halopsa.application-keys'),
  PsaClientIdRejected: message('halopsa.client-id'),
  PsaRightMissing: message('halopsa.scopes-and-rights'),
  PsaAgreementRejected: message('halopsa.recurring-invoice-hidden'),
  PsaNotFound: message('halopsa.may-be-hidden'),
});

/** Not sent, since nothing may be for so long. */
export const tooMuchForNow = (waitMs: number) =>
  psaFailure('PsaBusy', 'as many requests as HaloPSA takes for now', waitMs);
