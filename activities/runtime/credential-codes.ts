import { vendorFailureScopes } from '../../vendors/port.ts';
import { psaFailureScopes } from '../../psa/failures.ts';

/**
 * Codes after which nothing works until a person changes a credential: they put an integration in `error`
 * (architecture.md 4).
 */
export function isCredentialCode(code: string): boolean {
  if (code === 'CredentialUnreadable' || code === 'OtherInstance') return true;
  if (Object.hasOwn(vendorFailureScopes, code))
    return vendorFailureScopes[code as keyof typeof vendorFailureScopes] === 'credential';
  return (
    Object.hasOwn(psaFailureScopes, code) &&
    psaFailureScopes[code as keyof typeof psaFailureScopes] === 'credential'
  );
}

/** Trouble of the network or the vendor's moment: worth trying again without anyone's help. */
const passingCodes: ReadonlySet<string> = new Set([
  'VendorBusy',
  'VendorUnreachable',
  'VendorTimeout',
  'VendorServerError',
  'PsaBusy',
  'PsaUnreachable',
  'PsaTimeout',
]);

export const passes = (code: string): boolean => passingCodes.has(code);
