import type { CredentialVerdict } from '../../contracts/temporal/activities.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { noteRejectedAtWork } from '../../use-cases/lifecycle/probe.ts';
import { isCredentialCode, passes } from '../runtime/credential-codes.ts';
import { causeOf } from '../runtime/failures.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { probePsa } from './verify-psa.ts';
import { probeVendor } from './verify-vendor.ts';

type Deps = Pick<ActivityDependencies, 'db' | 'keyRing' | 'kinds' | 'vendors' | 'psa'>;

/**
 * After a call that a working credential was rejected for: asks which one it is, so that it no longer reads as verified,
 * and before Finish closes gate one. Nothing where `code` is about something else.
 */
export const noteVendorRejection = (deps: Deps, key: IntegrationKey, code: string): Promise<void> =>
  note(deps, key, code, () => probeVendor(deps, key, 'working'));

export const notePsaRejection = (deps: Deps, key: IntegrationKey, code: string): Promise<void> =>
  note(deps, key, code, () => probePsa(deps, key, 'working'));

/** Does the work; where a rejection ended it, that is noted first. */
export async function noteRejections<T>(
  noted: (code: string) => Promise<void>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await noted(causeOf(error).code);
    throw error;
  }
}

async function note(
  { db }: Deps,
  key: IntegrationKey,
  code: string,
  probe: () => Promise<readonly CredentialVerdict[]>,
): Promise<void> {
  if (!isCredentialCode(code)) return;
  const answers = (await probe()).filter((verdict) => verdict.code === null || !passes(verdict.code));
  await db.transaction().execute((tx) => noteRejectedAtWork(tx, key, answers, isCredentialCode, new Date()));
}
