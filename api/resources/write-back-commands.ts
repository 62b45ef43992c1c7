import { z } from 'zod';
import { Id } from '../../contracts/api/common.ts';
import {
  CancelledLine, ContinuedWrites, ResolveConflict, ResolvedConflict, RevertedLine, RevertLine,
} from '../../contracts/api/write-backs.ts'; // prettier-ignore
import { approvalAudit, endApproval } from '../../use-cases/write-back/approval-ends.ts';
import { noteResolution } from '../../db/write-back/approval-notes.ts';
import { type ApprovalLine, findApprovalLine, lockApprovalLine } from '../../db/write-back/approvals.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/core/database.ts';
import { type Integration, lockIntegration } from '../../db/core/integrations.ts';
import { findWriteBack } from '../../db/lists/write-backs.ts';
import { closeNotices } from '../../db/notices/notices.ts';
import { composeTouched } from '../../use-cases/composition/recompose-usage.ts';
import { onlyGroups } from '../../db/usage/touched-groups.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { iso } from '../list-answer.ts';
import { Problem } from '../problems.ts';
import { created, ok, type Route, route } from '../route.ts';
import { continueWrites } from './continue-writes.ts';
import { IdParams, keyOf } from './integration-of.ts';
import { revertWriteBack } from './revert-write-back.ts';
import { isOpenConflict } from './write-back-wire.ts';

const tag = 'Write-backs';
const LineParams = z.object({ approvalId: Id, approvalLineId: Id });
type LineParams = z.output<typeof LineParams>;

/** What a person can do with an approved change: stop it, take it back, close its conflict, let more go out today. */
export const writeBackCommandRoutes: readonly Route[] = [
  route({
    method: 'post',
    path: '/write-backs/{approvalId}/lines/{approvalLineId}/cancel',
    tag,
    summary: 'Cancel a change that was not sent yet',
    role: 'approver',
    params: LineParams,
    answers: { 200: CancelledLine },
    problems: ['WriteInFlight', 'WriteBackFinal'],
    idempotency: 'stored',
    handle: async ({ deps, caller, params, requestId }) =>
      onLine(deps, caller.tenantId, params, async (tx, line) => {
        requireQueued(line);
        const now = new Date();
        const end = {
          state: 'cancelled',
          code: 'CancelledByPerson',
          detail: `cancelled by ${caller.member.name}`,
        } as const;
        await endApproval(tx, line, end, caller.actor, now, requestId);
        await composeTouched(tx, line, onlyGroups([line.groupKey]), now);
        return ok({ approvalLineId: line.id, state: end.state });
      }),
  }),
  route({
    method: 'post',
    path: '/write-backs/{approvalId}/lines/{approvalLineId}/revert',
    tag,
    summary: 'Take a confirmed change back, until the invoice it landed on was made',
    role: 'approver',
    params: LineParams,
    body: { schema: RevertLine, example: { reason: 'approved for the wrong month' } },
    answers: { 201: RevertedLine },
    problems: [
      'NotRevertible',
      'InvoiceMade',
      'WriteInFlight',
      'NotArmed',
      'TimeZoneUnknown',
      'PhaseRefused',
    ],
    idempotency: 'stored',
    handle: async ({ deps, caller, params, body, requestId }) =>
      onLine(deps, caller.tenantId, params, async (tx, line, integration) => {
        const former = await findWriteBack(tx, caller.tenantId, line.id);
        if (former === null) throw new Problem('NotFound');
        return created(
          await revertWriteBack(tx, integration, former, {
            caller,
            requestId,
            reason: body.reason ?? null,
            now: new Date(),
          }),
        );
      }),
  }),
  route({
    method: 'post',
    path: '/write-backs/{approvalId}/lines/{approvalLineId}/resolve',
    tag,
    summary: 'Close a conflict after looking at both values, with a reason',
    role: 'approver',
    params: LineParams,
    body: { schema: ResolveConflict, example: { reason: 'the PSA is right: billed by hand' } },
    answers: { 200: ResolvedConflict },
    problems: ['NoOpenConflict'],
    idempotency: 'stored',
    handle: async ({ deps, caller, params, body, requestId }) =>
      onLine(deps, caller.tenantId, params, async (tx, line) => {
        const conflict = await findWriteBack(tx, caller.tenantId, line.id);
        if (conflict === null || !isOpenConflict(conflict)) throw new Problem('NoOpenConflict');
        const now = new Date();
        await noteResolution(tx, line, { by: caller.actor, reason: body.reason, at: now });
        await closeNotices(tx, line, 'WriteConflict', line.id);
        await composeTouched(tx, line, onlyGroups([line.groupKey]), now);
        await recordAudit(tx, {
          ...approvalAudit(line, 'write-back.resolved', caller.actor, requestId),
          detail: {
            label: line.label,
            psaLineId: line.psaLineId,
            approved: { before: line.before, after: line.after },
            psaShows: conflict.psa_quantity,
            reason: body.reason,
          },
        });
        return ok({ approvalLineId: line.id, state: line.state, resolvedAt: iso(now) });
      }),
  }),
  route({
    method: 'post',
    path: '/integrations/{id}/write-backs/continue',
    tag,
    summary: "Grant the day's limit of changes once more",
    role: 'admin',
    params: IdParams,
    answers: { 200: ContinuedWrites },
    problems: ['WriteCapNotReached', 'PhaseRefused'],
    idempotency: 'stored',
    handle: async (call) =>
      ok(
        await call.deps.db
          .transaction()
          .execute((tx) => continueWrites(tx, keyOf(call), call.caller.actor, call.requestId, new Date())),
      ),
  }),
];

/**
 * One transaction on one line. The row locks (integration, then the line: architecture.md 5) decide who comes first, a
 * person's command or the writer that is about to send.
 */
async function onLine<T>(
  deps: ApiDependencies,
  tenantId: string,
  { approvalId, approvalLineId }: LineParams,
  work: (tx: Tx, line: ApprovalLine, integration: Integration) => Promise<T>,
): Promise<T> {
  return deps.db.transaction().execute(async (tx) => {
    const found = await findApprovalLine(tx, tenantId, approvalLineId);
    if (found === null || found.approvalId !== approvalId) throw new Problem('NotFound');
    const integration = await lockIntegration(tx, found);
    const line = await lockApprovalLine(tx, tenantId, approvalLineId);
    if (integration === null || line === null) throw new Problem('NotFound');
    return work(tx, line, integration);
  });
}

function requireQueued({ state, before, after }: ApprovalLine): void {
  if (state === 'queued') return;
  const inFlight = state === 'sending' || state === 'unknown';
  throw new Problem(inFlight ? 'WriteInFlight' : 'WriteBackFinal', {
    detail: `${before} → ${after} is ${state}.`,
  });
}
