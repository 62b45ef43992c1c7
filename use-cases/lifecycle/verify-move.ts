import { sentences } from '../../messages/message.ts';
import { mappedCompanyIds } from '../../db/mapping/mapped-companies.ts';
import { aboutIntegration, recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import { endMove, keptInstance, noteDifferences, recordsOfMapped } from '../../db/integrations/instances.ts';
import { setWriteBackEnabled } from '../../db/integrations/integrations.ts';
import { closeNotices, keepNotice } from '../../db/notices/notices.ts';
import { onlyGroups } from '../../db/usage/affected-groups.ts';
import { liveApprovalLines } from '../../db/write-back/approval-lines.ts';
import { notifyWriteBack } from '../../db/write-back/approvals.ts';
import { missingRecords } from '../../domain/instances.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { recomposeAffected } from '../composition/recompose-usage.ts';
import { bySystem } from '../request-context.ts';

/**
 * After a complete read at a new address: write-back is on again, where it was, once every mapped company, its agreements
 * and every bound line are there under the same ID and name (RULES 14). What was unmapped meanwhile is not asked for.
 * @param startedAt of the read: one that began before the move proves nothing
 */
export async function verifyMove(
  tx: Tx,
  key: IntegrationKey,
  startedAt: Date | null,
  now: Date,
): Promise<void> {
  const move = (await keptInstance(tx, key, 'psa'))?.move ?? null;
  if (move === null || startedAt === null || startedAt < move.since) return;
  const mapped = await mappedCompanyIds(tx, key);
  const expected = move.expected.filter(({ companyId }) => mapped.has(companyId));
  const differences = missingRecords(expected, await recordsOfMapped(tx, key, move.since));
  const by = bySystem(key, now);
  const missing = sentences(differences);
  if (missing !== null) {
    await noteDifferences(tx, key, differences);
    await keepNotice(tx, key, { code: 'MoveNotProven', subject: 'psa', detail: missing });
    return;
  }
  await endMove(tx, key);
  await closeNotices(tx, key, 'MoveNotProven');
  if (move.wasWriteBackEnabled) await writeAgain(tx, key, now);
  const detail = { records: expected.length, writeBackEnabled: move.wasWriteBackEnabled };
  await recordAudit(tx, { ...by, action: 'integration.move-proven', ...aboutIntegration(key), detail });
}

/** What was approved before goes out now: its workflows look at the rows. */
async function writeAgain(tx: Tx, key: IntegrationKey, now: Date): Promise<void> {
  await setWriteBackEnabled(tx, key, true);
  const waiting = await liveApprovalLines(tx, key);
  for (const approvalId of new Set(waiting.map((line) => line.approvalId)))
    await notifyWriteBack(tx, key, approvalId);
  if (waiting.length > 0)
    await recomposeAffected(tx, key, onlyGroups(waiting.map(({ groupKey }) => groupKey)), now);
}
