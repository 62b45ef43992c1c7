import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { Logger } from 'pino';
import { writeBackChanged, type WriteBackInput } from '../contracts/temporal/messages.ts';
import { writeBackWorkflowId } from '../contracts/temporal/names.ts';
import { type WriteBackWorkflow, workflowType, writeBackStart } from '../contracts/temporal/starts.ts';
import { workflowState } from '../contracts/temporal/sync-workflow.ts';
import { openLinesOf } from '../db/approvals.ts';
import type { Database, Tx } from '../db/database.ts';
import { labelOfIntegration } from '../db/integration-label.ts';
import { endedWithChangesOpen, stopWrites, writeStop } from '../db/write-stop.ts';
import { startTurns, type Turns } from './turns.ts';

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
export async function relayOnce(deps: RelayDependencies): Promise<number> {
  return deps.db.transaction().execute(async (tx) => {
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
      await tell(deps, tx, {
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

async function tell(
  { db, temporal, logger }: RelayDependencies,
  tx: Tx,
  input: WriteBackInput,
): Promise<void> {
  const { approvalId } = input;
  if (!(await hasOpenLines(tx, input))) {
    await wake(temporal, approvalId);
    return;
  }
  if (await endedTooSoon(tx, temporal, input)) {
    logger.warn({ approvalId }, 'the workflow of an approval had ended with changes open');
    await stopWrites(db, endedWithChangesOpen([approvalId]), new Date());
  }
  await temporal.workflow.signalWithStart<WriteBackWorkflow>(workflowType.writeBack, {
    ...writeBackStart(input, await labelOfIntegration(tx, input)),
    signal: writeBackChanged,
  });
}

const hasOpenLines = async (tx: Tx, { tenantId, approvalId }: WriteBackInput): Promise<boolean> =>
  (await openLinesOf(tx, tenantId, approvalId)).length > 0;

/**
 * A closed workflow with changes open: somebody ended it, or the rows are older than Temporal, a copy from before they
 * were relayed. Asked of the rows again, since the last line may have ended while we asked Temporal. A stop that stands
 * is what starts closed ones again.
 */
async function endedTooSoon(tx: Tx, temporal: Client, input: WriteBackInput): Promise<boolean> {
  if ((await workflowState(temporal, writeBackWorkflowId(input.approvalId))) !== 'closed') return false;
  return (await hasOpenLines(tx, input)) && (await writeStop(tx)) === null;
}

async function wake(temporal: Client, approvalId: string): Promise<void> {
  try {
    await temporal.workflow.getHandle(writeBackWorkflowId(approvalId)).signal(writeBackChanged);
  } catch (error) {
    // Nothing is left to do, and nobody to tell: it ended before.
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}

/** Relays at start and then regularly; `stop` waits for a turn under way. */
export const startRelaying = (deps: RelayDependencies, intervalMs: number): Turns =>
  startTurns(
    async () => ({ more: (await relayOnce(deps)) === turn }),
    intervalMs,
    (err) => deps.logger.warn({ err }, 'the outbox could not be relayed and will be tried again'),
  );
