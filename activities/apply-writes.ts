import { cancellationSignal } from '@temporalio/activity';
import type { PsaActivities } from '../contracts/temporal/activities.ts';
import { type ApprovalLine, approvalExists, lockApprovalLine, openLinesOf } from '../db/approvals.ts';
import { lockIntegration } from '../db/integrations.ts';
import { raiseNotice } from '../db/notices.ts';
import { stopWrites } from '../db/write-stop.ts';
import { isLive } from '../domain/write-back/approval.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { rowMissing } from './failures.ts';
import { psaForWriting } from './psa-client.ts';
import { blocked, type LineWork } from './writing/line-work.ts';
import { resolveWrite } from './writing/resolve-write.ts';
import { dueIn, shownStanding } from './writing/standing.ts';
import { writeQueued } from './writing/write-queued.ts';

/**
 * A slice of an approval's due lines, one after the other: at most 25, at most 60 s (DESIGN 4). Whatever a vendor does
 * is an outcome in the rows, not a failure; Temporal repeats the attempt only when a process was lost.
 */
export function createApplyWrites(deps: ActivityDependencies): PsaActivities['applyWrites'] {
  return async function applyWrites(input) {
    await requireApproval(deps, input);
    const signal = cancellationSignal();
    const endsAt = Date.now() + deps.writing.sliceMs;
    const due = (await openLinesOf(deps.db, input.tenantId, input.approvalId))
      .filter((line) => dueIn(line, deps.writing, deps.now()) === 0)
      .slice(0, deps.writing.sliceLines);
    let hindrance: Extract<LineWork, { kind: 'blocked' }> | null = null;
    for (const line of due) {
      if (Date.now() >= endsAt) break;
      signal.throwIfAborted();
      const work = await workLine(deps, line, signal);
      if (work.kind === 'worked') continue;
      hindrance = work;
      if (work.code === 'WriteBlocked') await tellBlocked(deps, line, work.detail);
      if (work.all) break;
    }
    return shownStanding(deps, input, hindrance);
  };
}

async function workLine(
  deps: ActivityDependencies,
  line: ApprovalLine,
  signal: AbortSignal,
): Promise<LineWork> {
  // One client per line: a write never queues behind another's reads.
  const client = await psaForWriting(deps, line);
  if ('none' in client) return blocked('WriteBlocked', client.none);
  return line.state === 'queued'
    ? writeQueued(deps, client.psa, line, signal)
    : resolveWrite(deps, client.psa, line, signal);
}

/** Unless the line came to its end meanwhile: then nothing waits. */
async function tellBlocked(deps: ActivityDependencies, line: ApprovalLine, detail: string): Promise<void> {
  await deps.db.transaction().execute(async (tx) => {
    await lockIntegration(tx, line);
    const now = await lockApprovalLine(tx, line.tenantId, line.id);
    if (now === null || !isLive(now.state)) return;
    await raiseNotice(tx, line, { code: 'WriteBlocked', subject: 'writes', detail });
  });
}

/** Temporal knows an approval that the rows do not: the database is older than what was done (DESIGN 4). */
export async function requireApproval(
  deps: ActivityDependencies,
  { tenantId, approvalId }: { readonly tenantId: string; readonly approvalId: string },
): Promise<void> {
  if (await approvalExists(deps.db, tenantId, approvalId)) return;
  await stopWrites(deps.db, `the row of approval ${approvalId} is missing, its workflow is not`, deps.now());
  throw rowMissing('approval');
}
