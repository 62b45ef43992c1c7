import type { ApprovalLine } from '../../db/write-back/approval-lines.ts';
import { storedUsageLines } from '../../db/usage/usage-lines.ts';
import type { Queryable } from '../../db/model/database.ts';
import { withStaying } from '../../domain/comparison/billing-groups.ts';
import { isSaidTwice } from '../../domain/usage/kind-since.ts';
import { message } from '../../messages/message.ts';
import type { WritingSettings } from '../runtime/dependencies.ts';
import { type Blocked, blocked, notReadCompletely } from './line-work.ts';

type Apart = Pick<WritingSettings, 'createApartMs' | 'endApartMs'>;

/**
 * A line is created or ended once two syncs, and all between them, said the same of the customer (RULES 16, 17); of a
 * duplicate, also of the lines that stay. By the rows alone: the PSA is not asked before. Taking such a change back follows
 * no count.
 *
 * @returns why the change has to wait; null: it may be sent
 */
export async function waitsForSecondSync(
  db: Queryable,
  line: ApprovalLine,
  { createApartMs, endApartMs }: Apart,
): Promise<Blocked | null> {
  if (line.decision !== 'create' && line.decision !== 'end') return null;
  // Composing ends the approval of one that is missing.
  const usages = await storedUsageLines(db, line, withStaying(line.groupKey));
  const apartMs = line.decision === 'create' ? createApartMs : endApartMs;
  const waiting = usages.filter((usage) => !isSaidTwice(usage, apartMs));
  if (waiting.length === 0) return null;
  const since = waiting.flatMap(({ kindSince }) => (kindSince === null ? [] : [Date.parse(kindSince)]));
  if (since.length < waiting.length) return blocked('LineNotRead', notReadCompletely, { scope: 'line' });
  const from = new Date(Math.max(...since) + apartMs).toISOString();
  return blocked('SecondSyncAwaited', message('write-back.blocked.second-sync', { from }), { scope: 'line' });
}
