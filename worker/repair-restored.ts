import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { restored } from '../contracts/temporal/messages.ts';
import { integrationWorkflowId } from '../contracts/temporal/names.ts';
import type { Database } from '../db/model/database.ts';
import { integrationsToTell, noteTold } from '../use-cases/operations/restored.ts';
import type { Apart } from './apart.ts';

/**
 * After a restore Temporal may know of later times than the rows: the workflow of each integration is told to read its
 * row anew. One that does not run reads it when it starts; hearing it twice does no harm.
 */
export async function tellRestored({
  db,
  temporal,
  apart,
}: {
  readonly db: Database;
  readonly temporal: Client;
  readonly apart: Apart;
}): Promise<void> {
  for (const key of await integrationsToTell(db)) {
    await apart({ part: 'restored', integrationId: key.integrationId }, async () => {
      try {
        await temporal.workflow.getHandle(integrationWorkflowId(key.integrationId)).signal(restored);
      } catch (error) {
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      }
      await noteTold(db, key);
    });
  }
}
