import type { Queryable } from '../../db/model/database.ts';
import type { Integration } from '../../db/integrations/integrations.ts';
import { type ApprovalLine, unsettledOfOthers } from '../../db/write-back/approval-lines.ts';
import type { Day } from '../../domain/quantity.ts';
import { neededRight } from '../../domain/write-back/write-outcome.ts';
import { changeMessage } from '../../domain/decisions/change-message.ts';
import { type Message, message } from '../../messages/message.ts';

/**
 * A difference has no harmless form, nor has a line that is created or ended: so the first approved change proves the right
 * that it needs, and every other change that needs it waits until the first reads back as expected (architecture.md 9).
 * The first difference of a quantity acts on a day ahead. An end follows from what was invoiced, so its day seldom is: a
 * person confirms each by itself, an administrator (RULES 17) or an approver who reverts a creation (RULES 16). The caller
 * holds the integration's row lock.
 *
 * @param day on which a difference acts; null: the change is none
 * @returns why this change has to wait; null: the right is proven, or this is the change that proves it
 */
export async function waitsForProof(
  db: Queryable,
  integration: Pick<Integration, 'writeRight' | 'createRight' | 'endRight'>,
  line: ApprovalLine,
  { day, today }: { readonly day: Day | null; readonly today: Day },
): Promise<Message | null> {
  if (integration[`${neededRight(line.change.kind)}Right`] === 'proven') return null;
  const first = await firstOfOthers(db, line, null);
  if (first !== null)
    return message(first.inConflict ? 'write-back.proving.conflict' : 'write-back.proving.first', {
      change: first.change,
    });
  if (day === null || day > today || line.change.kind !== 'set-quantity') return null;
  return message('write-back.proving.not-ahead', { day });
}

/**
 * A proof sets the quantity that a line has, so it cannot show that a method stores a new one: the first change does, and
 * every other change by that method waits until it is read back (architecture.md 9). The caller holds the integration's
 * row lock.
 *
 * @param name how the method is called
 * @returns why this change has to wait; null: this is the change that proves the method
 */
export async function waitsForMethod(
  db: Queryable,
  line: ApprovalLine,
  method: string,
  name: Message,
): Promise<Message | null> {
  const first = await firstOfOthers(db, line, method);
  return first === null
    ? null
    : message(first.inConflict ? 'write-back.proving.method-conflict' : 'write-back.proving.method', {
        method: name,
        change: first.change,
      });
}

/** The oldest change of another line that is not settled; null: there is none. */
async function firstOfOthers(db: Queryable, line: ApprovalLine, method: string | null) {
  const [first] = await unsettledOfOthers(db, line, method);
  return first === undefined
    ? null
    : { inConflict: first.state === 'conflict', change: changeMessage(first) };
}
