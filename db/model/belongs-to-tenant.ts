import { sql } from 'kysely';
import type { Queryable } from './database.ts';

/** Tables whose ids stand in addresses of the API. */
export type OwnedTable =
  | 'integration'
  | 'usageLine'
  | 'syncRun'
  | 'approval'
  | 'reviewMonth'
  | 'member'
  | 'apiKey'
  | 'webhook'
  | 'auditStream'
  | 'identityProvider'
  | 'savedView'
  | 'notice'
  | 'session';

/** Is there such a row of this tenant? */
export async function belongsToTenant(
  db: Queryable,
  tenantId: string,
  table: OwnedTable,
  id: string,
): Promise<boolean> {
  const { rows } = await sql`
    select 1 from ${sql.table(table)} where tenant_id = ${tenantId} and id = ${id}
  `.execute(db);
  return rows.length > 0;
}
