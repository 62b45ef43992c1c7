import type { Queryable } from '../../db/model/database.ts';
import type { Integration } from '../../db/integrations/integrations.ts';
import { type ApprovalLine, unsettledOfOthers } from '../../db/write-back/approval-lines.ts';
import type { Day } from '../../domain/quantity.ts';
import { changeMessage } from '../../domain/write-back/change-message.ts';
import { type Message, message } from '../../messages/message.ts';

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
): Promise<Message | null> {
  if (writeRight === 'proven') return null;
  const first = await firstOfOthers(db, line, null);
  if (first !== null)
    return message(first.inConflict ? 'write-back.proving.conflict' : 'write-back.proving.first', {
      change: first.change,
    });
  return day > today ? null : message('write-back.proving.not-ahead', { day });
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
