import { sql } from 'kysely';
import { systemActor } from '../../domain/keys.ts';
import { tellWriteBack } from '../../db/write-back/approvals.ts';
import { liveStates } from '../../domain/write-back/approval.ts';
import { aboutIntegration, recordAudit } from '../../db/audit/audit.ts';
import type { Database, Queryable, Tx } from '../../db/core/database.ts';
import { among } from '../../db/core/one-of.ts';
import { lockIntegrations } from '../../db/core/integrations.ts';
import { closeNotices, raiseNotice } from '../../db/notices/notices.ts';

export interface WriteStop {
  readonly since: Date;
  readonly reason: string;
}

/** Null: writing is not stopped. */
export async function writeStop(db: Queryable): Promise<WriteStop | null> {
  const row = await db
    .selectFrom('installation')
    .select(['write_stop_since', 'write_stop_reason'])
    .executeTakeFirst();
  return row === undefined || row.write_stop_since === null
    ? null
    : { since: row.write_stop_since, reason: row.write_stop_reason ?? '' };
}

/** Why writing stops where a workflow is closed and its rows are not at their end (architecture.md 4). */
export const endedWithChangesOpen = (approvalIds: readonly string[]): string =>
  `the workflow of approval ${approvalIds.join(', ')} had ended with changes open`;

interface LiveApproval {
  readonly tenant_id: string;
  readonly integration_id: string;
  readonly approval_id: string;
}

/** Approvals of every tenant with lines that have not reached an end. */
async function liveApprovals(db: Queryable): Promise<readonly LiveApproval[]> {
  const { rows } = await sql<LiveApproval>`
    select distinct tenant_id, integration_id, approval_id from approval_line
    where state in ('queued', 'sending', 'unknown')`.execute(db);
  return rows;
}

/**
 * Rows and Temporal do not agree: nothing is sent until every live approval was read again in the PSA (architecture.md
 * 4), and of these only lines that nobody touched since they were approved. A further cause while writing stands still
 * begins it anew.
 */
export async function stopWrites(db: Database, reason: string, now: Date): Promise<void> {
  await db.transaction().execute((tx) => stopWritesIn(tx, reason, now));
}

/** The same in a transaction of the caller, which holds no other row yet. */
export async function stopWritesIn(tx: Tx, reason: string, now: Date): Promise<void> {
  await tx
    .updateTable('installation')
    .set({ write_stop: true, write_stop_reason: reason, write_stop_since: now })
    .execute();
  await lockIntegrations(tx, null);
  // What was sent may have been more than the rows say.
  await tx
    .updateTable('approval_line')
    .set({ must_be_untouched: true })
    .where(among('state', liveStates))
    .execute();
  const affected = await liveApprovals(tx);
  for (const approval of affected) await tellWriteBack(tx, keyOf(approval), approval.approval_id);
  for (const key of integrationsOf(affected)) {
    await raiseNotice(tx, key, { code: 'WriteStopped', subject: 'writes', detail: reason });
    await audit(tx, key, 'writes.stopped', reason);
  }
}

/** Lifts the stop once every live line was read again after it began. Returns whether writing is free now. */
export async function liftWriteStop(db: Database): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const installation = await tx
      .selectFrom('installation')
      .select('write_stop_since')
      .forUpdate()
      .executeTakeFirst();
    const since = installation?.write_stop_since ?? null;
    if (since === null) return true;
    if (await someUnreadSince(tx, since)) return false;
    await lockIntegrations(tx, null);
    // One more may have been approved before its integration was locked.
    if (await someUnreadSince(tx, since)) return false;
    await tx
      .updateTable('installation')
      .set({ write_stop: false, write_stop_reason: null, write_stop_since: null })
      .execute();
    const live = await liveApprovals(tx);
    for (const approval of live) await tellWriteBack(tx, keyOf(approval), approval.approval_id);
    const stopped = await tx
      .selectFrom('notice')
      .select(['tenant_id', 'integration_id'])
      .where('code', '=', 'WriteStopped')
      .where('state', '=', 'open')
      .execute();
    for (const { tenant_id, integration_id } of stopped) {
      if (integration_id === null) continue;
      const key = { tenantId: tenant_id, integrationId: integration_id };
      await closeNotices(tx, key, 'WriteStopped');
      await audit(tx, key, 'writes.resumed', 'every live approval was read again');
    }
    return true;
  });
}

/** Is a live line that was not read again since then? */
async function someUnreadSince(db: Queryable, since: Date): Promise<boolean> {
  const unread = await db
    .selectFrom('approval_line')
    .select('id')
    .where(among('state', liveStates))
    .where((eb) => eb.or([eb('reread_at', 'is', null), eb('reread_at', '<', since)]))
    .limit(1)
    .executeTakeFirst();
  return unread !== undefined;
}

const keyOf = ({ tenant_id, integration_id }: LiveApproval) => ({
  tenantId: tenant_id,
  integrationId: integration_id,
});

function integrationsOf(approvals: readonly LiveApproval[]) {
  const byId = new Map(approvals.map((approval) => [approval.integration_id, keyOf(approval)]));
  return [...byId.values()];
}

async function audit(tx: Tx, key: ReturnType<typeof keyOf>, action: string, reason: string): Promise<void> {
  await recordAudit(tx, {
    tenantId: key.tenantId,
    actor: systemActor,
    action,
    ...aboutIntegration(key),
    detail: { reason },
  });
}
