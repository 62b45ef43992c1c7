import { type Message, message } from '../../messages/message.ts';
import type { ApprovalLine } from '../../db/write-back/approval-lines.ts';
import { moveApprovalLine, noteReread, notifyWriteBack } from '../../db/write-back/approvals.ts';
import type { Tx } from '../../db/model/database.ts';
import type { Integration } from '../../db/integrations/integrations.ts';
import { recomposeAffected } from '../../use-cases/composition/recompose-usage.ts';
import { requireSigned } from '../../use-cases/write-back/reject-unsigned.ts';
import { onlyGroups } from '../../db/usage/affected-groups.ts';
import { wakeNextProof } from '../../db/write-back/wake-ups.ts';
import {
  concludeIntent,
  openIntent,
  type OpenIntent,
  sentChangeOf,
} from '../../db/write-back/write-intents.ts';
import type { ComposedLine, CompositionInput } from '../../domain/usage/composition.ts';
import type { Confirmation } from '../../domain/write-back/confirmation.ts';
import type { BoundFacts } from '../../domain/decisions/snapshot.ts';
import { approvalEnd } from '../../domain/write-back/status.ts';
import type { ApprovalEnd } from '../../domain/write-back/approval-end.ts';
import { countAtSending } from '../../domain/write-back/count-at-sending.ts';
import type { ReadBack } from '../../domain/write-back/write-outcome.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { auditStep, blocked, type LineWork, type TooLate, worked, notReadCompletely } from './line-work.ts';
import { writePermission } from './permission.ts';
import type { Sending } from './send.ts';
import { planOf } from './write-plan.ts';

/** A sending with what the approval signs: of the change, the record of the sending is never believed. */
export const asSigned = (line: ApprovalLine, intent: OpenIntent): OpenIntent => ({
  ...intent,
  change: sentChangeOf(line),
});

export interface Back {
  readonly integration: Integration;
  readonly back: ReadBack;
  /** Null: the line's group does not exist any more. */
  readonly composed: ComposedLine | null;
  /** Of a duplicate, the group whose lines stay. */
  readonly staying: ComposedLine | null;
  /** The snapshot is of the composition; false: only what the line itself shows could be compared. */
  readonly whole: boolean;
  readonly bound: BoundFacts;
  readonly input: CompositionInput;
  /** See `companyMoved`. */
  readonly companyMoved: Message | null;
}

export type Claim = LineWork | TooLate | ({ readonly kind: 'send' } & Sending);

/** It was not done. Sent once more only where the approval still stands in every respect; else it ends as not sent. */
export async function sendAgain(
  tx: Tx,
  { keyRing }: Pick<ActivityDependencies, 'keyRing'>,
  line: ApprovalLine,
  { integration, composed, staying, whole, bound, input, companyMoved: movedTo }: Back,
  intent: OpenIntent,
  confirmation: Confirmation,
  now: Date,
): Promise<Claim> {
  const permission = await writePermission(tx, integration, line, input, now);
  if (permission.kind === 'blocked') {
    await noteReread(tx, line, now);
    return blocked(permission.code, permission.detail);
  }
  if (permission.kind === 'ended') return endNotDone(tx, line, { ...permission, state: 'canceled' }, now);
  const fallen = approvalEnd(line, {
    composed: whole ? composed : null,
    staying,
    ...bound,
    mappedProductIds: input.mappedProductIds,
    line: { lastUpdated: intent.lastUpdated },
    now: now.toISOString(),
  });
  if (fallen === null && movedTo !== null)
    return endNotDone(tx, line, { state: 'stale', code: 'SnapshotChanged', detail: movedTo }, now);
  const end = fallen !== null || composed === null ? fallen : countAtSending(line, composed, staying);
  if (end === 'wait') return blocked('LineNotRead', notReadCompletely, { scope: 'line' });
  if (end !== null) return endNotDone(tx, line, end, now);
  await requireSigned(tx, keyRing, line);
  await concludeIntent(tx, line, 'not-done', readBackAsNotDone, now);
  const signed = asSigned(line, intent);
  const { change, lastUpdated, day, document, method } = signed;
  await openIntent(tx, line, {
    number: line.sendCount + 1,
    change,
    sentAt: now,
    billingDay: permission.billingDay,
    lastUpdated,
    day,
    document,
    method,
  });
  await moveApprovalLine(tx, line, { to: 'sending', sendCount: line.sendCount + 1, sentAt: now }, now);
  await auditStep(tx, line, 'sending-again', null, confirmation);
  return { kind: 'send', sentAt: now, plan: planOf(line, signed), agreementUpdated: null };
}

/** Said only where it is proven: see `resolveUnknown`. */
const readBackAsNotDone = message('write-back.not-done');

export const lineGone = {
  state: 'stale',
  code: 'LineGone',
  detail: message('write-back.ended.no-such-line'),
} as const;

export async function endNotDone(
  tx: Tx,
  line: ApprovalLine,
  end: Pick<ApprovalEnd, 'state' | 'code' | 'detail'>,
  now: Date,
): Promise<LineWork> {
  const found = end === lineGone ? end.detail : readBackAsNotDone;
  await concludeIntent(tx, line, 'not-done', found, now);
  const detail =
    end === lineGone ? end.detail : message('write-back.ended.not-sent-again', { why: end.detail });
  await moveApprovalLine(tx, line, { to: end.state, code: end.code, detail }, now);
  await notifyWriteBack(tx, line, line.approvalId);
  await wakeNextProof(tx, line);
  await auditStep(tx, line, end.state, end.detail);
  await recomposeAffected(tx, line, onlyGroups([line.groupKey]), now);
  return worked;
}
