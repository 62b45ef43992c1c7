import type { Queryable } from '../db/model/database.ts';
import { belongsToTenant, type OwnedTable } from '../db/model/belongs-to-tenant.ts';

/** Whose the first id of an address is, by what stands before it. */
const tableOf: ReadonlyMap<string, OwnedTable> = new Map([
  ['integrations', 'integration'],
  ['usage-lines', 'usageLine'],
  ['syncs', 'syncRun'],
  ['write-backs', 'approval'],
  ['review-months', 'reviewMonth'],
  ['members', 'member'],
  ['api-keys', 'apiKey'],
  ['webhooks', 'webhook'],
  ['audit-streams', 'auditStream'],
  ['identity-providers', 'identityProvider'],
  ['saved-views', 'savedView'],
  ['notices', 'notice'],
  ['sessions', 'session'],
  ['margin-reports/closed', 'reviewMonth'],
  ['margin-reports/running', 'integration'],
]);

/** Does the address name something that this tenant does not have? Paths without an id do not. */
export async function isForeign(
  db: Queryable,
  tenantId: string,
  path: string,
  params: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  const named = /^\/(?<before>[\w/-]+)\/\{(?<param>\w+)\}/u.exec(path)?.groups;
  const table = tableOf.get(named?.['before'] ?? '');
  const id = params[named?.['param'] ?? ''];
  if (table === undefined || typeof id !== 'string') return false;
  return !(await belongsToTenant(db, tenantId, table, id));
}
