import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { sql } from 'kysely';
import type { Logger } from 'pino';
import { writeBackChanged } from '../contracts/temporal/messages.ts';
import { writeBackWorkflowId } from '../contracts/temporal/names.ts';
import { type WriteBackWorkflow, workflowType, writeBackStart } from '../contracts/temporal/starts.ts';
import type { Database, Tx } from '../db/database.ts';

export interface RelayDependencies {
  readonly db: Database;
  readonly temporal: Client;
  readonly logger: Logger;
}

/** Rows of one turn. */
const turn = 50;

/**
 * Carries outbox rows to Temporal (DESIGN 4): an approval's workflow is started, or woken where it runs. A row is
 * marked only after Temporal took it, so a crash between the two repeats a signal, which changes nothing.
 * Any number of workers may relay: each row is locked by one. Returns how many rows were carried.
 */
export async function relayOnce({ db, temporal }: RelayDependencies): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const rows = await tx
      .selectFrom('outbox')
      .selectAll()
      .where('relayed_at', 'is', null)
      .orderBy('created_at')
      .limit(turn)
      .forUpdate()
      .skipLocked()
      .execute();
    const approvals = new Map(rows.map((row) => [row.approval_id, row]));
    for (const row of approvals.values()) {
      await tell(temporal, await hasOpenLines(tx, row.tenant_id, row.approval_id), {
        tenantId: row.tenant_id,
        integrationId: row.integration_id,
        approvalId: row.approval_id,
      });
    }
    if (rows.length > 0) {
      await tx
        .updateTable('outbox')
        .set({ relayed_at: new Date() })
        .where(
          'id',
          'in',
          rows.map(({ id }) => id),
        )
        .execute();
    }
    return rows.length;
  });
}

async function hasOpenLines(tx: Tx, tenantId: string, approvalId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from approval_line where tenant_id = ${tenantId} and approval_id = ${approvalId}
      and state in ('queued', 'sending', 'unknown') limit 1`.execute(tx);
  return rows.length > 0;
}

async function tell(
  temporal: Client,
  open: boolean,
  input: { readonly tenantId: string; readonly integrationId: string; readonly approvalId: string },
): Promise<void> {
  if (open) {
    await temporal.workflow.signalWithStart<WriteBackWorkflow, []>(workflowType.writeBack, {
      ...writeBackStart(input),
      signal: writeBackChanged,
    });
    return;
  }
  try {
    await temporal.workflow.getHandle(writeBackWorkflowId(input.approvalId)).signal(writeBackChanged);
  } catch (error) {
    // Nothing is left to do, and nobody to tell: it ended before.
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}

/** Relays at start and then regularly; `stop` waits for a turn under way. */
export function startRelaying(deps: RelayDependencies, intervalMs: number): { stop(): Promise<void> } {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const next = async (): Promise<void> => {
    let carried = 0;
    try {
      carried = await relayOnce(deps);
    } catch (error) {
      deps.logger.warn(
        { err: error instanceof Error ? error.message : 'unknown' },
        'the outbox could not be relayed and will be tried again',
      );
    }
    if (stopped) return;
    timer = setTimeout(run, carried === turn ? 0 : intervalMs);
  };
  let current = Promise.resolve();
  const run = (): void => {
    current = next();
  };
  run();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await current;
    },
  };
}
