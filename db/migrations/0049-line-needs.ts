import { type Kysely, sql } from 'kysely';

/** What an open line needs from a person (RULES 8), in the place of whether it is open; said again by each composition. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table usage_line add column need text check (need in ('conflict', 'increase', 'decrease', 'proposed', 'held',
      'included', 'choice', 'unmapped', 'new', 'bills-nothing', 'orphan', 'no-account', 'not-read', 'stale', 'on-hold'))`.execute(
    db,
  );
  await sql`
    update usage_line u set need = case
      when (select l.state = 'conflict' and l.resolved_at is null from approval_line l
        where l.tenant_id = u.tenant_id and l.integration_id = u.integration_id and l.group_key = u.group_key
          and l.decision <> 'prove'
        order by l.approved_at desc, l.id limit 1) then 'conflict'
      when decision = 'held' then 'on-hold'
      when kind in ('not-read', 'unmapped', 'choice', 'bills-nothing', 'no-account') then kind
      when flags @> '[{"flag": "included"}]' then 'included'
      when flags @> '[{"flag": "held"}]' or flags @> '[{"flag": "scheduled"}]' or flags @> '[{"flag": "vanished"}]' then 'held'
      when composed -> 'needsTarget' = 'true' then 'choice'
      when decision = 'proposed' then 'proposed'
      when kind = 'match' then 'stale'
      else kind end
    where open`.execute(db);
  await sql`
    drop index usage_line_open;
    alter table usage_line drop column open;
    create index usage_line_need on usage_line (tenant_id, need) where need is not null`.execute(db);
}
