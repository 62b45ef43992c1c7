import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../model/database.ts';
import { monthOfRun } from '../model/reads-of-run.ts';

/** Rows that one transaction looks at: no lock is held for long. */
const atOnce = 500;

/** What a tenant kept from before a day: the first of a month, UTC. */
export interface Past {
  readonly tenantId: string;
  readonly before: Date;
}

const counted = async (work: Promise<{ readonly rows: readonly unknown[] }>): Promise<number> =>
  (await work).rows.length;

const monthOf = (before: Date): RawBuilder<string> =>
  sql`to_char(${before}::timestamptz at time zone 'UTC', 'YYYY-MM')`;

/**
 * What runs read of accounts, by the months of the runs; the newest reading of an account stays. Each of these functions
 * returns how many rows it dealt with; 0: none is left.
 */
export const forgetAccountReads = (tx: Tx, { tenantId, before }: Past) =>
  counted(
    sql`delete from account_read where (tenant_id, id) in (
      select tenant_id, id from account_read r where tenant_id = ${tenantId} and month < ${monthOf(before)} and exists (
        select from account_read n where n.tenant_id = r.tenant_id and n.vendor_account_id = r.vendor_account_id
          and n.first_read_at > r.first_read_at)
      limit ${atOnce})
      returning id`.execute(tx),
  );

/** Agreements that past runs could not read (db/readings/past-agreements.ts). */
export const forgetPastAgreementReads = (tx: Tx, { tenantId, before }: Past) =>
  counted(
    sql`delete from past_agreement_read where (tenant_id, id) in (
      select tenant_id, id from past_agreement_read where tenant_id = ${tenantId} and month < ${monthOf(before)}
      limit ${atOnce})
      returning id`.execute(tx),
  );

/**
 * Versions of usage lines. The newest of a group stays, and what an approval, a decision, a release or a closed month
 * names: it is marked, so that it is looked at once.
 */
export const forgetLineHistory = (tx: Tx, { tenantId, before }: Past) =>
  counted(
    sql`with old as materialized (
        select h.usage_line_id, h.version, h.group_key, h.vendor_quantity from usage_line_history h
        where h.tenant_id = ${tenantId} and h.at < ${before} and not h.stays and exists (
          select from usage_line_history n where n.tenant_id = h.tenant_id and n.integration_id = h.integration_id
            and n.group_key = h.group_key and n.at > h.at)
        limit ${atOnce}),
      named as materialized (
        select o.usage_line_id, o.version from old o join approval_line l on l.tenant_id = ${tenantId}
          and l.usage_line_id = o.usage_line_id and l.line_version = o.version
        union select o.usage_line_id, o.version from old o join line_decision d on d.tenant_id = ${tenantId}
          and d.group_key = o.group_key and d.line_version = o.version
        union select o.usage_line_id, o.version from old o join check_override g on g.tenant_id = ${tenantId}
          and g.group_key = o.group_key and g.count = o.vendor_quantity
        union select o.usage_line_id, o.version from review_month m
          cross join jsonb_to_recordset(m.lines) l("usageLineId" uuid, version integer)
          join old o on o.usage_line_id = l."usageLineId" and o.version = l.version
          where m.tenant_id = ${tenantId}),
      kept as (
        update usage_line_history h set stays = true from named n
        where h.tenant_id = ${tenantId} and h.usage_line_id = n.usage_line_id and h.version = n.version),
      gone as (
        delete from usage_line_history h using old o
        where h.tenant_id = ${tenantId} and h.usage_line_id = o.usage_line_id and h.version = o.version
          and not exists (select from named n where n.usage_line_id = o.usage_line_id and n.version = o.version))
      select version from old`.execute(tx),
  );

/** What runs composed, but for those that a month was closed from: a month that was never closed is offered no longer. */
export const forgetCompositions = (tx: Tx, { tenantId, before }: Past) =>
  counted(
    sql`delete from run_composition where (tenant_id, sync_run_id) in (
      select c.tenant_id, c.sync_run_id from run_composition c
      where c.tenant_id = ${tenantId} and c.composed_at < ${before} and not exists (
        select from review_month m where m.tenant_id = c.tenant_id and m.sync_run_id = c.sync_run_id)
      limit ${atOnce})
      returning sync_run_id`.execute(tx),
  );

/** Each account that evidence, a present line, or what a month was or may be closed from rests on, as JSON. */
const evidenceOf = ({ tenantId }: Past): RawBuilder<unknown> => sql`(
  select a from approval_line l, jsonb_array_elements(l.evidence->'composed'->'accounts') a
    where l.tenant_id = ${tenantId}
  union all
  select a from usage_line u, jsonb_array_elements(u.composed->'accounts') a where u.tenant_id = ${tenantId}
  union all
  select a->'lastComplete' from run_composition c, jsonb_array_elements(c.readings->'accounts') a
    where c.tenant_id = ${tenantId} and c.readings is not null)`;

/**
 * Counts that are neither the first nor the newest of their account (RULES 7 tells of who came since the first). What
 * something rests on is marked and stays.
 */
export async function forgetCounts(tx: Tx, past: Past): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    select c.id from seat_count c
    where c.tenant_id = ${past.tenantId} and c.first_read_at < ${past.before} and not c.stays
      and exists (select from seat_count n where n.tenant_id = c.tenant_id
        and n.vendor_account_id = c.vendor_account_id and n.first_read_at > c.first_read_at)
      and exists (select from seat_count f where f.tenant_id = c.tenant_id
        and f.vendor_account_id = c.vendor_account_id and f.first_read_at < c.first_read_at)
      and not exists (select from account_read r where r.tenant_id = c.tenant_id and r.seat_count_id = c.id)
    limit ${atOnce}`.execute(tx);
  if (rows.length === 0) return 0;
  const ids = rows.map(({ id }) => id);
  await sql`
    with named as materialized (
      select distinct (e.a->>'countId')::uuid as id from ${evidenceOf(past)} e where e.a->>'countId' is not null),
    kept as (
      update seat_count set stays = true where tenant_id = ${past.tenantId} and id = any(${ids}::uuid[])
        and id in (select id from named))
    delete from seat_count where tenant_id = ${past.tenantId} and id = any(${ids}::uuid[])
      and id not in (select id from named)`.execute(tx);
  return ids.length;
}

/** Runs that no count, reading, line or version is of any more, with what hangs on them. What evidence or a closed month names stays. */
export async function forgetRuns(tx: Tx, past: Past): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    select s.id from sync_run s
    where s.tenant_id = ${past.tenantId} and s.queued_at < ${past.before} and not s.stays
      and s.state not in ('queued', 'running')
      and not exists (select from seat_count c where c.tenant_id = s.tenant_id and c.first_run_id = s.id)
      and not exists (select from account_read r where r.tenant_id = s.tenant_id
        and r.integration_id = s.integration_id and r.month = ${monthOfRun(sql`s`)} and s.id = any(r.run_ids))
      and not exists (select from usage_line u where u.tenant_id = s.tenant_id and u.sync_run_id = s.id)
      and not exists (select from usage_line_history h where h.tenant_id = s.tenant_id and h.sync_run_id = s.id)
    limit ${atOnce}`.execute(tx);
  if (rows.length === 0) return 0;
  const { rows: kept } = await sql<{ id: string }>`
    update sync_run set stays = true
    where tenant_id = ${past.tenantId} and id = any(${rows.map(({ id }) => id)}::uuid[]) and (
      id in (select (e.a->>'syncRunId')::uuid from ${evidenceOf(past)} e where e.a->>'syncRunId' is not null)
      or id in (select sync_run_id from review_month where tenant_id = ${past.tenantId} and sync_run_id is not null))
    returning id`.execute(tx);
  const staying = new Set(kept.map(({ id }) => id));
  const ids = rows.flatMap(({ id }) => (staying.has(id) ? [] : [id]));
  // Times of agreements outlive the runs that read them.
  await sql`update agreement_batch set sync_run_id = null where tenant_id = ${past.tenantId}
    and sync_run_id = any(${ids}::uuid[])`.execute(tx);
  for (const table of [
    'accountWork',
    'agreementWork',
    'unreadAgreement',
    'syncRunExecution',
    'runComposition',
  ])
    await sql`delete from ${sql.table(table)} where tenant_id = ${past.tenantId}
      and sync_run_id = any(${ids}::uuid[])`.execute(tx);
  await sql`delete from sync_run where tenant_id = ${past.tenantId} and id = any(${ids}::uuid[])`.execute(tx);
  return rows.length;
}
