import { message } from '../../messages/message.ts';
import { phaseName } from '../locked-integration.ts';
import { aboutIntegration, recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import { type Integration, setSchedule } from '../../db/integrations/integrations.ts';
import type { RequestContext } from '../request-context.ts';
import { type Rejected, rejected } from '../outcome.ts';

type Schedule = Integration['schedule'];

/** The daily time, in UTC. */
export async function changeSchedule(
  tx: Tx,
  { tenantId, id: integrationId, phase, schedule: before }: Integration,
  schedule: Schedule,
  by: RequestContext,
): Promise<{ readonly schedule: Schedule } | Rejected> {
  if (phase === 'disconnecting' || phase === 'disconnected')
    return rejected('PhaseRejected', message('rejections.phase', { phase: phaseName(phase) }));
  const key = { tenantId, integrationId };
  await setSchedule(tx, key, schedule);
  const detail = { before, after: schedule };
  await recordAudit(tx, { ...by, action: 'schedule.changed', ...aboutIntegration(key), detail });
  return { schedule };
}
