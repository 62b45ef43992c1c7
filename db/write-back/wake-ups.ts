import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import { changeMessage } from '../../domain/decisions/change-message.ts';
import { type Message, message } from '../../messages/message.ts';
import { messageToStore } from '../../messages/stored.ts';
import { liveStates } from '../../domain/decisions/approval.ts';
import { neededRight, sameRight } from '../../domain/write-back/write-outcome.ts';
import { bouncesBeforeNotice, isBounce } from '../../domain/write-back/wait-reason.ts';
import { type ApprovalLine, lockApprovalLine } from './approval-lines.ts';
import { noteWriteRight, notifyWriteBack } from './approvals.ts';
import { pipelined } from '../driver/pipelined.ts';
import { announce } from '../integrations/commands.ts';
import type { Tx } from '../model/database.ts';
import { among } from '../driver/one-of.ts';
import { ownedBy } from '../model/owned-by.ts';
import { closeNoticesExcept, keepNotice } from '../notices/notices.ts';

/** An approval, and the integration whose lock its changes are made under. */
export interface ApprovalKey extends IntegrationKey {
  readonly approvalId: string;
}

/**
 * What an attempt met that could not send a queued line: its state says so, and from the third time on a notice (RULES
 * 6). A line that left the queue meanwhile waits for nothing. Returns whether the cause is another than before.
 */
export async function noteWaiting(
  tx: Tx,
  { tenantId, id }: Pick<ApprovalLine, 'tenantId' | 'id'>,
  why: { readonly code: string; readonly detail: Message },
): Promise<boolean> {
  const line = await lockApprovalLine(tx, tenantId, id);
  if (line?.state !== 'queued') return false;
  const bounces = await tx
    .updateTable('approvalLine')
    .set({
      code: why.code,
      detail: messageToStore(why.detail),
      ...(isBounce(why.code) ? { bounces: sql<number>`bounces + 1` } : {}),
    })
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .returning('bounces')
    .executeTakeFirstOrThrow();
  if (isBounce(why.code) && bounces.bounces >= bouncesBeforeNotice) {
    await keepNotice(tx, line, {
      code: 'WriteWaits',
      subject: line.id,
      detail: message('notices.change-not-sent', {
        change: changeMessage(line),
        attempts: bounces.bounces,
        cause: why.detail,
      }),
    });
  }
  if (line.code !== why.code) await announce(tx, line, 'write-back', line.approvalId);
  return line.code !== why.code;
}

/** Notices about lines that left the queue since. */
export async function closeWaits(tx: Tx, key: IntegrationKey): Promise<void> {
  const waiting = await tx
    .selectFrom('approvalLine')
    .select('id')
    .where(ownedBy(key))
    .where('state', '=', 'queued')
    .where('bounces', '>=', bouncesBeforeNotice)
    .execute();
  await closeNoticesExcept(
    tx,
    key,
    'WriteWaits',
    waiting.map(({ id }) => id),
  );
}

/**
 * The PSA did as it was told. What waited for a first change to prove the connection goes on (architecture.md 9). The
 * caller holds the integration's row lock.
 */
export async function noteProven(
  tx: Tx,
  line: Pick<ApprovalLine, 'tenantId' | 'integrationId' | 'change'>,
  at: Date,
): Promise<void> {
  const before = await noteWriteRight(tx, line, neededRight(line.change.kind), 'proven', at);
  if (before !== 'proven') await notifyAllWriteBacks(tx, line);
}

/**
 * A change that was sent has come to an end which proves nothing: of those that say that they wait for a first change to
 * prove the right that it needed, one goes on (architecture.md 9). One alone, since the others would only wait for it then,
 * and the one that acts the furthest ahead, which does the least harm. Where the right is proven they wait for the first
 * change by their method, and the rows do not say which that is: all go on. The caller holds the integration's row lock.
 */
export async function wakeNextProof(
  tx: Tx,
  { tenantId, integrationId, change }: Pick<ApprovalLine, 'tenantId' | 'integrationId' | 'change'>,
): Promise<void> {
  const column = `${neededRight(change.kind)}Right` as const;
  const { [column]: right } = await tx
    .selectFrom('integration')
    .select(column)
    .where('tenantId', '=', tenantId)
    .where('id', '=', integrationId)
    .executeTakeFirstOrThrow();
  const waiting = await tx
    .selectFrom('approvalLine')
    .select('approvalId')
    .where(ownedBy({ tenantId, integrationId }))
    .where(among('state', ['queued']))
    .where('code', '=', 'WriteProving')
    .orderBy('invoiceDate', 'desc')
    .orderBy('approvedAt')
    .$if(right !== 'proven', (query) => query.where('change', 'in', [...sameRight(change.kind)]).limit(1))
    .execute();
  const approvals = [...new Set(waiting.map(({ approvalId }) => approvalId))];
  await notifyWriteBacks(
    tx,
    approvals.map((approvalId) => ({ tenantId, integrationId, approvalId })),
  );
}

/** A sync has composed everything: what waits for a second one may have it. The caller holds the integration's row lock. */
export async function wakeAfterSync(tx: Tx, key: IntegrationKey): Promise<void> {
  const waiting = await tx
    .selectFrom('approvalLine')
    .select(['tenantId', 'integrationId', 'approvalId'])
    .distinct()
    .where(ownedBy(key))
    .where(among('state', ['queued']))
    .where('code', '=', 'SecondSyncAwaited')
    .execute();
  await notifyWriteBacks(tx, waiting);
}

/** Tells every approval that is under way: one that has just found that it must wait has not said so yet. */
export async function notifyAllWriteBacks(
  tx: Tx,
  key: IntegrationKey,
  requestId: string | null = null,
): Promise<void> {
  const waiting = await tx
    .selectFrom('approvalLine')
    .select(['tenantId', 'integrationId', 'approvalId'])
    .distinct()
    .where(ownedBy(key))
    .where(among('state', liveStates))
    .execute();
  await notifyWriteBacks(tx, waiting, requestId);
}

/** Tells each of these at once: the caller holds their integrations' row locks, for which others wait. */
export const notifyWriteBacks = (
  tx: Tx,
  approvals: readonly ApprovalKey[],
  requestId: string | null = null,
): Promise<unknown> =>
  pipelined(tx, (together) =>
    Promise.all(
      approvals.map((approval) => notifyWriteBack(together, approval, approval.approvalId, requestId)),
    ),
  );
