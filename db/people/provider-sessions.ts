import type { Tx } from '../model/database.ts';

/** Ends every session that a provider opened. Returns how many. */
export async function endSessionsOfProvider(tx: Tx, tenantId: string, providerId: string): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('session')
    .where('tenantId', '=', tenantId)
    .where('providerId', '=', providerId)
    .executeTakeFirst();
  return Number(numDeletedRows);
}
