import { message } from '../../messages/message.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { aboutIntegration, recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import { connectIntegration } from '../../db/integrations/integrations.ts';
import type { RequestContext } from '../request-context.ts';
import { type Rejected, rejected } from '../outcome.ts';

/** A vendor with a PSA; after disconnecting, the same integration again, or with another PSA one of its own. */
export async function connect(
  tx: Tx,
  choice: Parameters<typeof connectIntegration>[2],
  by: RequestContext,
): Promise<IntegrationKey | Rejected> {
  const { tenantId } = by;
  const { kind, integrationId } = await connectIntegration(tx, tenantId, choice);
  if (kind === 'exists')
    return rejected(
      'AlreadyConnected',
      message('rejections.already-connected', { integration: integrationId }),
    );
  const key = { tenantId, integrationId };
  await recordAudit(tx, {
    ...by,
    action: 'integration.connected',
    ...aboutIntegration(key),
    detail: { ...choice },
  });
  return key;
}
