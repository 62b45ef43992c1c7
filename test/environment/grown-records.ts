import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { Database } from '../../db/model/database.ts';

/** What stays beside the readings of two years: who did what, what was told, what was asked and answered. */
export async function grownRecords(
  db: Database,
  { tenantId, integrationId }: IntegrationKey,
  memberId: string,
): Promise<void> {
  const t = sql`${tenantId}::uuid`;
  const i = sql`${integrationId}::uuid`;
  const system = sql`'{"kind": "system", "id": "past"}'::jsonb`;
  const past = sql`now() - n * interval '1 hour'`;
  const many = sql`generate_series(1, 10000) n`;
  const each = [
    sql`insert into session (tenant_id, id_hash, member_id, expires_at)
      select ${t}, md5(n::text), ${memberId}, now() + interval '1 day' from generate_series(1, 2000) n`,
    sql`insert into audit_event (tenant_id, id, at, actor_kind, actor_id, action, object_kind, object_id, integration_id)
      select ${t}, gen_random_uuid(), ${past}, 'system', 'past', 'usage-line.held', 'usage-line', gen_random_uuid()::text, ${i}
      from ${many}`,
    sql`insert into outbox (tenant_id, id, integration_id, approval_id, created_at, next_attempt_at, relayed_at)
      select ${t}, gen_random_uuid(), ${i}, gen_random_uuid(), ${past}, ${past}, ${past} from ${many}`,
    sql`insert into mapping_command (tenant_id, integration_id, command_id, body_hash, decisions, state, outcome, actor, received_at, applied_at)
      select ${t}, ${i}, gen_random_uuid(), 'x', '[]', 'applied', '[]', ${system}, ${past}, ${past} from ${many}`,
    sql`insert into update_command (tenant_id, integration_id, command_id, kind, body_hash, body, state, status, result, actor, received_at, done_at)
      select ${t}, ${i}, gen_random_uuid(), 'load', 'x', '{}', 'done', 200, '{}', ${system}, ${past}, ${past} from ${many}`,
    sql`insert into idempotency_key (tenant_id, actor, key, route, body_hash, status, body, created_at)
      select ${t}, 'member:' || ${memberId}, 'past-' || n, 'POST /x', 'x', 200, '{}', ${past} from ${many}`,
    sql`insert into notice (tenant_id, id, integration_id, code, subject, detail, state, first_at, last_at, closed_at)
      select ${t}, gen_random_uuid(), ${i}, 'SyncFailed', 'past ' || n, '{"id":"core.text","params":{"text":"x"}}', 'closed', ${past}, ${past}, ${past} from ${many}`,
    sql`insert into webhook_delivery (tenant_id, id, webhook_id, message_id, event, content, state, created_at, ended_at)
      select ${t}, gen_random_uuid(), ${memberId}, 'past-' || n, 'webhook.test', '{}', 'delivered', ${past}, ${past} from ${many}`,
    sql`insert into line_decision (tenant_id, integration_id, group_key, state, line_version, decided_by, decided_at)
      select ${t}, ${i}, 'past ' || n, 'held', 1, ${system}, ${past} from generate_series(1, 2000) n`,
    sql`insert into line_note (tenant_id, integration_id, group_key, text, assignee, version, written_by, written_at)
      select ${t}, ${i}, 'past ' || n, 'asked', case when n % 50 = 0 then ${memberId}::uuid end, 1, ${system}, ${past}
      from generate_series(1, 2000) n`,
    sql`insert into usage_line_history (tenant_id, integration_id, group_key, version, usage_line_id, kind, composed, at)
      select tenant_id, integration_id, group_key, 100 + n, id, kind, '{}', ${past}
      from usage_line, generate_series(1, 30) n where tenant_id = ${t} and integration_id = ${i}`,
    sql`insert into billing_rule (tenant_id, integration_id, id, version, scope_kind, scope_id, terms, source, valid_from, valid_to, change, reason, actor, made_at)
      select ${t}, ${i}, gen_random_uuid(), 1, 'customer', (100 + n % 1000)::text, '{"free": 2}', 'MSA', '2020-01-01', '2020-12-31', 'added', 'so agreed', ${system}, ${past}
      from ${many}`,
    sql`insert into sync_run (tenant_id, id, integration_id, workflow_id, trigger, mode, state, requested_by, queued_at, started_at, ended_at)
      select ${t}, gen_random_uuid(), ${i}, 'sync/past/' || n, 'schedule', 'full', 'succeeded', ${system},
        now() - interval '60 days' - n * interval '1 day', now() - interval '60 days', now() - interval '60 days'
      from generate_series(1, 1000) n`,
    // As a whole run leaves them.
    sql`insert into agreement_batch (tenant_id, integration_id, agreement_ids, read_ats)
      select ${t}, ${i}, array_agg(foreign_id), array_agg(now() - nth * interval '1 ms')
      from (select foreign_id, row_number() over () as nth from psa_agreement where integration_id = ${i}) g
      group by nth / 50`,
    sql`insert into unread_agreement (tenant_id, sync_run_id, agreement_id, code, detail, read_at)
      select r.tenant_id, r.id, g.foreign_id, 'PsaAgreementRejected', null, now() - interval '60 days'
      from (select * from sync_run where integration_id = ${i} order by queued_at limit 20) r
      join psa_agreement g on g.tenant_id = r.tenant_id and g.integration_id = r.integration_id`,
    sql`insert into account_work (tenant_id, sync_run_id, part, account_ids)
      select r.tenant_id, r.id, a.nth / 50, array_agg(a.id)
      from (select * from sync_run where integration_id = ${i} order by queued_at limit 20) r
      join (select *, row_number() over () as nth from vendor_account where integration_id = ${i}) a on true
      group by 1, 2, 3`,
    sql`insert into past_agreement_read (tenant_id, integration_id, agreement_id, month, first_read_at, run_ids, read_ats)
      select ${t}, ${i}, n::text, '2020-' || to_char(1 + n % 12, 'FM00'), ${past}, array[gen_random_uuid()], array[now()] from ${many}`,
    sql`insert into sync_run_execution (tenant_id, sync_run_id, fencing_token, temporal_run_id)
      select tenant_id, id, 100, 'past' from sync_run where tenant_id = ${t} and integration_id = ${i}`,
  ];
  await db.transaction().execute(async (tx) => {
    // What they refer to is not there, and what is told of them is of no use.
    await sql`set local session_replication_role = replica`.execute(tx);
    for (const statement of each) await statement.execute(tx);
  });
  await sql`analyze`.execute(db);
}
