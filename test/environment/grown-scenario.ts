import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { Database } from '../../db/model/database.ts';
import { lockIntegration } from '../../db/integrations/integrations.ts';
import { composeEverything } from '../../use-cases/composition/recompose-usage.ts';
import { refreshStatistics } from '../../db/driver/statistics.ts';
import { monthOfRun } from '../../db/model/reads-of-run.ts';
import { pastRuns, pastWrites } from './grown-history.ts';
import { connected, countAll, load, type SeededAccount } from './seeded-integration.ts';

/** How far a scenario has grown; what is left out is as on a large MSP after two years. */
export interface Growth {
  readonly accounts?: number;
  readonly agreements?: number;
  readonly lines?: number;
  /** Lines written back and confirmed in the past. */
  readonly written?: number;
  /** Days of runs before today. */
  readonly days?: number;
}

const grownUp = { accounts: 400, agreements: 2_000, lines: 12_000, written: 5_000, days: 730 } as const;

/** Foreign ids of what is of no customer stand far above those that `load` gives. */
const firstOther = 100_000;

/**
 * An integration of a large MSP after two years: its present by the product's own repositories, its past by SQL, so
 * that it stands within seconds. Every tenth customer differs, and one in two hundred falls.
 */
export async function grownScenario(
  db: Database,
  tenantId: string,
  growth: Growth = {},
): Promise<IntegrationKey> {
  const { accounts, agreements, lines, written, days } = { ...grownUp, ...growth };
  const key = await connected(db, tenantId, 'active');
  await db
    .updateTable('integration')
    .set({ finishedAt: sql`now() - ${days} * interval '1 day'` })
    .where('tenantId', '=', tenantId)
    .where('id', '=', key.integrationId)
    .execute();
  const customers = customersOf(accounts);
  await load(
    db,
    key,
    customers,
    Object.fromEntries(customers.map(({ name, seats }, nth) => [name, billedFor(seats, nth)])),
  );
  await otherAgreements(db, key, agreements - accounts, lines - accounts);
  await pastRuns(db, key, days);
  // As after the first loading: lines are joined with agreements before anybody counts.
  await refreshStatistics(db);
  await countAll(db, key, customers);
  if (written > 0) await pastWrites(db, key, written);
  await refreshStatistics(db);
  await sql`analyze sync_run, approval, approval_line, write_intent`.execute(db);
  await composed(db, key);
  return key;
}

function customersOf(count: number): readonly SeededAccount[] {
  return Array.from({ length: count }, (_, nth) => {
    const name = `Customer ${String(nth + 1).padStart(4, '0')}`;
    return { name, foreignId: `DA${nth}`, seats: 5 + (nth % 37), company: name };
  });
}

function billedFor(seats: number, nth: number): number {
  if (nth % 200 === 199) return seats + 1;
  return nth % 10 === 0 ? seats - 2 : seats;
}

/** A scenario that stands already, with this much more around it. */
export interface FurtherGrowth {
  /** Customers that no vendor knows: rows alone, for what does not ask vendors about them. */
  readonly customers?: number;
  /** Agreements and lines of other companies. */
  readonly agreements?: number;
  readonly lines?: number;
  /** Lines written back and confirmed in the past, of any customer. */
  readonly written?: number;
  /** Days of runs before today, which counted whoever is an account now. */
  readonly days?: number;
}

/** Lets an integration that is in use grow by SQL, so that the vendors behind it may stay small. */
export async function growAround(db: Database, key: IntegrationKey, growth: FurtherGrowth): Promise<void> {
  const { customers = 0, agreements = 0, lines = 0, written = 0, days = 0 } = growth;
  if (customers > 0) await furtherCustomers(db, key, customers);
  await otherAgreements(db, key, agreements, lines);
  await pastRuns(db, key, days);
  await refreshStatistics(db);
  await composed(db, key);
  if (written > 0) await pastWrites(db, key, written);
  await sql`analyze sync_run, approval, approval_line, write_intent`.execute(db);
  await composed(db, key);
}

const composed = (db: Database, key: IntegrationKey) =>
  db.transaction().execute(async (tx) => {
    await lockIntegration(tx, key);
    await composeEverything(tx, key, null, new Date());
  });

/** Foreign ids of customers without a vendor stand above those of the other agreements. */
const firstFurther = 1_000_000;

/** Mapped, billed and counted by the newest run, as the customers of {@link grownScenario} are. */
async function furtherCustomers(
  db: Database,
  { tenantId, integrationId }: IntegrationKey,
  customers: number,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`
      create temporary table further on commit drop as
      with present as (
        select count(*)::int as accounts from vendor_account
        where tenant_id = ${tenantId} and integration_id = ${integrationId}),
      product as (
        select p.foreign_id, p.identifier from service_mapping m
        join psa_product p on p.tenant_id = m.tenant_id and p.integration_id = m.integration_id and p.foreign_id = m.product_id
        where m.tenant_id = ${tenantId} and m.integration_id = ${integrationId} order by p.foreign_id limit 1),
      run as (
        select id from sync_run where tenant_id = ${tenantId} and integration_id = ${integrationId}
          and state in ('succeeded', 'partial') order by queued_at desc limit 1)
      select gen_random_uuid() as account_id, gen_random_uuid() as count_id,
        (${firstFurther} + accounts + n)::text as id, 'Customer ' || lpad((accounts + n)::text, 5, '0') as name,
        5 + n % 37 as seats, 5 + n % 37 - case when n % 10 = 0 then 2 else 0 end as billed,
        product.foreign_id as product_id, product.identifier as product_identifier, run.id as run_id
      from present, product, run, generate_series(1, ${customers}::int) n`.execute(tx);
    await sql`
      insert into vendor_account (tenant_id, id, integration_id, foreign_id, kind, name, api_hostname)
      select ${tenantId}, account_id, ${integrationId}, 'DA' || id, 'child', name, 'api-00000001.duosecurity.test'
      from further`.execute(tx);
    await sql`
      insert into psa_company (tenant_id, integration_id, foreign_id, name, identifier, status, deleted, read_at)
      select ${tenantId}, ${integrationId}, id, name, 'Customer' || id, 'Active', false, now() from further`.execute(
      tx,
    );
    await sql`
      insert into psa_agreement (tenant_id, integration_id, foreign_id, name, company_id, type_id, type_name, status,
        start_date, billing_cycle, next_invoice_date, prorates, period_type, read_at, lines_outcome,
        lines_attempted_at, lines_read_at)
      select ${tenantId}, ${integrationId}, id, 'Managed ' || name, id, '11', 'Managed Services', 'Active',
        '2020-01-01', '{"name": "Monthly", "months": 1, "days": null, "never": false}',
        to_char(date_trunc('month', now()) + interval '1 month', 'YYYY-MM-DD'), false, 'Current', now(), 'read', now(), now()
      from further`.execute(tx);
    await sql`
      insert into psa_line (tenant_id, integration_id, foreign_id, agreement_id, product_id, product_identifier,
        description, quantity, less_included, unit_price, billable, bill_customer, effective_date, last_updated, read_at)
      select ${tenantId}, ${integrationId}, id, id, product_id, product_identifier, 'Duo', billed, 0, 4, true, 'Billable',
        '2020-01-01', '2025-01-15T09:30:00Z', now()
      from further`.execute(tx);
    await sql`
      insert into account_mapping (tenant_id, integration_id, vendor_account_id, state, company_id, origin, decided_by)
      select ${tenantId}, ${integrationId}, account_id, 'mapped', id, 'exact', 'system' from further`.execute(
      tx,
    );
    await sql`
      insert into seat_count (tenant_id, id, integration_id, vendor_account_id, first_run_id, seats, by_status,
        not_counted, flags, proof, first_read_at)
      select ${tenantId}, count_id, ${integrationId}, account_id, run_id, seats, jsonb_build_object('active', seats), '{}',
        '[]', '{}', now()
      from further`.execute(tx);
    await sql`
      insert into account_read (tenant_id, integration_id, vendor_account_id, month, state, calls, users_listed, seats,
        seat_count_id, first_read_at, run_ids, read_ats)
      select ${tenantId}, ${integrationId}, account_id, ${monthOfRun(sql`r`)}, 'counted', 1, seats, seats, count_id,
        now(), array[run_id], array[now()]
      from further join sync_run r on r.tenant_id = ${tenantId} and r.id = run_id`.execute(tx);
  });
}

/** Companies, agreements and lines that have nothing to do with Duo, beside those that there are. */
async function otherAgreements(
  db: Database,
  { tenantId, integrationId }: IntegrationKey,
  agreements: number,
  lines: number,
): Promise<void> {
  if (agreements <= 0) return;
  const { rows } = await sql<{ agreements: number; lines: number }>`
    select (select count(*)::int from psa_agreement where tenant_id = ${tenantId} and integration_id = ${integrationId}
        and foreign_id::bigint > ${firstOther}::int and foreign_id::bigint < ${firstFurther}::int) as agreements,
      (select count(*)::int from psa_line where tenant_id = ${tenantId} and integration_id = ${integrationId}
        and foreign_id::bigint > ${firstOther}::int and foreign_id::bigint < ${firstFurther}::int) as lines`.execute(
    db,
  );
  const before = rows[0] ?? { agreements: 0, lines: 0 };
  const agreementsFrom = firstOther + before.agreements;
  const linesFrom = firstOther + before.lines;
  await sql`
    insert into psa_company (tenant_id, integration_id, foreign_id, name, identifier, status, deleted, read_at)
    select ${tenantId}, ${integrationId}, (${agreementsFrom} + n)::text, 'Other ' || n, 'Other' || n, 'Active', false, now()
    from generate_series(1, ${agreements}::int) n`.execute(db);
  await sql`
    insert into psa_agreement (tenant_id, integration_id, foreign_id, name, company_id, type_id, type_name, status,
      start_date, billing_cycle, next_invoice_date, prorates, period_type, read_at, lines_outcome,
      lines_attempted_at, lines_read_at)
    select ${tenantId}, ${integrationId}, (${agreementsFrom} + n)::text, 'Managed other ' || n,
      (${agreementsFrom} + n)::text, '1', 'Managed', 'Active', '2020-01-01', '{"name": "Monthly", "months": 1, "days": null, "never": false}',
      to_char(date_trunc('month', now()) + interval '1 month', 'YYYY-MM-DD'), false, 'Current', now(), 'read', now(), now()
    from generate_series(1, ${agreements}::int) n`.execute(db);
  await sql`
    insert into psa_line (tenant_id, integration_id, foreign_id, agreement_id, product_id, product_identifier,
      description, quantity, less_included, unit_price, billable, bill_customer, effective_date, read_at)
    select ${tenantId}, ${integrationId}, (${linesFrom} + n)::text,
      (${agreementsFrom} + 1 + n % ${agreements}::int)::text, (100000 + n % 60)::text, 'OTHER-' || n % 60,
      'Something else', 1 + n % 40, 0, 9, true, 'Billable', '2020-01-01', now()
    from generate_series(1, ${Math.max(0, lines)}::int) n`.execute(db);
}
