import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { CredentialVerdict } from '../../contracts/temporal/activities.ts';
import { credentialsProbed } from '../../contracts/temporal/messages.ts';
import { integrationWorkflowId } from '../../contracts/temporal/names.ts';
import { noteProbe } from '../../use-cases/lifecycle/probe.ts';
import { isCredentialCode, passes } from '../runtime/credential-codes.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';

/** Stores what working credentials answered, and tells the integration where it needs attention by it. */
export async function concludeProbe(
  { db, temporal, now }: Pick<ActivityDependencies, 'db' | 'temporal' | 'now'>,
  key: IntegrationKey,
  verdicts: readonly CredentialVerdict[],
): Promise<void> {
  // A vendor that did not answer says nothing about a credential: it is tried again with the next run.
  const answers = verdicts.filter(({ code }) => code === null || !passes(code));
  const moved = await db.transaction().execute((tx) => noteProbe(tx, key, answers, isCredentialCode, now()));
  if (moved) await notifyIntegration(temporal, key);
}

/** The entity re-reads its row; a lost message is made good by its daily re-reading. */
async function notifyIntegration(temporal: Client, { integrationId }: IntegrationKey): Promise<void> {
  try {
    await temporal.workflow.getHandle(integrationWorkflowId(integrationId)).signal(credentialsProbed);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}
