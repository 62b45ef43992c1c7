import { type Kysely, sql } from 'kysely';

/**
 * Where the audit is sent to as a stream. `sent_to`: position of the last checkpoint that the receiver confirmed.
 * `attempts` rises with every claim and every change by a person, so that only the newest attempt moves the cursor.
 * `replays`: how often the cursor was set back.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create table audit_stream (
      tenant_id uuid not null references tenant,
      id uuid not null,
      url text not null,
      ca text,
      key_version integer,
      ciphertext text,
      secret_at timestamptz,
      created_by uuid not null,
      created_at timestamptz not null default now(),
      paused_at timestamptz,
      sent_to bigint not null check (sent_to >= 0),
      replays integer not null default 0,
      attempts integer not null default 0,
      failures integer not null default 0,
      next_attempt_at timestamptz not null default now(),
      last_success_at timestamptz,
      failing_since timestamptz,
      last_failure_at timestamptz,
      last_failure_code text,
      last_failure_detail jsonb,
      primary key (tenant_id, id),
      foreign key (tenant_id, created_by) references member,
      check ((ciphertext is null) = (key_version is null)),
      check ((ciphertext is null) = (secret_at is null)),
      check ((last_failure_at is null) = (last_failure_code is null))
    )`,
    )
    .execute(db);
}
