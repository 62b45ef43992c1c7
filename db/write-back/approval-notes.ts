import type { Actor, IntegrationKey } from '../../domain/keys.ts';
import type { ChangeKind } from '../../domain/decisions/change.ts';
import type { CappedChange } from '../../domain/write-back/daily-cap.ts';
import { announce } from '../integrations/commands.ts';
import type { Queryable, Tx } from '../model/database.ts';
import { ownedBy } from '../model/owned-by.ts';

/** A person looked at both values of a conflict and closed it (architecture.md 5). */
export async function noteResolution(
  tx: Tx,
  line: IntegrationKey & { readonly id: string; readonly approvalId: string },
  resolution: { readonly by: Actor; readonly reason: string; readonly at: Date },
): Promise<void> {
  await tx
    .updateTable('approvalLine')
    .set({
      resolvedAt: resolution.at,
      resolvedBy: JSON.stringify(resolution.by),
      resolution: resolution.reason,
    })
    .where('tenantId', '=', line.tenantId)
    .where('id', '=', line.id)
    .execute();
  await announce(tx, line, 'write-back', line.approvalId);
}

/** Queued lines whose billing target condition holds: they would go out now, were nothing in the way. */
export async function queuedDueLines(
  db: Queryable,
  key: IntegrationKey,
): Promise<readonly (CappedChange & { readonly approvalId: string; readonly change: ChangeKind })[]> {
  const rows = await db
    .selectFrom('approvalLine')
    .select(['approvalId', 'change', 'effectPerInvoice', 'currency'])
    .where(ownedBy(key))
    .where('state', '=', 'queued')
    .where('dueAt', 'is not', null)
    .execute();
  return rows;
}
