import { sql } from 'kysely';
import type { SyncTrigger, SyncMode } from '../../domain/runs.ts';
import type { SyncRunState } from '../../domain/states.ts';
import type { Actor, IntegrationKey } from '../../domain/keys.ts';
import type { RunWarning } from '../../domain/run-warnings.ts';
import type { Queryable } from '../core/database.ts';
import { ownedBy } from '../core/owned-by.ts';
import { accountReadsOf, agreementsOf, unreadAgreementsOf } from '../readings/reads-of-run.ts';
import { actorName } from './actor-names.ts';
import type { Page, PageRequest } from './page.ts';

export interface ListedRun {
  readonly id: string;
  readonly integration_id: string;
  readonly workflow_id: string;
  readonly trigger: SyncTrigger;
  readonly mode: SyncMode;
  readonly group_key: string | null;
  /** Null where the line of `group_key` is no more. */
  readonly usage_line_id: string | null;
  readonly usage_line_label: string | null;
  readonly state: SyncRunState;
  readonly of_run_id: string | null;
  readonly joined_run_id: string | null;
  readonly cancel_requested_at: Date | null;
  readonly code: string | null;
  readonly detail: string | null;
  readonly stalled_since: Date | null;
  readonly stalled_code: string | null;
  readonly stalled_detail: string | null;
  readonly requested_by: Actor;
  readonly requested_by_name: string | null;
  readonly queued_at: Date;
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
  readonly accounts_listed: number | null;
  readonly counted: number | null;
  readonly incomplete: number | null;
  readonly failed: number | null;
  readonly gone: number | null;
  readonly seats_counted: number | null;
  readonly vendor_calls: number;
  readonly vendor_calls_unreadable: number;
  readonly vendor_calls_formula: number | null;
  readonly psa_calls: number;
  readonly agreements_in_sweep: number | null;
  readonly agreements_as_loaded: number;
  readonly warnings: readonly RunWarning[];
}

const runsWithLine = (db: Queryable) =>
  db
    .selectFrom('sync_run')
    .leftJoin('usage_line', (join) =>
      join
        .onRef('usage_line.tenant_id', '=', 'sync_run.tenant_id')
        .onRef('usage_line.integration_id', '=', 'sync_run.integration_id')
        .onRef('usage_line.group_key', '=', 'sync_run.group_key'),
    );

const besideColumns = [
  'usage_line.id as usage_line_id',
  'usage_line.label as usage_line_label',
  sql<string | null>`${actorName(sql`sync_run.tenant_id`, sql`sync_run.requested_by`)}`.as(
    'requested_by_name',
  ),
] as const;

/** Newest first. */
export async function listRuns(
  db: Queryable,
  key: IntegrationKey,
  filter: {
    readonly states: readonly SyncRunState[] | undefined;
    readonly triggers: readonly SyncTrigger[] | undefined;
  },
  page: PageRequest,
): Promise<Page<ListedRun>> {
  let query = runsWithLine(db).where(ownedBy(key, 'sync_run'));
  if (filter.states !== undefined) query = query.where('sync_run.state', 'in', [...filter.states]);
  if (filter.triggers !== undefined) query = query.where('sync_run.trigger', 'in', [...filter.triggers]);
  const counted = await query.select((eb) => eb.fn.countAll<string>().as('total')).executeTakeFirstOrThrow();
  const items = await query
    .selectAll('sync_run')
    .select(besideColumns)
    .orderBy('sync_run.queued_at', 'desc')
    .orderBy('sync_run.id')
    .offset(page.offset)
    .limit(page.limit)
    .execute();
  return { items, total: Number(counted.total) };
}

/** Null: unknown, or another tenant's. */
export async function findListedRun(
  db: Queryable,
  tenantId: string,
  runId: string,
): Promise<ListedRun | null> {
  const row = await runsWithLine(db)
    .selectAll('sync_run')
    .select(besideColumns)
    .where('sync_run.tenant_id', '=', tenantId)
    .where('sync_run.id', '=', runId)
    .executeTakeFirst();
  return row ?? null;
}

export interface RunProgress {
  readonly total: number | null;
  readonly done: number;
  readonly counted: number;
  /** Without a count, though not gone. */
  readonly failed: number;
}

/** From the run's account rows; total null: not listed yet. */
export async function runProgress(db: Queryable, tenantId: string, runId: string): Promise<RunProgress> {
  const { rows } = await sql<{ total: number; done: number; counted: number; failed: number }>`
    select count(*)::int as total, count(*) filter (where state <> 'pending')::int as done,
      count(*) filter (where state = 'counted')::int as counted,
      count(*) filter (where state in ('failed', 'incomplete'))::int as failed
    from ${accountReadsOf(tenantId, runId)} r`.execute(db);
  const [{ total, ...rest } = { total: 0, done: 0, counted: 0, failed: 0 }] = rows;
  return { total: total === 0 ? null : total, ...rest };
}

export interface RunAgreements {
  readonly read: number;
  readonly pending: number;
  readonly failed: readonly {
    agreement_id: string;
    name: string | null;
    code: string | null;
    detail: string | null;
  }[];
}

export async function agreementsOfRun(
  db: Queryable,
  run: ListedRun,
  tenantId: string,
): Promise<RunAgreements> {
  const { rows } = await sql<{ read: number; pending: number }>`
    select read, pending from ${agreementsOf(tenantId, run.id)} a`.execute(db);
  const failed = await sql<{
    agreement_id: string;
    name: string | null;
    code: string | null;
    detail: string | null;
  }>`
    select r.agreement_id, g.name, r.code, r.detail from ${unreadAgreementsOf(tenantId, run.id)} r
    left join psa_agreement g on g.tenant_id = ${tenantId} and g.integration_id = ${run.integration_id}
      and g.foreign_id = r.agreement_id
    order by g.name, r.agreement_id limit 500`.execute(db);
  return { read: Number(rows[0]?.read), pending: Number(rows[0]?.pending), failed: failed.rows };
}
