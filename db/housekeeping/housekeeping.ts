import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { ScheduledRuns } from '../../domain/housekeeping/missed-run.ts';
import type { TimeOfDay } from '../../domain/housekeeping/time-of-day.ts';
import type { Day } from '../../domain/quantity.ts';
import {
  hasSchedule,
  type IntegrationPhase,
  probedPhases,
  readPhases,
  transitions,
} from '../../domain/states.ts';
import type { Queryable, Tx } from '../model/database.ts';
import { ownedBy } from '../model/owned-by.ts';

const phases = Object.keys(transitions['integration-phase']) as IntegrationPhase[];

/** Integrations in the order of their ids, of every tenant: a slice of those that have a Schedule. */
export async function scheduledIntegrations(
  db: Queryable,
  after: string | null,
  limit: number,
): Promise<readonly IntegrationKey[]> {
  const rows = await db
    .selectFrom('integration')
    .select(['tenantId', 'id'])
    .where('phase', 'in', phases.filter(hasSchedule))
    .$if(after !== null, (query) => query.where('id', '>', after ?? ''))
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ tenantId: row.tenantId, integrationId: row.id }));
}

export interface IntegrationRuns extends IntegrationKey {
  readonly pausedInTemporal: boolean;
  readonly runs: ScheduledRuns;
}

/** What the rows say of scheduled runs, of integrations that are read: a slice. */
export async function scheduledRuns(
  db: Queryable,
  after: string | null,
  limit: number,
): Promise<readonly IntegrationRuns[]> {
  const { rows } = await sql<{
    tenantId: string;
    integrationId: string;
    schedule: TimeOfDay;
    scheduledSince: Date | null;
    pausedInTemporal: boolean;
    lastScheduledAt: Date | null;
    lastGoodFullEndAt: Date | null;
    fullRunActive: boolean;
  }>`
    select i.tenant_id, i.id as integration_id, i.schedule, i.scheduled_since, i.schedule_paused_in_temporal as paused_in_temporal,
      r.last_scheduled_at, r.last_good_full_end_at, coalesce(r.full_run_active, false) as full_run_active
    from integration i left join lateral (
      select max(queued_at) filter (where trigger = 'schedule') as last_scheduled_at,
        max(ended_at) filter (where mode = 'full' and state in ('succeeded', 'partial')) as last_good_full_end_at,
        bool_or(mode = 'full' and state in ('queued', 'running')) as full_run_active
      from sync_run where tenant_id = i.tenant_id and integration_id = i.id) r on true
    where i.phase in (${sql.join(readPhases)}) and (${after}::uuid is null or i.id > ${after}::uuid)
    order by i.id limit ${limit}`.execute(db);
  return rows.map(({ tenantId, integrationId, pausedInTemporal, ...runs }) => ({
    tenantId,
    integrationId,
    pausedInTemporal,
    runs,
  }));
}

export interface ProbedIntegration extends IntegrationKey {
  readonly schedule: TimeOfDay;
  /** The oldest of the newest answers about each set; null: one has none. */
  readonly lastProbeAt: Date | null;
}

/** When working credentials were last tried, of integrations in use or in set-up that have some of these sets: a slice. */
export async function probedCredentials(
  db: Queryable,
  sets: readonly string[],
  after: string | null,
  limit: number,
): Promise<readonly ProbedIntegration[]> {
  const { rows } = await sql<{
    tenantId: string;
    integrationId: string;
    schedule: TimeOfDay;
    never: boolean;
    lastProbeAt: Date | null;
  }>`
    select i.tenant_id, i.id as integration_id, i.schedule, bool_or(greatest(c.verified_at, c.probed_at) is null) as never,
      min(greatest(c.verified_at, c.probed_at)) as last_probe_at
    from integration i join credential c on c.tenant_id = i.tenant_id and c.integration_id = i.id
      and c.state = 'working' and c.credential_set in (${sql.join([...sets])})
    where i.phase in (${sql.join(probedPhases)}) and (${after}::uuid is null or i.id > ${after}::uuid)
    group by i.tenant_id, i.id, i.schedule order by i.id limit ${limit}`.execute(db);
  return rows.map(({ never, lastProbeAt, ...integration }) => ({
    ...integration,
    lastProbeAt: never ? null : lastProbeAt,
  }));
}

/** Notes when a working credential was last tried, whatever it answered. */
export async function noteProbed(tx: Tx, key: IntegrationKey, credentialId: string, at: Date): Promise<void> {
  await tx
    .updateTable('credential')
    .set({ probedAt: at })
    .where('tenantId', '=', key.tenantId)
    .where('id', '=', credentialId)
    .execute();
}

export interface ExpiringApprovals {
  readonly count: number;
  readonly firstAt: Date;
}

/** Queued approvals that end before `before`; null: none. */
export async function expiringApprovals(
  db: Queryable,
  key: IntegrationKey,
  before: Date,
): Promise<ExpiringApprovals | null> {
  const row = await db
    .selectFrom('approvalLine')
    .select((eb) => [eb.fn.countAll<string>().as('count'), eb.fn.min('expiresAt').as('firstAt')])
    .where(ownedBy(key))
    .where('state', '=', 'queued')
    .where('expiresAt', '<', before)
    .executeTakeFirstOrThrow();
  const firstAt = row.firstAt as Date | null;
  return firstAt === null ? null : { count: Number(row.count), firstAt };
}

export interface UnreadApproval {
  readonly companyId: string;
  readonly before: string;
  readonly after: string;
  readonly invoiceDate: string;
}

/** Queued changes for an invoice of `until` or before, whose line is not read: they wait (RULES 2). Soonest first. */
export async function unreadApprovals(
  db: Queryable,
  key: IntegrationKey,
  until: Day,
): Promise<readonly UnreadApproval[]> {
  const { rows } = await sql<UnreadApproval>`
    select l.company_id, l.before, l.after, l.invoice_date
    from approval_line l join usage_line u on u.tenant_id = l.tenant_id and u.integration_id = l.integration_id
      and u.group_key = l.group_key
    where l.tenant_id = ${key.tenantId} and l.integration_id = ${key.integrationId} and l.state = 'queued'
      and l.decision <> 'prove' and l.invoice_date <= ${until} and u.kind = 'not-read'
    order by l.invoice_date, l.label, l.id`.execute(db);
  return rows;
}

/** In order; `slice` absent: all. */
export async function tenantIds(
  db: Queryable,
  slice?: { readonly after: string | null; readonly limit: number },
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('tenant')
    .select('id')
    .$if(slice?.after != null, (query) => query.where('id', '>', slice?.after ?? ''))
    .orderBy('id')
    .$if(slice !== undefined, (query) => query.limit(slice?.limit ?? 0))
    .execute();
  return rows.map(({ id }) => id);
}

/** When housekeeping last ended, and when it last did all of its steps: for /metrics and the doctor. */
export async function noteHousekeeping(tx: Tx, complete: boolean, at: Date): Promise<void> {
  await tx
    .updateTable('installation')
    .set({ housekeepingAt: at, ...(complete ? { housekeepingCompleteAt: at } : {}) })
    .execute();
}
