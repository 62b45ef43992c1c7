/** Files whose words no catalog holds: help of metrics and of the API's document, endings of company names. */
export const noWords: ReadonlySet<string> = new Set([
  'api/metrics.ts',
  'api/openapi.ts',
  'domain/mapping/name-forms.ts',
]);

/** Files with sentences that are not in the catalog yet. Nothing is added. */
export const notConverted: ReadonlySet<string> = new Set([
  'api/resources/syncs.ts',
  'domain/usage/billing-target.ts',
  'domain/write-back/document.ts',
  'domain/write-back/snapshot.ts',
  'domain/write-back/status.ts',
  'psa/autotask/book.ts',
  'psa/autotask/verification.ts',
  'psa/connectwise/verification.ts',
  'psa/halopsa/change-log.ts',
  'psa/halopsa/methods.ts',
  'psa/halopsa/posting.ts',
  'psa/halopsa/verification.ts',
  'use-cases/lifecycle/answer-instance.ts',
  'use-cases/lifecycle/disconnect.ts',
  'use-cases/operations/restored.ts',
  'use-cases/write-back/lost-approvals.ts',
  'use-cases/write-back/prove-write-right.ts',
  'use-cases/write-back/reject-unsigned.ts',
  'use-cases/write-back/revert-write-back.ts',
  'use-cases/write-back/write-stop.ts',
  'vendors/duo/kind.ts',
]);
