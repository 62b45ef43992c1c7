import type { Client } from '@temporalio/client';
import { sql } from 'kysely';
import type { SyncMode } from '../../domain/sync-runs.ts';
import type { Database } from '../../db/model/database.ts';
import { accountReadsOf } from '../../db/model/reads-of-run.ts';
import type { IntegrationPhase, SyncRunState } from '../../domain/states.ts';

/** What rows and Temporal say of runs, workflows, schedules and commands, as one plain object. */
export interface EngineFacts {
  /** When the oldest workflow that Temporal knows began, Unix ms: rows may be older. Null: it knows none. */
  readonly since: number | null;
  readonly integrations: readonly {
    readonly id: string;
    readonly phase: IntegrationPhase;
    readonly pausedInTemporal: boolean;
  }[];
  readonly runs: readonly RunFact[];
  /** Commands that a person got no outcome for. */
  readonly unanswered: readonly {
    readonly kind: string;
    readonly commandId: string;
    readonly integrationId: string;
  }[];
  /** Approvals with lines that have not reached an end. */
  readonly openApprovals: readonly string[];
  /** The newest execution of each workflow id. */
  readonly workflows: readonly WorkflowFact[];
  readonly schedules: readonly { readonly id: string; readonly paused: boolean }[];
}

export interface RunFact {
  readonly id: string;
  readonly workflowId: string;
  readonly mode: SyncMode;
  readonly state: SyncRunState;
  readonly code: string | null;
  readonly listed: number | null;
  readonly counted: number | null;
  readonly incomplete: number | null;
  readonly failed: number | null;
  readonly gone: number | null;
  /** Rows of the accounts by state. */
  readonly accounts: Readonly<Record<'pending' | 'counted' | 'incomplete' | 'failed' | 'gone', number>>;
  /** Unix ms. */
  readonly endedAt: number | null;
  /** The audit has its end. */
  readonly audited: boolean;
}

export interface WorkflowFact {
  readonly id: string;
  readonly type: string;
  /** RUNNING, COMPLETED, FAILED, CANCELLED, TERMINATED, CONTINUED_AS_NEW, TIMED_OUT */
  readonly status: string;
  readonly outcome: string | null;
  /** Its FailureCode, as operators filter by it. */
  readonly code: string | null;
  /** Attempts of a workflow task that does not succeed; 0 or 1: all is well. Open ones only. */
  readonly taskAttempts: number;
  /** Each with its attempt and with what the attempt before met. */
  readonly pendingActivities: readonly string[];
}

export interface EngineSources {
  readonly db: Database;
  readonly temporal: Client;
}

export async function readEngineFacts({ db, temporal }: EngineSources): Promise<EngineFacts> {
  const integrations = await db
    .selectFrom('integration')
    .select(['id', 'phase', 'schedulePausedInTemporal as pausedInTemporal'])
    .execute();
  const approvals = await db
    .selectFrom('approvalLine')
    .select('approvalId as id')
    .distinct()
    .where('state', 'in', ['queued', 'sending', 'unknown'])
    .execute();
  const { workflows, since } = await readWorkflows(temporal);
  return {
    since,
    integrations,
    runs: await readRuns(db),
    unanswered: await readUnanswered(db),
    openApprovals: approvals.map(({ id }) => id),
    workflows,
    schedules: await readSchedules(temporal),
  };
}

async function readRuns(db: Database): Promise<readonly RunFact[]> {
  const { rows } = await sql<RunFact>`
    select r.id, r.workflow_id, r.mode, r.state, r.code, r.accounts_listed as listed, r.counted,
      r.incomplete, r.failed, r.gone,
      (select json_build_object(
        'pending', count(*) filter (where a.state = 'pending'), 'counted', count(*) filter (where a.state = 'counted'),
        'incomplete', count(*) filter (where a.state = 'incomplete'), 'failed', count(*) filter (where a.state = 'failed'),
        'gone', count(*) filter (where a.state = 'gone'))
        from ${accountReadsOf(sql`r.tenant_id`, sql`r.id`)} a) as accounts,
      extract(epoch from r.ended_at)::float8 * 1000 as ended_at,
      exists (select 1 from audit_event e where e.tenant_id = r.tenant_id and e.action = 'sync.ended'
        and e.object_id = r.id::text) as audited
    from sync_run r order by r.queued_at`.execute(db);
  return rows;
}

async function readUnanswered(db: Database): Promise<EngineFacts['unanswered']> {
  const { rows } = await sql<EngineFacts['unanswered'][number]>`
    select kind, command_id, integration_id from update_command where state = 'received'
    union all
    select 'decideMappings', command_id, integration_id from mapping_command where state = 'received'`.execute(
    db,
  );
  return rows;
}

async function readWorkflows(temporal: Client): Promise<Pick<EngineFacts, 'workflows' | 'since'>> {
  let since: number | null = null;
  const newest = new Map<string, { readonly fact: WorkflowFact; readonly startedAt: number }>();
  for await (const execution of temporal.workflow.list()) {
    const startedAt = execution.startTime.getTime();
    since = Math.min(since ?? startedAt, startedAt);
    const known = newest.get(execution.workflowId);
    // Of two that began in the same moment the open one is the newer: the other was continued or reset into it.
    const status = execution.status.name;
    if (known !== undefined && (known.startedAt > startedAt || known.fact.status === 'RUNNING')) continue;
    const shown = (name: string): string | null => {
      const value = execution.typedSearchAttributes.getAll().find(({ key }) => key.name === name)?.value;
      return typeof value === 'string' ? value : null;
    };
    newest.set(execution.workflowId, {
      startedAt,
      fact: {
        id: execution.workflowId,
        type: execution.type,
        status,
        outcome: shown('SyncOutcome'),
        code: shown('FailureCode'),
        taskAttempts: 0,
        pendingActivities: [],
      },
    });
  }
  const facts = [...newest.values()].map(({ fact }) => fact);
  return {
    since,
    workflows: await Promise.all(
      facts.map(async (fact) => (fact.status === 'RUNNING' ? look(temporal, fact) : fact)),
    ),
  };
}

async function look(temporal: Client, fact: WorkflowFact): Promise<WorkflowFact> {
  const { raw, status } = await temporal.workflow.getHandle(fact.id).describe();
  return {
    ...fact,
    status: status.name,
    taskAttempts: raw.pendingWorkflowTask?.attempt ?? 0,
    pendingActivities: (raw.pendingActivities ?? []).map(
      ({ activityType, attempt, lastFailure }) =>
        `${activityType?.name ?? ''}, attempt ${attempt ?? 1}${lastFailure == null ? '' : ` after "${lastFailure.message ?? ''}"`}`,
    ),
  };
}

async function readSchedules(temporal: Client): Promise<EngineFacts['schedules']> {
  const found: { id: string; paused: boolean }[] = [];
  for await (const { scheduleId } of temporal.schedule.list()) {
    const { state } = await temporal.schedule.getHandle(scheduleId).describe();
    found.push({ id: scheduleId, paused: state.paused });
  }
  return found;
}
