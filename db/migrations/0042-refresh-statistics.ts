import { type Kysely, sql } from 'kysely';

/**
 * A worker owns no table, and PostgreSQL lets only owners gather what the planner knows of one: without this it skipped
 * them with a warning, and lists took seconds after a load.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function refresh_statistics() returns void
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    begin
      analyze public.vendor_account, public.account_mapping, public.psa_company, public.psa_agreement, public.psa_line,
        public.psa_product, public.seat_count, public.account_read, public.seat_holder, public.usage_line,
        public.usage_line_source;
    end $$;
    revoke all on function refresh_statistics() from public;
  `.execute(db);
}
