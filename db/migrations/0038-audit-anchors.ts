import { type Kysely, sql } from 'kysely';

/**
 * A checkpoint has a counter that only rises, whatever becomes of positions, and knows which of its kind was the last to
 * be written outside the database. `settled_seq`: every row up to it is sealed, so that no sealing looks there again.
 * `start`: why the chain goes on from here, after a restore or a move, until that is written outside.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table audit_checkpoint
      add column counter bigint not null default 0 check (counter >= 0),
      add column settled_seq bigint not null default 0,
      add column start jsonb,
      add column anchored_counter bigint,
      add column anchored_digest text;

    create or replace function audit_checkpoint_only_advances() returns trigger language plpgsql as $$
    begin
      if new.position < old.position or new.counter < old.counter then
        raise exception 'audit_checkpoint only advances';
      end if;
      return new;
    end $$;
  `.execute(db);
}
