import type { IntegrationPhase } from '../domain/states.ts';
import { liveApprovalLines } from './approvals.ts';
import type { IntegrationKey } from './credentials.ts';
import type { Tx } from './database.ts';
import { setPhase } from './integrations.ts';
import { recomposeUsage } from './recompose-usage.ts';

/** Moves the phase of an integration in use; where changes wait, their usage lines say for what from now on. */
export async function movePhase(
  tx: Tx,
  key: IntegrationKey,
  phase: IntegrationPhase,
  cause: Parameters<typeof setPhase>[3],
  now: Date,
): Promise<void> {
  await setPhase(tx, key, phase, cause);
  if ((await liveApprovalLines(tx, key)).length > 0) await recomposeUsage(tx, key, null, now);
}
