import { sql } from 'kysely';
import { readPhases } from '../../domain/states.ts';
import { liveStates } from '../../domain/decisions/approval.ts';
import type { Database } from '../model/database.ts';
import { accountReadsOf } from '../model/reads-of-run.ts';
import { among } from '../driver/one-of.ts';

/**
 * What operators are alerted about and only rows know (architecture.md 12), over all tenants. Hours and seconds are of
 * the database's clock.
 */
export interface OperatingFigures {
  /** Hours since the last good sync, of each integration in which syncs run and that had one. */
  readonly goodSyncs: readonly { readonly integration: string; readonly hours: number }[];
  /** Hours since anything was read, of each active run. */
  readonly activeRuns: readonly { readonly integration: string; readonly hours: number }[];
  /** Runs that ended in the last 24 hours. */
  readonly endedRuns: readonly { readonly state: string; readonly number: number }[];
  /** Approved changes that have not ended, and conflicts that nobody resolved. */
  readonly openChanges: readonly { readonly state: string; readonly number: number }[];
  /** Approved changes that ended in the last 24 hours. */
  readonly endedChanges: readonly { readonly state: string; readonly number: number }[];
  /** Open usage lines by what they need from a person. */
  readonly needs: readonly { readonly need: string; readonly number: number }[];
  /**
   * Whole months that ended (UTC) and came after the newest closed one, of each integration that ever closed one; 0: the
   * last month is closed.
   */
  readonly monthsBehind: readonly { readonly integration: string; readonly number: number }[];
  readonly writingStopped: boolean;
  /** Seconds since the oldest approval was stored that no workflow was told of; 0: none waits. */
  readonly outboxSeconds: number;
  /** Age of the oldest audit row without a checkpoint, in seconds; 0: there is none. */
  readonly auditPendingSeconds: number;
  /** Hours since housekeeping last did all of its steps; null: it never did. */
  readonly housekeepingHours: number | null;
  /** Seconds since the last good backup, and its size; null: none is known. */
  readonly lastBackup: { readonly seconds: number; readonly bytes: number } | null;
  readonly openNotices: readonly { readonly code: string; readonly number: number }[];
}

export async function operatingFigures(db: Database): Promise<OperatingFigures> {
  const { rows: goodSyncs } = await sql<{ integration: string; hours: number }>`
    select id as integration, (extract(epoch from now() - last_good_sync_at) / 3600)::float8 as hours
    from integration
    where last_good_sync_at is not null and phase in (${sql.join(readPhases)})`.execute(db);
  const { rows: activeRuns } = await sql<{ integration: string; hours: number }>`
    select run.integration_id as integration,
      (extract(epoch from now() - greatest(run.queued_at, run.started_at,
        (select max(r.read_at) from ${accountReadsOf(sql`run.tenant_id`, sql`run.id`)} r),
        (select max(r.at) from agreement_batch b, unnest(b.read_ats) as r (at)
          where b.tenant_id = run.tenant_id and b.sync_run_id = run.id),
        (select max(read_at) from unread_agreement where tenant_id = run.tenant_id and sync_run_id = run.id)
      )) / 3600)::float8 as hours
    from sync_run run where run.state in ('queued', 'running')`.execute(db);
  const { rows: endedRuns } = await sql<{ state: string; number: number }>`
    select state, count(*)::int as number from sync_run where ended_at > now() - interval '24 hours'
    group by state`.execute(db);
  const { rows: openChanges } = await sql<{ state: string; number: number }>`
    select state, count(*)::int as number from approval_line
    where ${among('state', liveStates)} or (state = 'conflict' and resolved_at is null)
    group by state`.execute(db);
  const { rows: endedChanges } = await sql<{ state: string; number: number }>`
    select ended.state, sum(ended.number)::int as number
    from integration cross join lateral (
      select state, count(*) as number from approval_line
      where tenant_id = integration.tenant_id and integration_id = integration.id
        and finished_at > now() - interval '24 hours'
      group by state) ended
    group by ended.state`.execute(db);
  const { rows: needs } = await sql<{ need: string; number: number }>`
    select need, count(*)::int as number from usage_line where need is not null group by need`.execute(db);
  const { rows: monthsBehind } = await sql<{ integration: string; number: number }>`
    select integration.id as integration,
      greatest(0, extract(year from span) * 12 + extract(month from span) - 1)::int as number
    from integration cross join lateral (
      select age(date_trunc('month', now() at time zone 'UTC'), to_date(max(month), 'YYYY-MM')) as span
      from review_month
      where tenant_id = integration.tenant_id and integration_id = integration.id and reopened_at is null) newest
    where span is not null and phase in (${sql.join(readPhases)})`.execute(db);
  const { rows: openNotices } = await sql<{ code: string; number: number }>`
    select code, count(*)::int as number from notice where state = 'open' group by code`.execute(db);
  const { rows: one } = await sql<{
    stopped: boolean;
    outbox: number;
    pending: number;
    housekeeping: number | null;
    backup: number | null;
    backupBytes: number | null;
  }>`
    select exists (select 1 from installation where write_stop_since is not null) as stopped,
      coalesce(extract(epoch from now() - (select min(created_at) from outbox where relayed_at is null)), 0)::float8 as outbox,
      coalesce(extract(epoch from now() - (
        select min(event.at) from tenant
          left join audit_signed_checkpoint head on head.tenant_id = tenant.id
          join audit_event event on event.tenant_id = tenant.id and event.seq > coalesce(head.settled_seq, 0)
        where not exists (
          select from audit_checkpoint checkpoint where checkpoint.tenant_id = event.tenant_id and checkpoint.audit_seq = event.seq)
      )), 0)::float8 as pending,
      (extract(epoch from now() - (select housekeeping_complete_at from installation)) / 3600)::float8 as housekeeping,
      (select extract(epoch from now() - last_backup_at)::float8 from installation) as backup,
      (select last_backup_bytes::float8 from installation) as backup_bytes
  `.execute(db);
  return {
    goodSyncs,
    activeRuns,
    endedRuns,
    openChanges,
    endedChanges,
    needs,
    monthsBehind,
    openNotices,
    auditPendingSeconds: one[0]?.pending ?? 0,
    housekeepingHours: one[0]?.housekeeping ?? null,
    lastBackup: backupOf(one[0]?.backup ?? null, one[0]?.backupBytes ?? null),
    writingStopped: one[0]?.stopped === true,
    outboxSeconds: one[0]?.outbox ?? 0,
  };
}

const backupOf = (seconds: number | null, bytes: number | null): OperatingFigures['lastBackup'] =>
  seconds === null || bytes === null ? null : { seconds, bytes };
