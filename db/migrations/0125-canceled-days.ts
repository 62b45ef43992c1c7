import { type Kysely, sql } from 'kysely';

/**
 * Whether the PSA of an integration still bills the canceled day of a line, and the canceled date that an approved end
 * writes, or that taking it back removes. Earlier processes write and read the last billed day there, and would bill a day
 * too few: they exit when they start.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(canceledDays).execute(db);
}

const canceledDays = `
  alter table integration add column canceled_day text not null default 'billed'
    check (canceled_day in ('billed', 'not-billed'));
  alter table approval_line
    -- Null: the last billed day.
    add column canceled_date text check (canceled_date is null or last_billed_day is not null);

  -- With the rights of the owner: whoever changes an integration may only read schema_info.
  create function ends_readers_before_125() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
  begin
    update public.schema_info set min_reader = 125 where min_reader < 125;
    return null;
  end $$;
  create trigger ends_readers_before_125 after insert or update of canceled_day on integration
    for each row when (new.canceled_day <> 'billed') execute function ends_readers_before_125();
`;
