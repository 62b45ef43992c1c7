import { recordAudit } from '../../db/audit/audit.ts';
import { findingAnswered } from '../../db/audit/finding-answers.ts';
import { type RowAhead, rowsAhead } from '../../db/lists/rows-ahead.ts';
import type { Queryable, Tx } from '../../db/model/database.ts';
import { closeNotices, openDetail } from '../../db/notices/notices.ts';
import { type Rejected, rejected } from '../outcome.ts';
import type { RequestContext } from '../request-context.ts';
import { rowsAheadIn } from './audit-break.ts';

/** Rows ahead of their time that the last housekeeping run found, with their answers. None while no notice is open. */
export async function listRowsAhead(
  db: Queryable,
  tenantId: string,
  now: Date,
): Promise<readonly RowAhead[]> {
  const { rows } = await namedByNotice(db, tenantId);
  return rowsAhead(db, tenantId, rows, now);
}

/**
 * Keeps a person's reason for one row ahead of its time, whose content they saw. With the last answer the notice closes,
 * if it reports nothing else. Null: done, or answered before.
 */
export async function answerFinding(
  tx: Tx,
  { seq, rowHash, reason }: { readonly seq: string; readonly rowHash: string; readonly reason: string },
  by: RequestContext,
): Promise<Rejected | null> {
  const { tenantId, now, actor } = by;
  if (actor.kind !== 'member') return rejected('PersonRequired');
  const [row] = await rowsAhead(tx, tenantId, [seq], now);
  if (row === undefined) return rejected('FindingNotAnswerable');
  if (row.rowHash !== rowHash) return rejected('AuditRowChanged');
  if (row.answer === null)
    await recordAudit(tx, {
      ...by,
      action: findingAnswered,
      objectKind: 'audit-row',
      objectId: seq,
      detail: { seq, rowHash, reason },
    });
  const { rows, isAll } = await namedByNotice(tx, tenantId);
  const all = await rowsAhead(tx, tenantId, rows, now);
  if (isAll && all.every(({ answer }) => answer !== null))
    await closeNotices(tx, { tenantId, integrationId: null }, 'AuditChainBroken');
  return null;
}

async function namedByNotice(db: Queryable, tenantId: string): Promise<ReturnType<typeof rowsAheadIn>> {
  return rowsAheadIn(await openDetail(db, { tenantId, integrationId: null }, 'AuditChainBroken'));
}
