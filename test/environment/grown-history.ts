import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { Database, Tx } from '../../db/model/database.ts';
import { compositionInput } from '../../db/usage/composition-input.ts';
import { composeUsage } from '../../domain/comparison/compose.ts';
import { boundMapping } from '../../domain/decisions/approval.ts';
import { boundFacts, approvedSnapshot } from '../../domain/decisions/snapshot.ts';

/** Rows of years that nobody lived through, made by SQL of each other. */

/**
 * One run a day, each of which counted whoever is an account now; the number of seats changed every three months. What
 * stands of an earlier call stays.
 */
export async function pastRuns(
  db: Database,
  { tenantId, integrationId }: IntegrationKey,
  days: number,
): Promise<void> {
  if (days <= 0) return;
  await db.transaction().execute(async (tx) => {
    // Many rows made of each other: asking for each whether its run exists takes most of the time.
    await sql`set local session_replication_role = replica`.execute(tx);
    await sql`set local statement_timeout = 0`.execute(tx);
    await sql`
      insert into sync_run (tenant_id, id, integration_id, workflow_id, trigger, mode, state, requested_by, queued_at,
        started_at, ended_at, agreements_read)
      select ${tenantId}, gen_random_uuid(), ${integrationId}, 'sync/' || ${integrationId} || '/past/' || d, 'schedule',
        'full', 'succeeded', '{"kind": "system", "id": "schedule"}', at, at, at + interval '1 minute', 450
      from generate_series(1, ${days}::int) d, lateral (select now() - d * interval '1 day' as at) x
      on conflict (tenant_id, workflow_id) do nothing`.execute(tx);
    await sql`
      create temporary table past_run on commit drop as
      select r.id, r.ended_at, to_char(r.queued_at at time zone 'UTC', 'YYYY-MM') as month, 4
        + extract(year from age(now(), r.ended_at))::int * 4 + extract(month from age(now(), r.ended_at))::int / 3 as seats
      from sync_run r
      where r.tenant_id = ${tenantId} and r.integration_id = ${integrationId}
        and r.workflow_id like 'sync/' || ${integrationId} || '/past/%'`.execute(tx);
    await sql`
      create temporary table past_count on commit drop as
      select a.id as account_id, gen_random_uuid() as id, q.* from vendor_account a cross join (
        select seats, (array_agg(id order by ended_at))[1] as first_run, min(ended_at) as first_at
        from past_run group by seats) q
      where a.tenant_id = ${tenantId} and a.integration_id = ${integrationId} and not exists (
        select from account_read p join past_run r on r.id = p.run_ids[1]
        where p.tenant_id = a.tenant_id and p.vendor_account_id = a.id)`.execute(tx);
    await sql`
      insert into seat_count (tenant_id, id, integration_id, vendor_account_id, first_run_id, seats, by_status,
        not_counted, flags, proof, first_read_at)
      select ${tenantId}, id, ${integrationId}, account_id, first_run, seats, jsonb_build_object('active', seats), '{}',
        '[]', '{}', first_at
      from past_count`.execute(tx);
    await sql`
      insert into account_read (tenant_id, integration_id, vendor_account_id, month, state, calls,
        users_listed, seats, seat_count_id, first_read_at, run_ids, read_ats)
      select ${tenantId}, ${integrationId}, c.account_id, g.month, 'counted', 1, c.seats, c.seats, c.id, g.first_at,
        g.run_ids, g.read_ats
      from past_count c join (
        select seats, month, min(ended_at) as first_at, array_agg(id order by ended_at) as run_ids,
          array_agg(ended_at order by ended_at) as read_ats
        from past_run group by seats, month) g on g.seats = c.seats`.execute(tx);
    await sql`
      insert into sync_run_execution (tenant_id, sync_run_id, fencing_token, temporal_run_id, started_at)
      select tenant_id, id, 1, gen_random_uuid(), started_at from sync_run
      where tenant_id = ${tenantId} and integration_id = ${integrationId}
        and workflow_id like 'sync/' || ${integrationId} || '/past/%'
      on conflict do nothing`.execute(tx);
    await sql`
      update sync_run r set accounts_listed = x.accounts, counted = x.accounts, incomplete = 0, failed = 0, gone = 0
      from (select run_id, count(*)::int as accounts from account_read, unnest(run_ids) as run_id
        where tenant_id = ${tenantId} and integration_id = ${integrationId} group by 1) x
      where r.tenant_id = ${tenantId} and r.id = x.run_id
        and r.workflow_id like 'sync/' || ${integrationId} || '/past/%'`.execute(tx);
    await sql`
      insert into audit_event (tenant_id, id, at, actor_kind, actor_id, action, object_kind, object_id, integration_id)
      select r.tenant_id, gen_random_uuid(), r.ended_at, 'schedule', r.workflow_id, 'sync.ended', 'sync-run', r.id::text,
        r.integration_id
      from sync_run r
      where r.tenant_id = ${tenantId} and r.workflow_id like 'sync/' || ${integrationId} || '/past/%'
        and not exists (select from audit_event e where e.tenant_id = r.tenant_id and e.object_kind = 'sync-run'
          and e.object_id = r.id::text and e.action = 'sync.ended')
      order by r.ended_at`.execute(tx);
  });
}

/** By whom the past was decided; what later tests approve has other actors. */
export const pastActor = { kind: 'system', id: 'past' } as const;
const actor = JSON.stringify(pastActor);

/**
 * Approvals of the past, spread over the customers and over two years, each raised a line by one to what it bills now,
 * was written and confirmed, and is on record.
 */
export async function pastWrites(
  db: Database,
  { tenantId, integrationId }: IntegrationKey,
  written: number,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const snapshots = await snapshotsOf(tx, { tenantId, integrationId });
    await sql`
      create temporary table past on commit drop as
      with line as (
        select u.id as usage_line_id, u.group_key, u.version, u.label, u.company_id, u.vendor_service_id, s.composed,
          (s.composed->>'vendorQuantity')::int as count_on, s.snapshot, s.mapping, s."productIdentifier" as product_identifier,
          s.snapshot->'line'->>'agreementId' as agreement_id, s.snapshot->'line'->>'psaLineId' as psa_line_id,
          (s.snapshot->'line'->>'quantity')::numeric as after,
          row_number() over (order by u.group_key) - 1 as nth, count(*) over () as lines
        from usage_line u
        join jsonb_to_recordset(${JSON.stringify(snapshots)}::jsonb)
          as s("groupKey" text, composed jsonb, snapshot jsonb, mapping jsonb, "productIdentifier" text) on s."groupKey" = u.group_key
        where u.tenant_id = ${tenantId} and u.integration_id = ${integrationId})
      select gen_random_uuid() as id, gen_random_uuid() as approval_id, now() - (1 + n % 700) * interval '1 day' as at,
        to_char(date_trunc('month', now() - (1 + n % 700) * interval '1 day') + interval '1 month', 'YYYY-MM-DD')
          as invoice_date, line.*
      from generate_series(1, ${written}::int) n join line on line.nth = n % line.lines`.execute(tx);
    await sql`
      insert into approval (tenant_id, id, integration_id, kind, actor, approved_at)
      select ${tenantId}, approval_id, ${integrationId}, 'decision', ${actor}, at from past`.execute(tx);
    await sql`
      insert into approval_line (tenant_id, id, approval_id, integration_id, group_key, usage_line_id, line_version, label,
        company_id, vendor_service_id, agreement_id, psa_line_id, product_identifier, decision, change, before, after, count_on,
        billing_target, invoice_date, rule_version, snapshot, evidence, effect_per_invoice, effect_per_month, reason, actor,
        approved_at, expires_at, state, due_at, send_count, sent_at, invoice_date_at_sending, finished_at)
      select ${tenantId}, id, approval_id, ${integrationId}, group_key, usage_line_id, version, label, company_id,
        vendor_service_id, agreement_id, psa_line_id, product_identifier, 'adjust', 'set-quantity', after - 1, after, count_on,
        'next-invoice', invoice_date, 1, snapshot, jsonb_build_object('composed', composed, 'mapping', mapping, 'period',
          jsonb_build_object('invoiceDate', invoice_date, 'begins', invoice_date, 'ends', invoice_date)),
        4, 4, 'as agreed', ${actor}, at, at + interval '45 days', 'confirmed', at, 1, at, invoice_date, at
      from past`.execute(tx);
    await sql`
      insert into write_intent (tenant_id, id, integration_id, approval_line_id, psa_line_id, send_number, change, before, after,
        snapshot, sent_at, billing_day, outcome, concluded_at)
      select ${tenantId}, gen_random_uuid(), ${integrationId}, id, psa_line_id, 1, 'set-quantity', after - 1, after, snapshot, at,
        to_char(at, 'YYYY-MM-DD'), 'confirmed', at
      from past`.execute(tx);
    for (const [action, kind] of [
      ['usage-line.adjusted', 'usage-line'],
      ['write-back.sending', 'approval-line'],
      ['write-back.confirmed', 'approval-line'],
    ] as const)
      await sql`
        insert into audit_event (tenant_id, id, at, actor_kind, actor_id, action, object_kind, object_id, integration_id,
          detail)
        select ${tenantId}, gen_random_uuid(), at, ${pastActor.kind}, ${pastActor.id}, ${action}::text, ${kind}::text,
          case ${kind}::text when 'usage-line' then usage_line_id else id end, ${integrationId},
          jsonb_build_object('approvalLineId', id, 'psaLineId', psa_line_id, 'before', after - 1, 'after', after)
        from past order by at`.execute(tx);
  });
}

/** Lines that an approval may have changed as they stand, each with its evidence and what it binds (RULES 6). */
async function snapshotsOf(tx: Tx, key: IntegrationKey): Promise<readonly object[]> {
  const input = await compositionInput(tx, key, new Date(), null);
  if (input === null) return [];
  const facts = boundFacts(input);
  return composeUsage(input).flatMap((composed) => {
    const counted = composed.accounts.every(({ seats, countId }) => seats !== null && countId !== null);
    const source = composed.lines.find(
      ({ live, quantity }) => live && Number.isInteger(Number(quantity)) && Number(quantity) >= 1,
    );
    if (source === undefined || composed.vendorQuantity === null || composed.kind === 'not-read' || !counted)
      return [];
    const snapshot = approvedSnapshot(composed, source.psaLineId, facts);
    if (snapshot === null) return [];
    const { groupKey } = composed;
    const mapping = boundMapping(composed);
    return [{ groupKey, composed, snapshot, mapping, productIdentifier: source.productIdentifier }];
  });
}
