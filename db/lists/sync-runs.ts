import { sql } from 'kysely';
import type { ReadSide, SyncTrigger, SyncMode } from '../../domain/sync-runs.ts';
import type { SyncRunState } from '../../domain/states.ts';
import type { Actor, IntegrationKey } from '../../domain/keys.ts';
import type { StoredWarning } from '../model/tables/runs.ts';
import type { Queryable } from '../model/database.ts';
import { ownedBy } from '../model/owned-by.ts';
import { accountReadsOf, agreementsOf, unreadAgreementsOf } from '../model/reads-of-run.ts';
import { actorName } from '../people/actor-names.ts';
import type { Page, PageRequest } from '../driver/page.ts';

export interface ListedRun {
  readonly id: string;
  readonly integrationId: string;
  readonly workflowId: string;
  readonly trigger: SyncTrigger;
  readonly mode: SyncMode;
  readonly groupKey: string | null;
  /** Null where the line of `group_key` is no more. */
  readonly usageLineId: string | null;
  readonly usageLineLabel: string | null;
  readonly state: SyncRunState;
  readonly ofRunId: string | null;
  readonly joinedRunId: string | null;
  readonly cancelRequestedAt: Date | null;
  readonly code: string | null;
  /** A message as stored; null: none. */
  readonly detail: unknown;
  readonly stalledSide: ReadSide | null;
  readonly stalledSince: Date | null;
  readonly stalledCode: string | null;
  /** A message as stored; null: none. */
  readonly stalledDetail: unknown;
  readonly stalledUntil: Date | null;
  readonly requestedBy: Actor;
  readonly requestedByName: string | null;
  readonly queuedAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly accountsListed: number | null;
  readonly counted: number | null;
  readonly incomplete: number | null;
  readonly failed: number | null;
  readonly gone: number | null;
  readonly seatsCounted: number | null;
  readonly vendorCalls: number;
  readonly vendorCallsUnreadable: number;
  readonly vendorCallsFormula: number | null;
  readonly psaCalls: number;
  readonly agreementsInBackgroundRead: number | null;
  readonly agreementsAsLoaded: number;
  readonly warnings: readonly StoredWarning[];
}

const runsWithLine = (db: Queryable) =>
  db
    .selectFrom('syncRun')
    .leftJoin('usageLine', (join) =>
      join
        .onRef('usageLine.tenantId', '=', 'syncRun.tenantId')
        .onRef('usageLine.integrationId', '=', 'syncRun.integrationId')
        .onRef('usageLine.groupKey', '=', 'syncRun.groupKey'),
    );

const besideColumns = [
  'usageLine.id as usageLineId',
  'usageLine.label as usageLineLabel',
  sql<string | null>`${actorName(sql`sync_run.tenant_id`, sql`sync_run.requested_by`)}`.as('requestedByName'),
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
  let query = runsWithLine(db).where(ownedBy(key, 'syncRun'));
  if (filter.states !== undefined) query = query.where('syncRun.state', 'in', [...filter.states]);
  if (filter.triggers !== undefined) query = query.where('syncRun.trigger', 'in', [...filter.triggers]);
  const counted = await query.select((eb) => eb.fn.countAll<string>().as('total')).executeTakeFirstOrThrow();
  const items = await query
    .selectAll('syncRun')
    .select(besideColumns)
    .orderBy('syncRun.queuedAt', 'desc')
    .orderBy('syncRun.id')
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
    .selectAll('syncRun')
    .select(besideColumns)
    .where('syncRun.tenantId', '=', tenantId)
    .where('syncRun.id', '=', runId)
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
    agreementId: string;
    name: string | null;
    code: string | null;
    detail: unknown;
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
    agreementId: string;
    name: string | null;
    code: string | null;
    detail: unknown;
  }>`
    select r.agreement_id, g.name, r.code, r.detail from ${unreadAgreementsOf(tenantId, run.id)} r
    left join psa_agreement g on g.tenant_id = ${tenantId} and g.integration_id = ${run.integrationId}
      and g.foreign_id = r.agreement_id
    order by g.name, r.agreement_id limit 500`.execute(db);
  return { read: Number(rows[0]?.read), pending: Number(rows[0]?.pending), failed: failed.rows };
}
