import type { IntegrationKey } from '../../domain/keys.ts';
import { aboutIntegration, recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import { setKeepNames } from '../../db/integrations/integrations.ts';
import { eraseHolderNames } from '../../db/readings/seat-holders.ts';
import { activeRun } from '../../db/runs/sync-runs.ts';
import type { RequestContext } from '../request-context.ts';
import { lockedIntegration } from '../locked-integration.ts';
import { isRejected, type Rejected, rejected } from '../outcome.ts';

/** Whether names of users are kept from now on; not keeping them erases those kept so far. Returns how many. */
export async function changeKeepNames(
  tx: Tx,
  key: IntegrationKey,
  keepNames: boolean,
  by: RequestContext,
): Promise<number | Rejected> {
  const integration = await lockedIntegration(tx, key);
  if (isRejected(integration)) return integration;
  if (integration.keepNames === keepNames) return 0;
  // A run under way would write names again that were erased here.
  if (!keepNames && (await activeRun(tx, key)) !== null) return rejected('SyncRunActive');
  await setKeepNames(tx, key, keepNames);
  const namesErased = keepNames ? 0 : await eraseHolderNames(tx, key);
  const detail = { before: integration.keepNames, after: keepNames, namesErased };
  await recordAudit(tx, { ...by, action: 'privacy.changed', ...aboutIntegration(key), detail });
  return namesErased;
}
