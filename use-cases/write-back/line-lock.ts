import type { Tx } from '../../db/model/database.ts';
import { type Integration, lockIntegration } from '../../db/integrations/integrations.ts';
import { type ApprovalLine, findApprovalLine, lockApprovalLine } from '../../db/write-back/approval-lines.ts';
import { type Rejected, rejected } from '../outcome.ts';

/** A line as it is named: by its approval and itself. */
export interface LineOfApproval {
  readonly approvalId: string;
  readonly approvalLineId: string;
}

/**
 * The row locks (integration, then the line: architecture.md 5) decide who comes first, a person's command or the
 * writer that is about to send.
 */
export async function lockedLine(
  tx: Tx,
  tenantId: string,
  { approvalId, approvalLineId }: LineOfApproval,
): Promise<{ readonly integration: Integration; readonly line: ApprovalLine } | Rejected> {
  const found = await findApprovalLine(tx, tenantId, approvalLineId);
  if (found === null || found.approvalId !== approvalId) return rejected('NotFound');
  const integration = await lockIntegration(tx, found);
  const line = await lockApprovalLine(tx, tenantId, approvalLineId);
  return integration === null || line === null ? rejected('NotFound') : { integration, line };
}
