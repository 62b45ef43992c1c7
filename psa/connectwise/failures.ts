import { message } from '../../messages/message.ts';
import { failuresWith } from '../failures.ts';

/** Where ConnectWise shows what a failure is about. Sources: connectwise.md 2, 3, 8, 9. */
export const psaFailure = failuresWith({
  PsaWrongCompanyOrSite: message('connectwise.company-and-site'),
  PsaSignInRejected: message('connectwise.api-member-keys'),
  PsaClientIdRejected: message('connectwise.client-id'),
  PsaRightMissing: message('connectwise.security-role'),
  PsaAgreementRejected: message('connectwise.agreement-hidden'),
});
