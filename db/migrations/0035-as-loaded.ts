import { type Kysely, sql } from 'kysely';

/** The first run takes over what loading read just before, and says so (RULES 2). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table sync_run add column agreements_as_loaded integer not null default 0 check (agreements_as_loaded >= 0);
    comment on column sync_run.agreements_as_loaded is
      'agreements whose reading by loading stands as one of the run''s own, with its true time';
  `.execute(db);
}
