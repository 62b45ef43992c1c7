import { sql } from 'kysely';
import type { Database } from '../model/database.ts';

/** Newest runs of each integration. */
const newestRuns = 50;
/** Newest closed notices, in addition to the open ones. */
const newestClosedNotices = 200;

/**
 * What support asks about an installation, over all tenants: IDs, codes, states, counts, and times. No name, no
 * address, no text that a person or a vendor wrote.
 */
export async function supportFacts(db: Database): Promise<Readonly<Record<string, readonly unknown[]>>> {
  const { rows: tables } = await sql`
    select pg_class.relname as "table", greatest(reltuples, 0)::bigint::float8 as "estimatedRows",
      pg_total_relation_size(pg_class.oid)::float8 as bytes, n_dead_tup::float8 as "deadRows",
      last_autovacuum as "lastAutovacuum", last_autoanalyze as "lastAutoanalyze"
    from pg_class join pg_stat_user_tables stat on stat.relid = pg_class.oid
    where stat.schemaname = current_schema() order by bytes desc`.execute(db);
  const { rows: integrations } = await sql`
    select integration.id, integration.vendor, integration.psa, phase, phase_code as "phaseCode",
      phase_since as "phaseSince", write_back_enabled as "writeBackEnabled", write_right as "writeRight",
      create_right as "createRight", end_right as "endRight", schedule, last_good_sync_at as "lastGoodSyncAt",
      created_at as "createdAt",
      (select coalesce(jsonb_object_agg(kind, number), '{}') from (
        select kind, count(*) as number from usage_line
        where tenant_id = integration.tenant_id and integration_id = integration.id group by kind) k) as "usageLines",
      (select coalesce(jsonb_object_agg(state, number), '{}') from (
        select state, count(*) as number from approval_line
        where tenant_id = integration.tenant_id and integration_id = integration.id group by state) s) as changes
    from integration order by created_at`.execute(db);
  const { rows: runs } = await sql`
    select run.* from integration cross join lateral (
      select id, integration_id as "integrationId", workflow_id as "workflowId", trigger, mode, state, code,
        queued_at as "queuedAt", started_at as "startedAt", ended_at as "endedAt", accounts_listed as "accountsListed",
        counted, incomplete, failed, gone, vendor_calls as "vendorCalls", psa_calls as "psaCalls",
        (select coalesce(jsonb_agg(warning->>'code'), '[]') from jsonb_array_elements(warnings) warning) as warnings
      from sync_run
      where tenant_id = integration.tenant_id and integration_id = integration.id
      order by queued_at desc limit ${newestRuns}) run`.execute(db);
  const { rows: notices } = await sql`
    select id, integration_id as "integrationId", code, state, first_at as "firstAt", last_at as "lastAt", times,
      closed_at as "closedAt"
    from notice where state = 'open'
    union all
    (select id, integration_id, code, state, first_at, last_at, times, closed_at
      from notice where state <> 'open' order by closed_at desc limit ${newestClosedNotices})
    order by "lastAt" desc`.execute(db);
  const { rows: outbox } = await sql`
    select count(*)::int as waiting, min(created_at) as oldest from outbox where relayed_at is null`.execute(
    db,
  );
  return { tables, integrations, runs, notices, outbox };
}
