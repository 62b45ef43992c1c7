import { message } from '../../messages/message.ts';
import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { Database } from '../model/database.ts';
import { closeNotices, keepNotice } from '../notices/notices.ts';

/** A word for one approval's workflow that nobody took to Temporal yet. */
export interface OutboxRow extends IntegrationKey {
  readonly id: string;
  readonly approvalId: string;
  /** Of the request that caused it, else of the one that approved; null: Seatwise did both by itself. */
  readonly requestId: string | null;
  /** How often Temporal rejected it. */
  readonly attempts: number;
}

/** A row that was taken and not concluded, by a process that died, is taken again after this. */
const leaseMs = 30_000;

/** Rejected so often, a person is told. */
const rejectionsBeforeNotice = 3;

const firstWaitMs = 5_000;
const longestWaitMs = 5 * 60_000;

/** Takes rows whose time has come, the oldest first; another worker does not get them meanwhile. */
export async function takeOutbox(db: Database, most: number): Promise<readonly OutboxRow[]> {
  const { rows } = await sql<{
    id: string;
    tenantId: string;
    integrationId: string;
    approvalId: string;
    requestId: string | null;
    attempts: number;
  }>`
    update outbox set next_attempt_at = now() + ${leaseMs} * interval '1 millisecond' where id in (
      select id from outbox where relayed_at is null and next_attempt_at <= now()
      order by next_attempt_at, created_at limit ${most} for update skip locked)
    returning id, tenant_id, integration_id, approval_id, attempts,
      coalesce(request_id, (
        select a.request_id from approval a where a.tenant_id = outbox.tenant_id and a.id = outbox.approval_id
      )) as request_id`.execute(db);
  return rows;
}

/** Temporal took the word; what was said of its rejecting it before is over. */
export async function noteRelayed(db: Database, rows: readonly OutboxRow[]): Promise<void> {
  if (rows.length === 0) return;
  await db.transaction().execute(async (tx) => {
    await tx
      .updateTable('outbox')
      .set({ relayedAt: new Date() })
      .where(
        'id',
        'in',
        rows.map(({ id }) => id),
      )
      .execute();
    for (const row of rows)
      if (row.attempts >= rejectionsBeforeNotice)
        await closeNotices(tx, row, 'ApprovalNotTaken', row.approvalId);
  });
}

/** Nobody listened: the rows wait for the next turn, and nothing is counted against them. */
export async function giveBackOutbox(db: Database, rows: readonly OutboxRow[]): Promise<void> {
  if (rows.length === 0) return;
  await db
    .updateTable('outbox')
    .set({ nextAttemptAt: new Date() })
    .where(
      'id',
      'in',
      rows.map(({ id }) => id),
    )
    .where('relayedAt', 'is', null)
    .execute();
}

/** Temporal rejected this one: it is tried again after a wait that grows, and from the third time on a person knows. */
export async function noteRejected(db: Database, row: OutboxRow, detail: string): Promise<void> {
  const attempts = row.attempts + 1;
  const waitMs = Math.min(firstWaitMs * 2 ** row.attempts, longestWaitMs);
  await db.transaction().execute(async (tx) => {
    await tx
      .updateTable('outbox')
      .set({ attempts, nextAttemptAt: new Date(Date.now() + waitMs) })
      .where('tenantId', '=', row.tenantId)
      .where('id', '=', row.id)
      .execute();
    if (attempts >= rejectionsBeforeNotice)
      await keepNotice(tx, row, {
        code: 'ApprovalNotTaken',
        subject: row.approvalId,
        detail: message('notices.approval-rejected', { attempts, error: detail.slice(0, 300) }),
      });
  });
}
