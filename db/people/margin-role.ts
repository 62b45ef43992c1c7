import { type RawBuilder, sql } from 'kysely';
import type { Role } from '../../domain/roles.ts';

/** The least role that may see margins in the tenant of a row, as a column: the setting, else administrators (RULES 15). */
export const marginRoleOf = (table: string): RawBuilder<Role> =>
  sql<Role>`coalesce((select value->>'role' from setting where setting.name = 'margin'
    and setting.tenant_id = ${sql.ref(`${table}.tenantId`)}), 'admin')`;
