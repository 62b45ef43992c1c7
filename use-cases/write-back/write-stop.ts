import { type Message, message } from '../../messages/message.ts';
import { messageToStore, storedMessage } from '../../messages/stored.ts';
import { sql } from 'kysely';
import { type IntegrationKey, systemActor } from '../../domain/keys.ts';
import { type ApprovalKey, notifyWriteBacks } from '../../db/write-back/wake-ups.ts';
import { liveStates } from '../../domain/decisions/approval.ts';
import { aboutIntegration, recordAudit } from '../../db/audit/audit.ts';
import type { Database, Queryable, Tx } from '../../db/model/database.ts';
import { among } from '../../db/driver/one-of.ts';
import { lockIntegrations } from '../../db/integrations/integrations.ts';
import { closeNotices, raiseNotice } from '../../db/notices/notices.ts';

export interface WriteStop {
  readonly since: Date;
  readonly reason: Message;
}

/** Null: writing is not stopped. */
export async function writeStop(db: Queryable): Promise<WriteStop | null> {
  const row = await db
    .selectFrom('installation')
    .select(['writeStopSince', 'writeStopReason'])
    .executeTakeFirst();
  return row === undefined || row.writeStopSince === null
    ? null
    : {
        since: row.writeStopSince,
        reason: storedMessage(row.writeStopReason) ?? message('error.WriteStopped'),
      };
}

/** Why writing stops where a workflow is closed and its rows are not at their end (architecture.md 4). */
export const endedWithChangesOpen = (approvals: readonly string[]): Message =>
  message('write-back.stopped.workflow-ended', { approvals });

/** Approvals of every tenant with lines that have not reached an end. */
async function liveApprovals(db: Queryable): Promise<readonly ApprovalKey[]> {
  const { rows } = await sql<ApprovalKey>`
    select distinct tenant_id, integration_id, approval_id from approval_line
    where ${among('state', liveStates)}`.execute(db);
  return rows;
}

/**
 * Rows and Temporal do not agree: nothing is sent until every live approval was read again in the PSA (architecture.md
 * 4), and of these only lines that nobody touched since they were approved. A further cause while writing stands still
 * restarts it.
 */
export async function stopWrites(db: Database, reason: Message, now: Date): Promise<void> {
  await db.transaction().execute((tx) => stopWritesIn(tx, reason, now));
}

/** The same in a transaction of the caller, which holds no other row yet. */
export async function stopWritesIn(tx: Tx, reason: Message, now: Date): Promise<void> {
  await tx
    .updateTable('installation')
    .set({ writeStop: true, writeStopReason: messageToStore(reason), writeStopSince: now })
    .execute();
  await lockIntegrations(tx, null);
  // What was sent may have been more than the rows say, and than anybody knew who read of a doubt before.
  await tx
    .updateTable('approvalLine')
    .set({ mustBeUntouched: true, code: sql<string | null>`nullif(code, 'CreationInDoubt')` })
    .where(among('state', liveStates))
    .execute();
  const affected = await liveApprovals(tx);
  await notifyWriteBacks(tx, affected);
  for (const key of integrationsOf(affected)) {
    await raiseNotice(tx, key, { code: 'WriteStopped', subject: 'writes', detail: reason });
    await audit(tx, key, 'writes.stopped', reason);
  }
}

/**
 * Lifts the stop once every live line was read again after it began and no approval that was not signed awaits an
 * administrator. Returns whether writing is free now.
 */
export async function liftWriteStop(db: Database): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const installation = await tx
      .selectFrom('installation')
      .select('writeStopSince')
      .forUpdate()
      .executeTakeFirst();
    const since = installation?.writeStopSince ?? null;
    if (since === null) return true;
    if (await awaitsAdministrator(tx)) return false;
    if (await someUnreadSince(tx, since)) return false;
    await lockIntegrations(tx, null);
    // One more may have been approved before its integration was locked.
    if (await someUnreadSince(tx, since)) return false;
    await tx
      .updateTable('installation')
      .set({ writeStop: false, writeStopReason: null, writeStopSince: null })
      .execute();
    const live = await liveApprovals(tx);
    await notifyWriteBacks(tx, live);
    const stopped = await tx
      .selectFrom('notice')
      .select(['tenantId', 'integrationId'])
      .where('code', '=', 'WriteStopped')
      .where('state', '=', 'open')
      .execute();
    for (const { tenantId, integrationId } of stopped) {
      if (integrationId === null) continue;
      const key = { tenantId, integrationId };
      await closeNotices(tx, key, 'WriteStopped');
      await audit(tx, key, 'writes.resumed', null);
    }
    return true;
  });
}

/** Whether a change that nobody approved was found, and no administrator has acknowledged that yet. */
async function awaitsAdministrator(db: Queryable): Promise<boolean> {
  const notice = await db
    .selectFrom('notice')
    .select('id')
    .where('code', '=', 'ApprovalNotSigned')
    .where('state', '=', 'open')
    .limit(1)
    .executeTakeFirst();
  return notice !== undefined;
}

/** Is a live line that was not read again since then? */
async function someUnreadSince(db: Queryable, since: Date): Promise<boolean> {
  const unread = await db
    .selectFrom('approvalLine')
    .select('id')
    .where(among('state', liveStates))
    .where((eb) => eb.or([eb('rereadAt', 'is', null), eb('rereadAt', '<', since)]))
    .limit(1)
    .executeTakeFirst();
  return unread !== undefined;
}

const integrationsOf = (approvals: readonly ApprovalKey[]): readonly IntegrationKey[] => [
  ...new Map(approvals.map((approval) => [approval.integrationId, approval])).values(),
];

async function audit(
  tx: Tx,
  key: IntegrationKey,
  action: 'writes.stopped' | 'writes.resumed',
  reason: Message | null,
): Promise<void> {
  await recordAudit(tx, {
    tenantId: key.tenantId,
    actor: systemActor,
    action,
    ...aboutIntegration(key),
    ...(reason === null ? {} : { detail: { reason } }),
  });
}
