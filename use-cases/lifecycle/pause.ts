import { message } from '../../messages/message.ts';
import { phaseName } from '../locked-integration.ts';
import { canMove, type IntegrationPhase } from '../../domain/states.ts';
import { aboutIntegration, recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import type { Integration } from '../../db/integrations/integrations.ts';
import type { RequestContext } from '../request-context.ts';
import { type Rejected, rejected } from '../outcome.ts';
import { movePhase } from './move-phase.ts';

type Switched = { readonly phase: IntegrationPhase } | Rejected;

/** Stops scheduled and running syncs at once: every activity's claim reads the phase (architecture.md 4). */
export const pause = (tx: Tx, integration: Integration, by: RequestContext): Promise<Switched> =>
  switchPhase(tx, integration, 'active', 'paused', 'integration.paused', by);

/** Goes on from where a pause stopped it. */
export const resume = (tx: Tx, integration: Integration, by: RequestContext): Promise<Switched> =>
  switchPhase(tx, integration, 'paused', 'active', 'integration.resumed', by);

async function switchPhase(
  tx: Tx,
  { tenantId, id: integrationId, phase }: Integration,
  from: IntegrationPhase,
  wanted: IntegrationPhase,
  action: 'integration.paused' | 'integration.resumed',
  by: RequestContext,
): Promise<Switched> {
  if (phase === wanted) return { phase };
  if (phase !== from || !canMove('integration-phase', phase, wanted))
    return rejected(
      'PhaseRejected',
      message('rejections.phase-not', { phase: phaseName(phase), required: phaseName(from) }),
    );
  const key = { tenantId, integrationId };
  await movePhase(tx, key, wanted, null, by.now);
  await recordAudit(tx, { ...by, action, ...aboutIntegration(key) });
  return { phase: wanted };
}
