import { type Kysely, sql } from 'kysely';

/**
 * Attempts to sign in, counted for all processes; the networks a person signed in from; and what was refused since a
 * person last signed in. The columns of `sign_in_limit` are those that rate-limiter-flexible writes, in its order.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table sign_in_limit (
      key text primary key,
      points integer not null,
      expire bigint
    );

    create table sign_in_network (
      tenant_id uuid not null,
      member_id uuid not null,
      network text not null,
      last_at timestamptz not null default now(),
      primary key (tenant_id, member_id, network),
      foreign key (tenant_id, member_id) references member on delete cascade
    );

    alter table member
      add column refused_sign_ins integer not null default 0,
      add column refused_sign_in_at timestamptz,
      add column refused_sign_in_from text;
  `.execute(db);
}
