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

export { stallKind } from './stalls.ts';
