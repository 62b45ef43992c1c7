import type { Queryable } from '../../db/model/database.ts';
import type { Integration } from '../../db/integrations/integrations.ts';
import { type ApprovalLine, unsettledOfOthers } from '../../db/write-back/approval-lines.ts';
import type { Day } from '../../domain/quantity.ts';
import { namedChange } from '../../domain/write-back/snapshot.ts';

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
  const first = await waitsForFirst(db, line, 'the first change of this connection', null);
  if (first !== null || day > today) return first;
  return `the first change of a connection acts on a day ahead, and this one acts from ${day} on`;
}

/**
 * A proof sets the quantity that a line has, so it cannot show that a method stores a new one: the first change does, and
 * every other change by that method waits until it is read back (architecture.md 9). The caller holds the integration's
 * row lock.
 *
 * @param name how the method is called
 * @returns why this change has to wait; null: this is the change that proves the method
 */
export const waitsForMethod = (
  db: Queryable,
  line: ApprovalLine,
  method: string,
  name: string,
): Promise<string | null> => waitsForFirst(db, line, `the first change by “${name}”`, method);

async function waitsForFirst(
  db: Queryable,
  line: ApprovalLine,
  what: string,
  method: string | null,
): Promise<string | null> {
  const [first] = await unsettledOfOthers(db, line, method);
  if (first === undefined) return null;
  const change = namedChange(first);
  return first.state === 'conflict'
    ? `${what}, ${change}, ended in a conflict: a person resolves it before another one is sent`
    : `${what}, ${change}, is read back first`;
}
