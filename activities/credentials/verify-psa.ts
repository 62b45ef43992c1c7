import { cancellationSignal } from '@temporalio/activity';
import type { HeldCredentialState } from '../../domain/credentials.ts';
import type { CredentialVerdict, PsaActivities } from '../../contracts/temporal/activities.ts';
import type { IntegrationRef } from '../../contracts/temporal/messages.ts';
import { psaSet } from '../../domain/credentials.ts';

import { foundBy } from '../../psa/failures.ts';
import {
  keptInstance,
  noteProbedInstance,
  probedInstances,
  sharedCompanies,
} from '../../db/integrations/instances.ts';
import { isOtherList } from '../../domain/instances.ts';
import type { Psa, PsaFailure, PsaVerification } from '../../psa/port.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { isVerdict, probedCredential } from '../runtime/sealed-credentials.ts';

/** Probes the PSA credential and each read right of its role; leaves the write right unknown. */
export const createVerifyPsa =
  (deps: ActivityDependencies): PsaActivities['verifyPsa'] =>
  (input) =>
    probePsa(deps, input, 'candidate');

/** No verdict where the credential is missing. `prefer` working: a candidate is left alone. */
export async function probePsa(
  deps: Pick<ActivityDependencies, 'db' | 'keyRing' | 'kinds' | 'psa'>,
  input: IntegrationRef,
  prefer: HeldCredentialState,
): Promise<readonly CredentialVerdict[]> {
  const stored = await probedCredential(deps, input, psaSet, prefer);
  if (stored === null) return [];
  if (isVerdict(stored)) return [stored];
  const psa = deps.psa(stored.kinds.psa, stored.fields, { onCall: () => undefined });
  const result = await psa.verify(cancellationSignal());
  if (result.ok) {
    await noteInstance(deps, input, psa, stored.id);
    await noteCompanies(deps, input, psa, stored.id);
  }
  if (prefer === 'candidate') await noteFormerInstance(deps, input, stored.id);
  return [result.ok ? verdictOfRights(stored.id, result.value) : rejected(stored.id, result, {})];
}

/** Which instance answered is noted on the credential: histories do not hold it. */
async function noteInstance(
  { db }: Pick<ActivityDependencies, 'db'>,
  key: IntegrationRef,
  psa: Psa,
  credentialId: string,
): Promise<void> {
  const instance = await psa.instance(cancellationSignal());
  if (instance.ok) await noteProbedInstance(db, key, credentialId, { instance: instance.value });
}

/** Of a credential whose last list shared no company with the one before, the list is read again (RULES 14). */
async function noteCompanies(
  { db }: Pick<ActivityDependencies, 'db'>,
  key: IntegrationRef,
  psa: Psa,
  credentialId: string,
): Promise<void> {
  const [probed] = await probedInstances(db, key, [credentialId]);
  if (!isOtherList(probed?.sharedAccounts ?? null)) return;
  const companies = await psa.companies(cancellationSignal());
  if (!companies.ok) return;
  const listed = companies.value.map(({ id }) => id);
  await noteProbedInstance(db, key, credentialId, {
    sharedAccounts: await sharedCompanies(db, key, listed),
  });
}

/**
 * An integration that was connected before identities were kept: its working credential is asked which instance it
 * belongs to, so that a candidate is compared with that.
 */
async function noteFormerInstance(
  deps: Pick<ActivityDependencies, 'db' | 'keyRing' | 'kinds' | 'psa'>,
  key: IntegrationRef,
  probedId: string,
): Promise<void> {
  if ((await keptInstance(deps.db, key, 'psa')) !== null) return;
  const working = await probedCredential(deps, key, psaSet, 'working');
  if (working === null || isVerdict(working) || working.id === probedId) return;
  const psa = deps.psa(working.kinds.psa, working.fields, { onCall: () => undefined });
  await noteInstance(deps, key, psa, working.id);
}

/** A role that lacks one read right cannot show the month: the first missing one is the verdict's cause. */
function verdictOfRights(credentialId: string, verification: PsaVerification): CredentialVerdict {
  const facts = {
    rights: verification.rights.map(({ right, label, outcome }) => ({
      right,
      label,
      ok: outcome.ok,
      code: outcome.ok ? null : outcome.code,
    })),
    serverTimeZone: verification.serverTimeZone,
    serverTimeZoneGiven: verification.serverTimeZoneGiven,
    version: verification.version,
    writeRight: verification.writeRight,
  };
  for (const { right, outcome } of verification.rights) {
    if (!isOptional.has(right) && !outcome.ok) return rejected(credentialId, outcome, facts);
  }
  return { set: psaSet, credentialId, ok: true, code: null, detail: null, facts };
}

/** Nothing is missing without them but a zone of time, or the comparison with invoices. */
const isOptional: ReadonlySet<string> = new Set(['system', 'invoices']);

const rejected = (
  credentialId: string,
  failure: PsaFailure,
  facts: CredentialVerdict['facts'],
): CredentialVerdict => ({
  set: psaSet,
  credentialId,
  ok: false,
  code: failure.code,
  detail: foundBy(failure),
  facts,
});
