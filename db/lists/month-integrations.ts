import type { Queryable } from '../model/database.ts';
import type { Integration } from '../integrations/integrations.ts';

export type IntegrationInUse = Pick<
  Integration,
  'id' | 'psa' | 'phase' | 'schedule' | 'finishedAt' | 'lastGoodSyncAt'
>;

/** Those whose set-up was finished, and that are connected still; the oldest first. */
export const integrationsInUse = (db: Queryable, tenantId: string): Promise<readonly IntegrationInUse[]> =>
  db
    .selectFrom('integration')
    .select(['id', 'psa', 'phase', 'schedule', 'finishedAt', 'lastGoodSyncAt'])
    .where('tenantId', '=', tenantId)
    .where('finishedAt', 'is not', null)
    .where('phase', '<>', 'disconnected')
    .orderBy('createdAt')
    .orderBy('id')
    .execute();
