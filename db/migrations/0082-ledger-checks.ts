import { type Kysely, sql } from 'kysely';

/**
 * How far housekeeping has compared ledger and audit: a position in the chain of the audit, signed, since whoever moved
 * it on would hide what lies before. The indexes find the audit rows of an approved line by its ID.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table ledger_check (
      tenant_id uuid primary key references tenant,
      position bigint not null check (position >= 0),
      whole_at timestamptz not null,
      key_version integer not null,
      mac text not null
    );
    create index audit_event_approves on audit_event (tenant_id, (detail ->> 'approvalLineId'))
      where action in ('usage-line.approved', 'usage-line.adjusted');
    create index audit_event_arms on audit_event (tenant_id, (detail ->> 'approvalId'))
      where action = 'integration.armed';
  `.execute(db);
}
