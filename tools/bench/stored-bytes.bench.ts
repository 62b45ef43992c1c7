import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { type Database, openDatabase } from '../../db/model/database.ts';
import { createFirstAdministrator } from '../../db/people/people.ts';
import { testDatabase } from '../../test/environment/database.ts';
import { growAround, grownScenario } from '../../test/environment/grown-scenario.ts';
import { type Connected, runEnds, startSync } from '../../test/product/lifecycle.ts';
import type { Part, Processes } from '../../test/product/processes.ts';
import { note, rounded } from './report.ts';
import { deliveredProduct, finished, firstSyncEnds } from './set-up.ts';

/** Sizes of docs/operating/housekeeping.md, with what belongs to an MSP of that size. */
const sizes = [60, 400, 2_000, 5_000] as const;
const months = 24;
/** Lines written back in a month and account: one change of five accounts each month. */
const writtenPerMonth = 0.2;

interface Kept {
  readonly table: string;
  readonly rows: number;
  /** With indexes, after `vacuum full`. */
  readonly bytes: number;
}

/** What the tables of a grown installation hold: docs/operating/housekeeping.md says it in figures. */
describe.each(sizes)('%d accounts after two years', (accounts) => {
  it('keep', async () => {
    const database = await testDatabase();
    const db = openDatabase({ url: database.url, poolMax: 2 });
    try {
      await grown(db, accounts);
      const kept = await keptBy(db);
      const all = kept.reduce((sum, { bytes }) => sum + bytes, 0);
      note(`${accounts} accounts, ${months} months: ${megabytes(all)} MB in rows and indexes`);
      for (const { table, rows, bytes } of kept.filter((one) => one.bytes > all / 200))
        note(
          `  ${table.padEnd(20)} ${megabytes(bytes).padStart(6)} MB, ${rows} rows of ${rounded(bytes / Math.max(rows, 1))} bytes,` +
            ` ${rounded(bytes / accounts / months)} bytes per account and month`,
        );
    } finally {
      await db.destroy();
      await database.drop();
    }
  });
});

describe('memory of the processes', () => {
  let product: Processes;
  let integration: Connected;
  let worker: Part;
  beforeAll(async () => {
    product = await deliveredProduct('small');
    ({ worker } = product);
    integration = await finished(product);
    await firstSyncEnds(product, integration);
  }, 300_000);
  afterAll(() => product.close());

  it.each(sizes)('at %d accounts', async (accounts) => {
    const { tenantId, db } = product;
    const present = await db
      .selectFrom('vendorAccount')
      .select(({ fn }) => fn.countAll<string>().as('n'))
      .executeTakeFirstOrThrow();
    const customers = Math.max(0, accounts - Number(present.n));
    await growAround(
      db,
      { tenantId, integrationId: integration.id },
      { customers, agreements: Math.min(1_600, customers * 4), lines: Math.min(11_600, customers * 29) },
    );
    // Composes everything, once in the worker; then what people open.
    await runEnds(product, await startSync(product, integration), 600_000);
    for (const path of ['/usage-lines?limit=200', '/usage-lines.csv', `${integration.path}/vendor-accounts`])
      await product.client.request('GET', path);
    note(
      `${accounts} accounts: at most ${mostMemory(worker)} MB of the worker, ${mostMemory(product.api())} MB of the API`,
    );
  });
});

/** The most that a process had resident so far. */
const mostMemory = ({ pid }: Part): string => {
  const peak = /VmHWM:\s+(\d+) kB/u.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return peak === undefined ? '?' : (Number(peak) / 1_000).toFixed(0);
};

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(2);

async function grown(db: Database, accounts: number): Promise<void> {
  const { tenantId } = await db.transaction().execute((tx) =>
    createFirstAdministrator(tx, {
      tenantName: 'Bench', currency: 'USD', email: 'admin@bench.test', name: 'Bench', passwordHash: 'x',
    }),
  ); // prettier-ignore
  const key = await grownScenario(db, tenantId, {
    accounts,
    agreements: accounts + Math.min(1_600, accounts * 4),
    lines: accounts + Math.min(11_600, accounts * 29),
    written: Math.round(accounts * months * writtenPerMonth),
    days: months * 30,
  });
  await whatRunsLeave(db, key.tenantId, key.integrationId);
}

/** Totals, versions and audit of the runs: as many versions as the counts changed. */
async function whatRunsLeave(db: Database, tenantId: string, integrationId: string): Promise<void> {
  await sql`
    insert into run_composition (tenant_id, sync_run_id, integration_id, month, composed_at, totals, closes)
    select r.tenant_id, r.id, r.integration_id, to_char(r.queued_at, 'YYYY-MM'), r.ended_at, t.totals, true
    from sync_run r join control_total t on t.tenant_id = r.tenant_id and t.integration_id = r.integration_id
    on conflict do nothing`.execute(db);
  await sql`
    insert into usage_line_history (tenant_id, integration_id, group_key, version, usage_line_id, sync_run_id, kind,
      vendor_quantity, psa_quantity, composed, at)
    select u.tenant_id, u.integration_id, u.group_key, 1000 + row_number() over (partition by u.id order by c.first_read_at),
      u.id, c.first_run_id, u.kind, u.vendor_quantity, u.psa_quantity, u.composed, c.first_read_at
    from usage_line u join usage_line_source s on s.tenant_id = u.tenant_id and s.usage_line_id = u.id
      and s.kind = 'vendor-account'
    join seat_count c on c.tenant_id = u.tenant_id and c.vendor_account_id::text = s.source_id`.execute(db);
  await sql`
    insert into audit_event (tenant_id, id, actor_kind, actor_id, action, object_kind, object_id, integration_id, detail)
    select ${tenantId}, gen_random_uuid(), 'system', 'seatwise', action, 'sync-run', r.id::text, ${integrationId}::uuid,
      '{"code": null, "outcome": "succeeded", "summary": "succeeded: 400 of 400 accounts counted, 9000 seats"}'
    from sync_run r cross join unnest(array['sync.started', 'sync.ended']) action`.execute(db);
}

async function keptBy(db: Database): Promise<readonly Kept[]> {
  await sql`vacuum full`.execute(db);
  const { rows: tables } = await sql<{ table: string; bytes: string }>`
    select relname::text as "table", pg_total_relation_size(relid)::text as bytes from pg_stat_user_tables`.execute(
    db,
  );
  const kept: Kept[] = [];
  for (const { table, bytes } of tables) {
    const { rows } = await sql<{ n: string }>`select count(*) as n from ${sql.table(table)}`.execute(db);
    kept.push({ table, bytes: Number(bytes), rows: Number(rows[0]?.n) });
  }
  return kept.sort((a, b) => b.bytes - a.bytes);
}
