import { z } from 'zod';
import { Id } from '../../../contracts/api/common.ts';
import {
  CanceledLine, ContinuedWrites, ContinueWrites, ResolveConflict, ResolvedConflict, RevertedLine, RevertLine,
} from '../../../contracts/api/write-backs.ts'; // prettier-ignore
import { cancelWriteBack } from '../../../use-cases/write-back/cancel-write-back.ts';
import { continueWrites } from '../../../use-cases/write-back/continue-writes.ts';
import { resolveConflict } from '../../../use-cases/write-back/resolve-conflict.ts';
import { revertWriteBack } from '../../../use-cases/write-back/revert-write-back.ts';
import { askedBy, carryOut } from '../../carry-out.ts';
import { iso } from '../../list-answer.ts';
import { created, ok, type Route, route } from '../../route.ts';
import { IdParams, keyOf } from '../lifecycle/integration-lookup.ts';

const tag = 'Write-backs';
const LineParams = z.object({ approvalId: Id, approvalLineId: Id });

/** What a person can do with an approved change: stop it, take it back, close its conflict, let more go out today. */
export const writeBackCommandRoutes: readonly Route[] = [
  route({
    method: 'post',
    path: '/write-backs/{approvalId}/lines/{approvalLineId}/cancel',
    tag,
    summary: 'Cancel a change that was not sent yet',
    needs: 'change-write-backs',
    params: LineParams,
    answers: { 200: CanceledLine },
    problems: ['WriteInFlight', 'WriteBackFinal'],
    idempotency: 'stored',
    handle: async (call) =>
      ok(await carryOut(call.deps.db, (tx) => cancelWriteBack(tx, call.params, askedBy(call)))),
  }),
  route({
    method: 'post',
    path: '/write-backs/{approvalId}/lines/{approvalLineId}/revert',
    tag,
    summary: 'Revert a confirmed change, until its invoice was created',
    needs: 'change-write-backs',
    params: LineParams,
    body: { schema: RevertLine, example: { reason: 'approved for the wrong month' } },
    answers: { 201: RevertedLine },
    problems: [
      'NotRevertible',
      'InvoiceMade',
      'WriteInFlight',
      'WriteBackOff',
      'TimeZoneUnknown',
      'PhaseRejected',
      'MasterKeyChanged',
    ],
    idempotency: 'stored',
    handle: async (call) =>
      created(
        await carryOut(call.deps.db, (tx) =>
          revertWriteBack(tx, call.deps.keyRing, call.params, call.body.reason ?? null, askedBy(call)),
        ),
      ),
  }),
  route({
    method: 'post',
    path: '/write-backs/{approvalId}/lines/{approvalLineId}/resolve',
    tag,
    summary: 'Close a conflict after looking at both values, with a reason',
    needs: 'change-write-backs',
    params: LineParams,
    body: { schema: ResolveConflict, example: { reason: 'the PSA is right: billed by hand' } },
    answers: { 200: ResolvedConflict },
    problems: ['NoOpenConflict'],
    idempotency: 'stored',
    handle: async (call) => {
      const by = askedBy(call);
      const resolved = await carryOut(call.deps.db, (tx) =>
        resolveConflict(tx, call.params, call.body.reason, by),
      );
      return ok({ ...resolved, resolvedAt: iso(by.now) });
    },
  }),
  route({
    method: 'post',
    path: '/integrations/{id}/write-backs/continue',
    tag,
    summary: "Grant one of the day's limits once more",
    needs: 'continue-writes',
    params: IdParams,
    body: { schema: ContinueWrites, example: { cap: 'writeCaps' } },
    answers: { 200: ContinuedWrites },
    problems: ['WriteCapNotReached', 'PhaseRejected'],
    idempotency: 'stored',
    handle: async (call) =>
      ok(await carryOut(call.deps.db, (tx) => continueWrites(tx, keyOf(call), call.body.cap, askedBy(call)))),
  }),
];
