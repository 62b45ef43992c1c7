import { type RawBuilder, sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';

/**
 * Whether a row is of this tenant and integration: the filter of every statement on what hangs on an integration.
 * @param table or its alias, where several are joined
 */
export const ownedBy = ({ tenantId, integrationId }: IntegrationKey, table?: string): RawBuilder<boolean> => {
  const column = (name: string) => sql.ref(table === undefined ? name : `${table}.${name}`);
  return sql<boolean>`(${column('tenantId')} = ${tenantId} and ${column('integrationId')} = ${integrationId})`;
};
