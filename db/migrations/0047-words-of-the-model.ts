import { type Kysely, sql } from 'kysely';

/**
 * What a PSA says in its own words, in those of the model beside them: why an agreement is over, whether a line is
 * billable, how long a cycle is, which products hold others. Every row so far is ConnectWise's.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table psa_agreement add column over text check (over in ('cancelled', 'expired', 'inactive'))`.execute(
    db,
  );
  await sql`
    update psa_agreement set
      over = case when cancelled then 'cancelled'
        when lower(btrim(status)) in ('cancelled', 'expired', 'inactive') then lower(btrim(status)) end,
      billing_cycle = billing_cycle || jsonb_build_object('days', ${daysOf(sql`lower(billing_cycle ->> 'name')`)},
        'never', lower(btrim(billing_cycle ->> 'name')) in ('', 'none'))`.execute(db);
  await sql`alter table psa_agreement drop column cancelled`.execute(db);
  await sql`alter table psa_line add column billable boolean`.execute(db);
  await sql`update psa_line set billable = lower(bill_customer) = 'billable' where bill_customer is not null`.execute(
    db,
  );
  await sql`alter table psa_product add column holds_others boolean not null default false`.execute(db);
  await sql`update psa_product set holds_others = true where lower(btrim(product_class)) = 'bundle'`.execute(
    db,
  );
}

/** Of a cycle that is not whole months; null: its name says no length. */
const daysOf = (name: ReturnType<typeof sql>) => sql`
  case when billing_cycle ->> 'months' is not null then null
    when ${name} ~ '[1-9][0-9]{0,3}[ -]*(week|day)' then
      substring(${name} from '([1-9][0-9]{0,3})[ -]*(?:week|day)')::int
        * case when ${name} ~ '[1-9][0-9]{0,3}[ -]*week' then 7 else 1 end
    when ${name} ~ 'bi-?weekly|fortnight|two.?week' then 14
    when ${name} like '%week%' then 7
    when ${name} like '%day%' or ${name} like '%daily%' then 1 end`;
