/** Files whose words no catalog holds: help of metrics and of the API's document, endings of company names. */
export const noWords: ReadonlySet<string> = new Set([
  'api/metrics.ts',
  'api/openapi.ts',
  'domain/mapping/name-forms.ts',
]);

/** Files with sentences that are not in the catalog yet. Nothing is added. */
export const notConverted: ReadonlySet<string> = new Set([
  'psa/autotask/contract-set.ts',
  'psa/autotask/verification.ts',
  'psa/connectwise/verification.ts',
  'psa/halopsa/change-log.ts',
  'psa/halopsa/posting.ts',
  'psa/halopsa/verification.ts',
  'vendors/duo/kind.ts',
]);
