/**
 * Failures of one account that do not pass by themselves: only these can be acknowledged (RULES 10). Time-outs and
 * busy answers may pass and stay the run's trouble.
 */
const permanentAccountCodes: ReadonlySet<string> = new Set([
  'VendorCrossDeployment',
  'VendorHostMissing',
  'VendorHostRejected',
  'VendorIdRejected',
  'VendorAccountGone',
  'VendorAccountRejectsKey',
  'VendorAccessRejected',
]);

export const isPermanentAccountCode = (code: string): boolean => permanentAccountCodes.has(code);
