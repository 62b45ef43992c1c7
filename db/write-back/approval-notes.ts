import type { Actor, IntegrationKey } from '../../domain/keys.ts';
import { announce } from '../core/commands.ts';
import type { Queryable, Tx } from '../core/database.ts';
import { ownedBy } from '../core/owned-by.ts';

/** A person looked at both values of a conflict and closed it (architecture.md 5). */
export async function noteResolution(
  tx: Tx,
  line: IntegrationKey & { readonly id: string; readonly approvalId: string },
  resolution: { readonly by: Actor; readonly reason: string; readonly at: Date },
): Promise<void> {
  await tx
    .updateTable('approval_line')
    .set({
      resolved_at: resolution.at,
      resolved_by: JSON.stringify(resolution.by),
      resolution: resolution.reason,
    })
    .where('tenant_id', '=', line.tenantId)
    .where('id', '=', line.id)
    .execute();
  await announce(tx, line, 'write-back', line.approvalId);
}

/** Queued lines whose landing condition holds: they would go out now, were nothing in the way. */
export async function queuedDueLines(
  db: Queryable,
  key: IntegrationKey,
): Promise<readonly { readonly approvalId: string; readonly effectPerInvoice: string | null }[]> {
  const rows = await db
    .selectFrom('approval_line')
    .select(['approval_id', 'effect_per_invoice'])
    .where(ownedBy(key))
    .where('state', '=', 'queued')
    .where('due_at', 'is not', null)
    .execute();
  return rows.map((row) => ({ approvalId: row.approval_id, effectPerInvoice: row.effect_per_invoice }));
}
