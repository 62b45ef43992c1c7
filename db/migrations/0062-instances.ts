import { type Kysely, sql } from 'kysely';

/**
 * Which instance of the PSA, and which parent of the vendor, an integration belongs to, kept from its first success. Another
 * instance is another integration, so one PSA may now have several, of which one at most is connected.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table instance (
      tenant_id uuid not null,
      integration_id uuid not null,
      side text not null check (side in ('psa', 'vendor')),
      instance_id text,
      address text not null,
      since timestamptz not null,
      question text check (question in ('OtherInstance', 'AddressChanged')),
      asked_at timestamptz,
      credential_id uuid,
      found_id text,
      found_address text,
      moved_at timestamptz,
      was_armed boolean not null default false,
      expected jsonb,
      differences jsonb,
      primary key (tenant_id, integration_id, side),
      foreign key (tenant_id, integration_id) references integration,
      check ((question is null) = (asked_at is null)),
      check ((question is null) = (credential_id is null))
    );
    alter table credential add column instance_id text, add column instance_address text, add column shared_accounts integer;
    drop index integration_one_per_psa;
    alter table integration add column predecessor_id uuid, add column successor_id uuid,
      add foreign key (tenant_id, predecessor_id) references integration,
      add foreign key (tenant_id, successor_id) references integration;
    alter table update_command drop constraint update_command_kind_check;
    alter table update_command add constraint update_command_kind_check check (kind in
      ('authenticate', 'answerInstance', 'load', 'finish', 'changeSchedule', 'pause', 'resume', 'disconnect'));
  `.execute(db);
}
