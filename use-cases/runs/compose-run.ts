import { message } from '../../messages/message.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { Tx } from '../../db/model/database.ts';
import { findIntegration } from '../../db/integrations/integrations.ts';
import { closeNotices, raiseNotice } from '../../db/notices/notices.ts';
import { wakeAfterSync } from '../../db/write-back/wake-ups.ts';
import { composeEverything } from '../composition/recompose-usage.ts';
import type { SyncRun } from '../../db/runs/sync-runs.ts';

/**
 * All usage lines and control totals from the last complete readings, whichever run made them, in the caller's
 * transaction (RULES 2, 12). The caller holds the integration's row lock. Returns how many lines there are.
 */
export async function composeRun(
  tx: Tx,
  key: IntegrationKey,
  syncRunId: string,
  now: Date,
): Promise<{ readonly lines: number }> {
  const { lines, closes } = await composeEverything(tx, key, syncRunId, now);
  if (closes) await closeNotices(tx, key, 'TotalsDoNotClose');
  else {
    await raiseNotice(tx, key, {
      code: 'TotalsDoNotClose',
      subject: 'control-totals',
      detail: message('notices.totals', { runId: syncRunId }),
    });
  }
  await wakeAfterSync(tx, key);
  return { lines: lines.length };
}

/**
 * Of a run that failed, was canceled or lost its workflow: what it read until then counts as any reading, its complete
 * counts as well as its failed ones (RULES 2). An integration that is being disconnected keeps its last lines.
 */
export async function composeUnfinishedRun(tx: Tx, run: SyncRun, now: Date): Promise<void> {
  const integration = await findIntegration(tx, run);
  if (integration?.phase === 'disconnecting' || integration?.phase === 'disconnected') return;
  await composeRun(tx, run, run.id, now);
}
