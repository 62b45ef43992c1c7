import type { IntegrationKey } from '../../domain/keys.ts';
import type { IntegrationPhase } from '../../domain/states.ts';
import { liveApprovalLines } from '../../db/write-back/approval-lines.ts';
import type { Tx } from '../../db/model/database.ts';
import { setPhase } from '../../db/integrations/integrations.ts';
import { recomposeAffected } from '../composition/recompose-usage.ts';
import { onlyGroups } from '../../db/usage/affected-groups.ts';

/** Moves the phase of an integration in use; where changes wait, their usage lines say for what from now on. */
export async function movePhase(
  tx: Tx,
  key: IntegrationKey,
  phase: IntegrationPhase,
  cause: Parameters<typeof setPhase>[3],
  now: Date,
): Promise<void> {
  await setPhase(tx, key, phase, cause);
  const waiting = (await liveApprovalLines(tx, key)).map(({ groupKey }) => groupKey);
  if (waiting.length > 0) await recomposeAffected(tx, key, onlyGroups(waiting), now);
}
