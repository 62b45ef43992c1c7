import { type Kysely, sql } from 'kysely';

/**
 * What people type to find something: beginnings of words of a name, wherever in it. Signs between words are blanks, so
 * that hosts and hyphens are words too. The built-in parser, since no extension may be asked of a server.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function words_of(name text) returns tsvector
    language sql immutable strict parallel safe as $$
      select pg_catalog.to_tsvector('pg_catalog.simple'::pg_catalog.regconfig,
        pg_catalog.translate(name, '.,;:/\\@&+_()[]{}<>"''!?#*|=~-', '                            '))
    $$;

    create index psa_company_words on psa_company using gin (words_of(name));
    create index vendor_account_words on vendor_account using gin (words_of(name));
    create index usage_line_words on usage_line using gin (words_of(label));
  `.execute(db);
}
