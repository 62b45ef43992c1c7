import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { Queryable } from '../model/database.ts';

/** The data version of an integration; null: no such integration of this tenant. */
export async function dataVersionOf(db: Queryable, key: IntegrationKey): Promise<string | null> {
  const row = await db
    .selectFrom('integration')
    .select('dataVersion')
    .where('tenantId', '=', key.tenantId)
    .where('id', '=', key.integrationId)
    .executeTakeFirst();
  return row?.dataVersion ?? null;
}

/** The data version of everything a tenant has: rises when any integration's does. */
export async function dataVersionOfTenant(db: Queryable, tenantId: string): Promise<string> {
  const row = await db
    .selectFrom('integration')
    .select(sql<string | null>`sum(data_version)::text`.as('version'))
    .where('tenantId', '=', tenantId)
    .executeTakeFirst();
  return row?.version ?? '0';
}
