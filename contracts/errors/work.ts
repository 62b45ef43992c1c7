import { lifecycleErrors } from './lifecycle.ts';
import { psaErrors } from './psas.ts';
import { serviceErrors } from './service.ts';
import { syncErrors } from './syncs.ts';
import { vendorErrors } from './vendors.ts';
import { writeErrors } from './writes.ts';

/** Why work ends, waits or stalls: the codes that workflows show, and no others, since their bundle carries each. */
export const workErrors = {
  ...lifecycleErrors,
  ...syncErrors,
  ...writeErrors,
  ...vendorErrors,
  ...psaErrors,
  ...serviceErrors,
} as const;

export type WorkErrorCode = keyof typeof workErrors;

/** Failures of PSAs: what is stored beside the code is advice in words of that PSA. */
export const bringsAdvice = (code: string): boolean => Object.hasOwn(psaErrors, code);

export { stillness } from './stillness.ts';
