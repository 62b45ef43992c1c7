import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { Database } from '../../db/model/database.ts';
import { refreshStatistics } from '../../db/driver/statistics.ts';
import { grownScenario } from '../../test/environment/grown-scenario.ts';
import type { Processes } from '../../test/product/processes.ts';
import { holds, median, percentile, rounded, timed } from './report.ts';
import { deliveredProduct } from './set-up.ts';

const products = 500;
const lines = 12_000;
const repeats = 20;

describe(`the catalog of ${products} products with ${lines} lines`, () => {
  let product: Processes;
  let key: IntegrationKey;
  beforeAll(async () => {
    product = await deliveredProduct('small');
    // Only the API is measured, on rows that no workflow knows.
    await product.worker.end('SIGTERM');
    key = await grownScenario(product.db, product.tenantId, { lines, written: 0, days: 0 });
    await addProducts(product.db, key);
    await refreshStatistics(product.db);
  }, 600_000);
  afterAll(() => product.close());

  it.each(['psa-products?limit=500', 'vendor-services?limit=500'])(
    '%s counts its lines quickly',
    async (list) => {
      const path = `/integrations/${key.integrationId}/${list}`;
      const ms: number[] = [];
      for (let turn = -1; turn < repeats; turn += 1) {
        const { ms: one, value: answer } = await timed(() => product.client.request('GET', path));
        if (answer.status !== 200)
          throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
        // The first turn warms connections and plans.
        if (turn >= 0) ms.push(one);
      }
      holds({
        what: `p95 of ${list}, ${products} products, each mapped, with ${lines} lines`,
        measured: percentile(ms, 0.95),
        atMost: 100,
        unit: 'ms',
        from: `median ${rounded(median(ms))} ms`,
      });
    },
  );
});

/** So many more products, mapped to one service, with all lines spread over them. */
async function addProducts(db: Database, { tenantId, integrationId }: IntegrationKey): Promise<void> {
  await sql`
    insert into psa_product (tenant_id, integration_id, foreign_id, identifier, inactive, read_at)
    select ${tenantId}, ${integrationId}, 'P' || n, 'Product ' || n, false, now()
    from generate_series(0, ${products - 1}::int) n`.execute(db);
  await sql`
    insert into service_mapping (tenant_id, integration_id, vendor_service_id, product_id, decided_by)
    select ${tenantId}, ${integrationId}, s.id, 'P' || n, 'bench'
    from generate_series(0, ${products - 1}::int) n, (select id from vendor_service
      where tenant_id = ${tenantId} and integration_id = ${integrationId} order by id limit 1) s`.execute(db);
  await sql`
    update psa_line set product_id = 'P' || (hashtext(foreign_id) & 1023) % ${products}::int
    where tenant_id = ${tenantId} and integration_id = ${integrationId}`.execute(db);
}
