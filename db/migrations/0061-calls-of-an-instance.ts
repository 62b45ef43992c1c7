import { type Kysely, sql } from 'kysely';

/** Calls to an instance of a PSA that limits them, in slices of time, whichever process made them (architecture.md 9). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table psa_call_count (
      instance text not null,
      slice timestamptz not null,
      made integer not null check (made > 0),
      primary key (instance, slice)
    )`.execute(db);
}
