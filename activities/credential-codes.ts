import { vendorFailureScopes } from '../vendors/port.ts';
import { psaFailures } from '../psa/failures.ts';

/**
 * Codes after which nothing works until a person changes a credential: they put an integration in `error`
 * (architecture.md 4).
 */
export function isCredentialCode(code: string): boolean {
  if (code === 'CredentialUnreadable') return true;
  if (Object.hasOwn(vendorFailureScopes, code))
    return vendorFailureScopes[code as keyof typeof vendorFailureScopes] === 'credential';
  return (
    Object.hasOwn(psaFailures, code) && psaFailures[code as keyof typeof psaFailures].scope === 'credential'
  );
}

/** Trouble of the network or the vendor's moment: worth trying again without anyone's help. */
const passingCodes: ReadonlySet<string> = new Set([
  'DuoBusy',
  'DuoUnreachable',
  'DuoTimeout',
  'DuoServerError',
  'PsaBusy',
  'PsaUnreachable',
  'PsaTimeout',
]);

export const passes = (code: string): boolean => passingCodes.has(code);
