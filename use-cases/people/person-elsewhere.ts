import type { Tx } from '../../db/model/database.ts';
import { lockMemberships } from '../../db/people/memberships.ts';
import { findPersonOfMember } from '../../db/people/persons.ts';
import type { RequestContext } from '../request-context.ts';
import { type Rejected, rejected } from '../outcome.ts';

/**
 * An administrator changes how a person signs in only where that opens no other organization: a person who is in another
 * one too, even disabled there, is reset by themselves or by the operator. Null: they are in this one alone.
 */
export async function requireOnlyHere(
  tx: Tx,
  memberId: string,
  { tenantId }: Pick<RequestContext, 'tenantId'>,
): Promise<Rejected | null> {
  const person = await findPersonOfMember(tx, tenantId, memberId);
  if (person === null) return rejected('NotFound');
  const memberships = await lockMemberships(tx, person.id);
  return memberships.some((one) => one.tenantId !== tenantId) ? rejected('PersonElsewhere') : null;
}
