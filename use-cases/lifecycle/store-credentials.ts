import { recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import { touchIntegration } from '../../db/integrations/integrations.ts';
import { credentialSummaries, putCandidate } from '../../db/secrets/credentials.ts';
import type { KeyRing } from '../../db/secrets/key-ring.ts';
import type { CredentialFields } from '../../domain/credentials.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { type CredentialForm, toKeep } from '../../domain/kinds.ts';
import type { RequestContext } from '../request-context.ts';
import { forgetQuestionOf } from './instances.ts';
import { lockedIntegration, rejectsConnected } from '../locked-integration.ts';
import { isRejected, type Rejected } from '../outcome.ts';

/** One set as it was entered. */
export interface EnteredSet {
  readonly form: CredentialForm;
  readonly fields: CredentialFields;
}

/**
 * Stores sets as candidates of an integration that is connected: used once they authenticate. Null: all are stored. Throws
 * {@link MasterKeyChanged}.
 */
export async function storeCredentials(
  tx: Tx,
  keyRing: KeyRing,
  key: IntegrationKey,
  entered: readonly EnteredSet[],
  by: RequestContext,
): Promise<Rejected | null> {
  const integration = await lockedIntegration(tx, key, rejectsConnected);
  if (isRejected(integration)) return integration;
  const replaced = (await credentialSummaries(tx, key)).filter(
    ({ set, state }) => state === 'candidate' && entered.some(({ form }) => form.set === set),
  );
  await forgetQuestionOf(
    tx,
    key,
    replaced.map(({ id }) => id),
  );
  for (const { form, fields } of entered) {
    const id = await putCandidate(tx, keyRing, key, toKeep(form, fields), by.actor.id);
    await recordAudit(tx, {
      ...by,
      action: 'credential.stored',
      objectKind: 'credential',
      objectId: id,
      integrationId: key.integrationId,
      detail: { set: form.set },
    });
  }
  await touchIntegration(tx, key);
  return null;
}
