import { message } from '../messages/message.ts';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { sql } from 'kysely';
import type { Logger } from 'pino';
import type { IntegrationKey } from '../domain/keys.ts';
import { integrationStart, type IntegrationWorkflow, workflowType } from '../contracts/temporal/starts.ts';
import type { Kinds } from '../domain/kinds.ts';
import type { IntegrationPhase } from '../domain/states.ts';
import { keepHousekeeping } from '../activities/housekeeping/housekeeping-schedule.ts';
import { repairSchedule } from '../activities/schedules/repair-schedule.ts';
import { startSyncWorkflow, workflowState } from '../contracts/temporal/sync-workflow.ts';
import { endOrphan } from '../use-cases/runs/end-orphan.ts';
import type { Database } from '../db/model/database.ts';
import { labelOfIntegration } from '../db/integrations/integration-label.ts';
import { liveIntegrations, lockIntegration } from '../db/integrations/integrations.ts';
import { raiseNotice } from '../db/notices/notices.ts';
import { noticeStalls } from '../use-cases/runs/stalls.ts';
import { activeRuns, type SyncRun } from '../db/runs/sync-runs.ts';
import { composeByTime } from '../use-cases/composition/timed-composition.ts';
import { type RepairStep, createRepairStep } from './repair-step.ts';
import { repairWriteBacks } from './repair-write-backs.ts';
import { startPeriodicWork, type PeriodicWork } from './periodic-work.ts';
import { restored } from '../contracts/temporal/messages.ts';
import { integrationWorkflowId } from '../contracts/temporal/names.ts';
import { integrationsToNotify, noteNotified } from '../use-cases/operations/restore-audit.ts';

export interface RepairDependencies {
  readonly db: Database;
  readonly temporal: Client;
  readonly logger: Logger;
  readonly kinds: Kinds;
  /** The activity that starts the first sync by its stored key; starting twice is harmless. */
  readonly startFirstSync: (key: IntegrationKey) => Promise<void>;
  /** Called for each part that failed. */
  readonly onFailure: () => void;
}

/** Arbitrary and fixed: one worker of all repairs at a time. */
const repairLock = 7_120_421;

/**
 * Compares rows with Temporal and starts what is missing (architecture.md 4): each live integration its workflow and,
 * once finished, its Schedule and first sync; each active run and each approval with open changes its workflow. What
 * cannot be repaired stops nothing else. Returns false where another worker repairs.
 */
export async function repairOnce(deps: RepairDependencies): Promise<boolean> {
  return deps.db.connection().execute(async (connection) => {
    const lock = await sql<{ taken: boolean }>`select pg_try_advisory_lock(${repairLock}) as taken`.execute(
      connection,
    );
    if (lock.rows[0]?.taken !== true) return false;
    const repairStep = createRepairStep(deps);
    try {
      await repairStep({ part: 'restored' }, () => notifyRestored({ ...deps, repairStep }));
      for (const integration of await liveIntegrations(deps.db)) {
        const { integrationId } = integration;
        await repairStep({ part: 'integration', integrationId }, () => repairIntegration(deps, integration));
        await repairStep({ part: 'timed-decisions', integrationId }, () =>
          composeByTime(deps.db, integration, new Date()),
        );
      }
      for (const run of await activeRuns(deps.db)) {
        const { id: syncRunId, integrationId } = run;
        await repairStep({ part: 'run', syncRunId, integrationId }, () => repairRun(deps, run));
      }
      await repairStep({ part: 'stalled-runs' }, () => noticeStalls(deps.db, new Date()));
      await repairStep({ part: 'write-backs' }, () => repairWriteBacks({ ...deps, repairStep }));
      await repairStep({ part: 'housekeeping' }, () => repairHousekeeping(deps));
      return true;
    } finally {
      await sql`select pg_advisory_unlock(${repairLock})`.execute(connection);
    }
  });
}

async function repairIntegration(
  deps: RepairDependencies,
  integration: IntegrationKey & { readonly phase: IntegrationPhase },
): Promise<void> {
  await deps.temporal.workflow.start<IntegrationWorkflow>(workflowType.integration, {
    ...integrationStart(integration, await labelOfIntegration(deps.db, integration, deps.kinds)),
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
  const repaired = await repairSchedule(deps, integration);
  if (repaired !== null)
    deps.logger.warn(
      {
        workflowId: integrationWorkflowId(integration.integrationId),
        integrationId: integration.integrationId,
        ...repaired,
      },
      'schedule was not as its row says and was repaired',
    );
  if (integration.phase === 'first-sync') await deps.startFirstSync(integration);
}

async function repairHousekeeping(deps: RepairDependencies): Promise<void> {
  const differences = await keepHousekeeping(deps);
  if (differences === null) deps.logger.info('the schedule of housekeeping was made');
  else if (differences.length > 0)
    deps.logger.warn(
      { differences },
      'the schedule of housekeeping was not as it should be and was corrected',
    );
}

/** A run Temporal does not know is started again under its own id; one whose workflow was ended is ended too. */
async function repairRun({ db, temporal, logger, kinds }: RepairDependencies, run: SyncRun): Promise<void> {
  const state = await workflowState(temporal, run.workflowId);
  if (state === 'open') return;
  if (state === 'none') {
    logger.warn(
      { syncRunId: run.id, workflowId: run.workflowId },
      'run had no workflow and was started again',
    );
    await startSyncWorkflow(temporal, run, await labelOfIntegration(db, run, kinds));
    return;
  }
  await db.transaction().execute(async (tx) => {
    await lockIntegration(tx, run);
    if (!(await endOrphan(tx, run, kinds)) || run.mode === 'usage-line') return;
    await raiseNotice(tx, run, {
      code: 'SyncFailed',
      subject: 'sync',
      detail: message('runs.failed-with', { code: 'Orphaned', cause: message('runs.workflow-ended') }),
    });
  });
}

/** Repairs at start and then regularly, never two at once; `stop` waits for a repair under way. */
export const startRepairing = (deps: RepairDependencies, intervalMs: number): PeriodicWork =>
  startPeriodicWork(
    async () => {
      await repairOnce(deps);
      return { more: false };
    },
    intervalMs,
    (message) => {
      deps.onFailure();
      deps.logger.error({ err: message }, 'repair failed and will be tried again');
    },
  );

/**
 * After a restore Temporal may know of later times than the rows: the workflow of each integration is told to read its
 * row again. One that does not run reads it when it starts; hearing it twice does no harm.
 */
async function notifyRestored({
  db,
  temporal,
  repairStep,
}: {
  readonly db: Database;
  readonly temporal: Client;
  readonly repairStep: RepairStep;
}): Promise<void> {
  for (const key of await integrationsToNotify(db)) {
    await repairStep({ part: 'restored', integrationId: key.integrationId }, async () => {
      try {
        await temporal.workflow.getHandle(integrationWorkflowId(key.integrationId)).signal(restored);
      } catch (error) {
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      }
      await noteNotified(db, key);
    });
  }
}
