import type { ReconActivities } from '../../contracts/temporal/activities.ts';
import { liveApprovalLines } from '../../db/write-back/approval-lines.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';

/**
 * Writes under way or with an unknown outcome: a disconnect keeps the credentials until they are resolved
 * (architecture.md 4).
 */
export function createOpenWrites({ db }: ActivityDependencies): ReconActivities['openWrites'] {
  return async function openWrites(input) {
    const live = await liveApprovalLines(db, input);
    return { open: live.length };
  };
}
