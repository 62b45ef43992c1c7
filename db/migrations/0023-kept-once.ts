import { type Kysely, sql } from 'kysely';

/**
 * A count that says the same as the one before is kept once, with its first and last reading. A holder's row is written
 * when something about the holder changes, and says when Duo ceased to list them instead of when it listed them last.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table seat_count rename column sync_run_id to first_run_id;
    alter table seat_count rename column read_at to first_read_at;
    alter table seat_count add column last_run_id uuid, add column last_read_at timestamptz,
      add column times integer not null default 1 check (times > 0);
    update seat_count set last_run_id = first_run_id, last_read_at = first_read_at;
    alter table seat_count alter column last_run_id set not null, alter column last_read_at set not null,
      add check (last_read_at >= first_read_at),
      add foreign key (tenant_id, last_run_id) references sync_run;

    alter table seat_holder add column gone_at timestamptz;
    update seat_holder h set gone_at = h.last_seen_at
      where h.last_seen_at < (select max(s.last_read_at) from seat_count s
        where s.tenant_id = h.tenant_id and s.vendor_account_id = h.vendor_account_id);
    alter table seat_holder drop column last_seen_at;

    alter table vendor_account drop column last_listed_at;
  `.execute(db);
}
