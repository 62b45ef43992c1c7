import type { Queryable } from '../../db/core/database.ts';
import type { Integration } from '../../db/core/integrations.ts';
import { type ApprovalLine, unsettledOfOthers } from '../../db/write-back/approval-lines.ts';
import type { Day } from '../../domain/quantity.ts';
import { namedChange } from '../../domain/write-back/stamp.ts';

/**
 * A difference has no harmless form, so the first approved change proves a connection that writes them: it acts on a day
 * ahead, and every other one waits until it reads back as expected (architecture.md 9). The caller holds the integration's
 * row lock.
 *
 * @returns why this change has to wait; null: the connection is proven, or this is the change that proves it
 */
export async function waitsForProof(
  db: Queryable,
  { writeRight }: Pick<Integration, 'writeRight'>,
  line: ApprovalLine,
  { day, today }: { readonly day: Day; readonly today: Day },
): Promise<string | null> {
  if (writeRight === 'proven') return null;
  const [first] = await unsettledOfOthers(db, line);
  if (first !== undefined) {
    const change = namedChange(first);
    return first.state === 'conflict'
      ? `the first change of this connection, ${change}, ended in a conflict: somebody resolves it before another one is sent`
      : `the first change of this connection, ${change}, is read back first`;
  }
  return day > today
    ? null
    : `the first change of a connection acts on a day ahead, and this one acts from ${day} on`;
}
