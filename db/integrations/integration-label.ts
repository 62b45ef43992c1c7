import type { IntegrationKey } from '../../domain/keys.ts';
import { entryOf, type Kinds } from '../../domain/kinds.ts';
import { integrationLabel } from '../../domain/integration-label.ts';
import type { Queryable } from '../model/database.ts';

/** For summaries in the Temporal UI. A row that is missing is said, not thrown: whoever starts a workflow goes on. */
export async function labelOfIntegration(db: Queryable, key: IntegrationKey, kinds: Kinds): Promise<string> {
  const row = await db
    .selectFrom('integration')
    .innerJoin('tenant', 'tenant.id', 'integration.tenantId')
    .select(['integration.vendor', 'integration.psa', 'tenant.name'])
    .where('integration.tenantId', '=', key.tenantId)
    .where('integration.id', '=', key.integrationId)
    .executeTakeFirst();
  if (row === undefined) return 'an integration without a row';
  return integrationLabel({
    vendor: entryOf(kinds.vendors, row.vendor).name,
    psa: entryOf(kinds.psas, row.psa).name,
    msp: row.name,
  });
}
