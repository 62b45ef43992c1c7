import { message } from '../../messages/message.ts';
import { cancellationSignal } from '@temporalio/activity';
import type { PsaActivities } from '../../contracts/temporal/activities.ts';
import { type ApprovalLine, lockApprovalLine, openLinesOf } from '../../db/write-back/approval-lines.ts';
import { approvalExists } from '../../db/write-back/approvals.ts';
import { lockIntegration } from '../../db/integrations/integrations.ts';
import { raiseNotice } from '../../db/notices/notices.ts';
import { noteWaiting } from '../../db/write-back/wake-ups.ts';
import { recomposeAffected } from '../../use-cases/composition/recompose-usage.ts';
import { onlyGroups } from '../../db/usage/affected-groups.ts';
import { ApprovalNotSigned, rejectUnsigned } from '../../use-cases/write-back/reject-unsigned.ts';
import { stopWrites } from '../../use-cases/write-back/write-stop.ts';
import { capOf } from '../../domain/write-back/daily-cap.ts';
import { isLive } from '../../domain/decisions/approval.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { rowMissing } from '../runtime/failures.ts';
import { psaForWriting } from './psa-for-writing.ts';
import { type Blocked, blocked, type LineWork, worked } from './line-work.ts';
import { waitsForSecondSync } from './second-sync.ts';
import { resolveWrite } from './resolve-unknown-write.ts';
import { createQueued } from './create-line.ts';
import { resolveCreation } from './resolve-create.ts';
import { dueIn, shownStatus } from './status.ts';
import { limitPerIntegration } from './integration-limiter.ts';
import { writeQueued } from './write-queued.ts';

/**
 * A slice of an approval's due lines, one after the other: at most 25 beside those that must wait, at most 60 s
 * (architecture.md 4). Whatever a vendor does is an outcome in the rows, not a failure; Temporal repeats the attempt only
 * when a process was lost.
 */
export function createApplyWrites(deps: ActivityDependencies): PsaActivities['applyWrites'] {
  const inTurn = limitPerIntegration(deps.writing.linesAtOnce);
  return async function applyWrites(input) {
    await requireApproval(deps, input);
    const signal = cancellationSignal();
    const endsAt = Date.now() + deps.writing.batchMs;
    const due = (await openLinesOf(deps.db, input.tenantId, input.approvalId)).filter(
      (line) => dueIn(line, deps.writing, deps.now()) === 0,
    );
    let hindrance: Blocked | null = null;
    let awaited: Blocked | null = null;
    let taken = 0;
    const closed = new Map<string, Blocked>();
    const overLimit = new Set<string>();
    for (const [index, line] of due.entries()) {
      if (overLimit.has(line.id)) continue;
      const known = closed.get(line.agreementId);
      if (known !== undefined) {
        await notifyBlocked(deps, [line], known);
        continue;
      }
      if (await isRejected(deps, line)) continue;
      // Costs the PSA nothing, and keeps no other line back.
      const waits = line.state === 'queued' ? await waitsForSecondSync(deps.db, line, deps.writing) : null;
      if (waits !== null) {
        awaited = waits;
        await notifyBlocked(deps, [line], waits);
        continue;
      }
      // Each batch gets that many lines further, whatever hinders others: the next one follows at once.
      if (taken === deps.writing.batchLines) return shownStatus(deps, input, null);
      const work = await inTurn(line.integrationId, async () => {
        signal.throwIfAborted();
        return Date.now() < endsAt ? workLine(deps, line, signal) : null;
      });
      if (work === null) break;
      if (work.kind === 'worked') {
        taken += 1;
        continue;
      }
      hindrance = work;
      const reached = reachedBy(work, line, due.slice(index));
      await notifyBlocked(deps, reached, work);
      if (work.scope === 'connection') break;
      if (work.scope === 'limit') for (const { id } of reached) overLimit.add(id);
      if (work.scope === 'agreement') closed.set(line.agreementId, work);
    }
    return shownStatus(deps, input, hindrance ?? awaited);
  };
}

/** Lines that say now what one of them met. An agreement's others say it in their turn. */
function reachedBy(
  { scope }: Blocked,
  line: ApprovalLine,
  fromThere: readonly ApprovalLine[],
): readonly ApprovalLine[] {
  if (scope === 'connection') return fromThere;
  if (scope !== 'limit') return [line];
  const cap = capOf(line.change.kind);
  // What was sent before is counted already.
  return fromThere.filter(({ state, change }) => state === 'queued' && capOf(change.kind) === cap);
}

async function workLine(
  deps: ActivityDependencies,
  line: ApprovalLine,
  signal: AbortSignal,
): Promise<LineWork> {
  try {
    return await workSigned(deps, line, signal);
  } catch (error) {
    // Changed since it was taken; the attempt left nothing behind.
    if (error instanceof ApprovalNotSigned && (await isRejected(deps, line))) return worked;
    throw error;
  }
}

/** Whether the line was ended because it is not what a person approved. */
const isRejected = async (
  { db, keyRing, now }: ActivityDependencies,
  { tenantId, id }: ApprovalLine,
): Promise<boolean> => (await rejectUnsigned(db, keyRing, tenantId, [id], now())).has(id);

async function workSigned(
  deps: ActivityDependencies,
  line: ApprovalLine,
  signal: AbortSignal,
): Promise<LineWork> {
  // One client per line: a write never queues behind another's reads.
  const client = await psaForWriting(deps, line);
  if ('none' in client) return blocked(client.code, client.none);
  if (line.change.kind === 'create-line')
    return (line.state === 'queued' ? createQueued : resolveCreation)(deps, client.psa, line, signal);
  return line.state === 'queued'
    ? writeQueued(deps, client.psa, line, signal)
    : resolveWrite(deps, client.psa, line, signal);
}

/** Each line says what it met; where nothing of the approval gets further, the lines behind it say so too. */
async function notifyBlocked(
  deps: ActivityDependencies,
  lines: readonly ApprovalLine[],
  { code, detail }: Blocked,
): Promise<void> {
  const [first] = lines;
  if (first === undefined) return;
  await deps.db.transaction().execute(async (tx) => {
    await lockIntegration(tx, first);
    let differs = false;
    for (const line of lines) if (await noteWaiting(tx, line, { code, detail })) differs = true;
    // Usage lines name the cause as well.
    const affected = onlyGroups(lines.map(({ groupKey }) => groupKey));
    if (differs) await recomposeAffected(tx, first, affected, deps.now());
    const now = await lockApprovalLine(tx, first.tenantId, first.id);
    // Unless the line came to its end meanwhile: then nothing waits.
    if (code === 'WriteBlocked' && now !== null && isLive(now.state))
      await raiseNotice(tx, first, { code, subject: 'writes', detail });
  });
}

/** Temporal knows an approval that the rows do not: the database is older than what was done (architecture.md 4). */
export async function requireApproval(
  deps: ActivityDependencies,
  { tenantId, approvalId }: { readonly tenantId: string; readonly approvalId: string },
): Promise<void> {
  if (await approvalExists(deps.db, tenantId, approvalId)) return;
  const reason = message('write-back.stopped.row-missing', { approval: approvalId });
  await stopWrites(deps.db, reason, deps.now());
  throw rowMissing('approval');
}
