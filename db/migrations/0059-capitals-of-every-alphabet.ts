import { type Kysely, sql } from 'kysely';

/**
 * É is é to who searches, also where the database's own locale is C and knows the capitals of ASCII alone. The collation
 * comes with ICU, which the makers of PostgreSQL build in; a server without it keeps its own capitals.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql`
    select 1 from pg_collation where collname = 'und-x-icu' and collnamespace = 'pg_catalog'::regnamespace`.execute(
    db,
  );
  const collation = sql.raw(rows.length === 0 ? '"default"' : '"und-x-icu"');
  await sql`
    create function lowered(words text) returns text
    language sql immutable strict parallel safe as $$
      select pg_catalog.lower(words collate pg_catalog.${collation})
    $$;

    -- An index calls it where no other function of ours is in sight.
    create or replace function words_of(name text) returns tsvector
    language sql immutable strict parallel safe as $$
      select pg_catalog.to_tsvector('pg_catalog.simple'::pg_catalog.regconfig,
        pg_catalog.translate(pg_catalog.lower(name collate pg_catalog.${collation}),
          '.,;:/\\@&+_()[]{}<>"''!?#*|=~-', '                            '))
    $$;

    reindex index psa_company_words;
    reindex index vendor_account_words;
    reindex index usage_line_words;
  `.execute(db);
}
