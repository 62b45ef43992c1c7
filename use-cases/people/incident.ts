import { recordAudit, recordAudits } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import { lockIntegrations } from '../../db/integrations/integrations.ts';
import { keepKeyNotices } from '../../db/notices/key-notices.ts';
import { activeApiKeyIds, revokeApiKey } from '../../db/people/api-keys.ts';
import { endAllSessions } from '../../db/people/sessions.ts';
import type { RequestContext } from '../request-context.ts';
import { voidLostApprovals } from '../write-back/lost-approvals.ts';

/** All sessions of everybody end but one, that of who asks. Returns how many. */
export async function endEverySession(tx: Tx, except: string | null, by: RequestContext): Promise<number> {
  const sessions = await endAllSessions(tx, by.tenantId, except);
  await recordAudit(tx, {
    ...by,
    action: 'incident.sessions-ended',
    objectKind: 'tenant',
    objectId: by.tenantId,
    detail: { sessions },
  });
  return sessions;
}

/** Every key is revoked at once. Returns how many. */
export async function revokeEveryKey(tx: Tx, by: RequestContext): Promise<number> {
  // Integration rows are locked first of all (architecture.md 5).
  const integrations = await lockIntegrations(tx, by.tenantId);
  const ids = await activeApiKeyIds(tx, by.tenantId);
  for (const id of ids) await revokeApiKey(tx, by.tenantId, id);
  await voidLostApprovals(tx, integrations, by);
  await keepKeyNotices(tx, by.tenantId, by.now);
  await recordAudits(
    tx,
    ids.map((id) => ({
      ...by,
      action: 'api-key.revoked',
      objectKind: 'api-key',
      objectId: id,
      detail: { all: true },
    })),
  );
  return ids.length;
}
