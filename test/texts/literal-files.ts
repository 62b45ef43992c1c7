/**
 * Files whose words no catalog holds: help of metrics and of the API's document, endings of company names, and names as the
 * screens of a vendor or PSA show them, which no language of ours changes.
 */
export const noWords: ReadonlySet<string> = new Set([
  'api/metrics.ts',
  'api/openapi.ts',
  'domain/mapping/name-forms.ts',
  'psa/autotask/verification.ts',
  'psa/connectwise/verification.ts',
  'psa/halopsa/verification.ts',
  'vendors/duo/kind.ts',
]);
