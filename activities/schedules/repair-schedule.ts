import { message } from '../../messages/message.ts';
import type { Client, ScheduleDescription } from '@temporalio/client';
import { type IntegrationKey, systemActor } from '../../domain/keys.ts';
import type { Kinds } from '../../domain/kinds.ts';
import { aboutIntegration, recordAudit } from '../../db/audit/audit.ts';
import type { Database } from '../../db/model/database.ts';
import {
  findIntegration,
  lockIntegration,
  noteSchedulePause,
  noteScheduleStands,
} from '../../db/integrations/integrations.ts';
import { labelOfIntegration } from '../../db/integrations/integration-label.ts';
import { closeNotices, raiseNotice } from '../../db/notices/notices.ts';
import { hasSchedule, type IntegrationPhase } from '../../domain/states.ts';
import {
  describeSchedule,
  ownPauseNote,
  putSchedule,
  type ScheduleDifference,
  scheduleDifferences,
} from './schedule-row.ts';
import { deleteSchedule, followRow, pauseAsRow, wantedSyncSchedule } from './sync-schedule.ts';

/** What was done to a Schedule; null: it was as its row wants it. */
export type ScheduleRepair =
  | { readonly kind: 'made' }
  | { readonly kind: 'corrected'; readonly differences: readonly ScheduleDifference[] }
  | null;

/**
 * Makes the Schedule of an integration what its row says: one that is gone is made again, times, policies or action
 * that somebody changed in Temporal are corrected. A pause made there is reported as a notice and never undone; one of
 * Seatwise's own follows the row. Asked by the repair loop and by housekeeping.
 */
export async function repairSchedule(
  { db, temporal, kinds }: { readonly db: Database; readonly temporal: Client; readonly kinds: Kinds },
  key: IntegrationKey,
): Promise<ScheduleRepair> {
  const integration = await findIntegration(db, key);
  if (integration === null || !hasSchedule(integration.phase)) return null;
  const wanted = wantedSyncSchedule(integration, await labelOfIntegration(db, key, kinds));
  const present = await describeSchedule(temporal, wanted.scheduleId);
  const differences = present === null ? [] : scheduleDifferences(wanted, present);
  if (present !== null) await notePause({ db, temporal }, key, integration.phase, present.state);
  if (present !== null && differences.length === 0) return null;
  await putSchedule(temporal, wanted, integration.phase === 'paused');
  if (present === null) await followRow({ db, temporal }, key, integration.phase === 'paused');
  if (!(await noteRepair(db, key, present === null ? 'schedule.made' : 'schedule.corrected', differences))) {
    // Disconnected meanwhile: what it deleted must not come back.
    await deleteSchedule(temporal, key.integrationId);
    return null;
  }
  return present === null ? { kind: 'made' } : { kind: 'corrected', differences };
}

/** False: the integration has no Schedule any more. */
const noteRepair = (
  db: Database,
  key: IntegrationKey,
  action: 'schedule.made' | 'schedule.corrected',
  differences: readonly ScheduleDifference[],
): Promise<boolean> =>
  db.transaction().execute(async (tx) => {
    const integration = await lockIntegration(tx, key);
    if (integration === null || !hasSchedule(integration.phase)) return false;
    await noteScheduleStands(tx, key);
    await recordAudit(tx, {
      tenantId: key.tenantId,
      actor: systemActor,
      action,
      ...aboutIntegration(key),
      detail: { differences },
    });
    return true;
  });

async function notePause(
  { db, temporal }: { readonly db: Database; readonly temporal: Client },
  key: IntegrationKey,
  phase: IntegrationPhase,
  { paused, note }: ScheduleDescription['state'],
): Promise<void> {
  // Our own pause or its end, which a crash may have kept from reaching Temporal, or a restore has taken back.
  const isOwn = phase === 'paused' ? !paused : paused && note === ownPauseNote;
  if (isOwn) await pauseAsRow({ db, temporal }, key, phase === 'paused');
  if (isOwn || phase === 'paused') return;
  await db.transaction().execute(async (tx) => {
    if (!(await noteSchedulePause(tx, key, paused))) return;
    if (paused) {
      await raiseNotice(tx, key, {
        code: 'SchedulePausedInTemporal',
        subject: 'schedule',
        detail: message('notices.schedule-paused'),
      });
    } else await closeNotices(tx, key, 'SchedulePausedInTemporal');
  });
}
