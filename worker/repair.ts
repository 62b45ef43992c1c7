import { type Client, ScheduleNotFoundError } from '@temporalio/client';
import { sql } from 'kysely';
import type { Logger } from 'pino';
import { syncScheduleId } from '../contracts/temporal/names.ts';
import { integrationStart, type IntegrationWorkflow, workflowType } from '../contracts/temporal/starts.ts';
import type { IntegrationPhase } from '../domain/states.ts';
import { setSchedulePaused, putSchedule } from '../activities/sync-schedule.ts';
import { startSyncWorkflow, workflowState } from '../contracts/temporal/sync-workflow.ts';
import type { IntegrationKey } from '../db/credentials.ts';
import type { Database } from '../db/database.ts';
import { labelOfIntegration } from '../db/integration-label.ts';
import { findIntegration, liveIntegrations, lockIntegration, noteSchedulePause } from '../db/integrations.ts';
import { closeNotices, raiseNotice } from '../db/notices.ts';
import { activeRuns, endOrphan, lockRun, type SyncRun } from '../db/sync-runs.ts';
import { endTimedDecisions } from './end-timed-decisions.ts';
import { repairWriteBacks } from './repair-write-backs.ts';

export interface RepairDependencies {
  readonly db: Database;
  readonly temporal: Client;
  readonly logger: Logger;
  /** The activity that starts the first sync by its stored key; starting twice is harmless. */
  readonly startFirstSync: (key: IntegrationKey) => Promise<void>;
}

/** Arbitrary and fixed: one worker of all repairs at a time. */
const repairLock = 7_120_421;

/**
 * Compares rows with Temporal and starts what is missing (DESIGN 4): each live integration its workflow and, once
 * finished, its Schedule and first sync; each active run and each approval with open changes its workflow. Returns false where another worker repairs.
 */
export async function repairOnce(deps: RepairDependencies): Promise<boolean> {
  return deps.db.connection().execute(async (connection) => {
    const lock = await sql<{ taken: boolean }>`select pg_try_advisory_lock(${repairLock}) as taken`.execute(
      connection,
    );
    if (lock.rows[0]?.taken !== true) return false;
    try {
      for (const integration of await liveIntegrations(deps.db)) {
        await repairIntegration(deps, integration);
        await endTimedDecisions(deps.db, integration, new Date());
      }
      for (const run of await activeRuns(deps.db)) await repairRun(deps, run);
      await repairWriteBacks(deps);
      return true;
    } finally {
      await sql`select pg_advisory_unlock(${repairLock})`.execute(connection);
    }
  });
}

const scheduled: readonly IntegrationPhase[] = ['first-sync', 'active', 'paused', 'needs-attention'];

async function repairIntegration(
  deps: RepairDependencies,
  integration: IntegrationKey & { readonly phase: IntegrationPhase },
): Promise<void> {
  await deps.temporal.workflow.start<IntegrationWorkflow>(workflowType.integration, {
    ...integrationStart(integration, await labelOfIntegration(deps.db, integration)),
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
  if (!scheduled.includes(integration.phase)) return;
  await repairSchedule(deps, integration);
  if (integration.phase === 'first-sync') await deps.startFirstSync(integration);
}

async function repairSchedule(
  deps: RepairDependencies,
  key: IntegrationKey & { readonly phase: IntegrationPhase },
): Promise<void> {
  const paused = await schedulePaused(deps.temporal, key.integrationId);
  if (paused === null) {
    const integration = await findIntegration(deps.db, key);
    if (integration === null) return;
    await putSchedule(deps.temporal, integration, await labelOfIntegration(deps.db, key));
    deps.logger.warn({ integrationId: key.integrationId }, 'schedule was missing and was made again');
    return;
  }
  if (key.phase === 'paused') {
    // Our own pause, which a crash may have kept from reaching Temporal.
    if (!paused)
      await setSchedulePaused(deps.temporal, key.integrationId, true, 'integration.paused in Seatwise');
    return;
  }
  await deps.db.transaction().execute(async (tx) => {
    if (!(await noteSchedulePause(tx, key, paused))) return;
    if (paused) {
      await raiseNotice(tx, key, {
        code: 'SchedulePausedInTemporal',
        subject: 'schedule',
        detail: 'Scheduled syncs do not run until it is unpaused there.',
      });
    } else await closeNotices(tx, key, 'SchedulePausedInTemporal');
  });
}

/** Null: there is no such Schedule. */
async function schedulePaused(temporal: Client, integrationId: string): Promise<boolean | null> {
  try {
    return (await temporal.schedule.getHandle(syncScheduleId(integrationId)).describe()).state.paused;
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return null;
    throw error;
  }
}

/** A run Temporal does not know is started again under its own id; one whose workflow was ended is ended too. */
async function repairRun({ db, temporal, logger }: RepairDependencies, run: SyncRun): Promise<void> {
  const state = await workflowState(temporal, run.workflowId);
  if (state === 'open') return;
  if (state === 'none') {
    logger.warn(
      { syncRunId: run.id, workflowId: run.workflowId },
      'run had no workflow and was started again',
    );
    await startSyncWorkflow(temporal, run, await labelOfIntegration(db, run));
    return;
  }
  await db.transaction().execute(async (tx) => {
    await lockIntegration(tx, run);
    const now = await lockRun(tx, run.tenantId, run.id);
    if (now === null || now.fence !== run.fence || (now.state !== 'queued' && now.state !== 'running'))
      return;
    await endOrphan(tx, now);
    if (now.mode === 'usage-line') return;
    await raiseNotice(tx, run, {
      code: 'SyncFailed',
      subject: 'sync',
      detail: 'Orphaned: the workflow of the run was ended in Temporal.',
    });
  });
}

/** Repairs at start and then regularly; `stop` waits for a repair under way. */
export function startRepairing(deps: RepairDependencies, intervalMs: number): { stop(): Promise<void> } {
  let current: Promise<unknown> = Promise.resolve();
  const repair = (): void => {
    current = current
      .then(() => repairOnce(deps))
      .catch((error: unknown) => {
        deps.logger.warn(
          { err: error instanceof Error ? error.message : 'unknown' },
          'repair failed and will be tried again',
        );
      });
  };
  repair();
  const timer = setInterval(repair, intervalMs);
  return {
    async stop() {
      clearInterval(timer);
      await current;
    },
  };
}
