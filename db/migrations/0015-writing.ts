import { type Kysely, sql } from 'kysely';

/**
 * What the PSA said of a line's last change: at the approval, and in the reading before each sending. Compared with what
 * it says later, never with our clock (architecture.md 5). Approvals and sendings from before know none, which proves
 * nothing.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table approval_line add column last_updated timestamptz;
    alter table approval_line add column must_be_untouched boolean not null default false;
    alter table approval_line add column bounces integer not null default 0;
    alter table outbox add column attempts integer not null default 0;
    alter table outbox add column next_attempt_at timestamptz not null default now();
    drop index outbox_waiting;
    create index outbox_waiting on outbox (next_attempt_at) where relayed_at is null;
    alter table write_intent add column last_updated timestamptz;
    alter table write_intent add column answered_not_found boolean not null default false;
  `.execute(db);
}
