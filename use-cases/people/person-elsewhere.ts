import type { Tx } from '../../db/model/database.ts';
import { lockMemberships } from '../../db/people/memberships.ts';
import { findPersonOfMember } from '../../db/people/persons.ts';
import type { RequestContext } from '../request-context.ts';
import { type Rejected, rejected } from '../outcome.ts';

/** Where a person is whose sign-in an administrator may change. */
interface OnlyHere {
  /** They have not accepted the invitation yet. Nobody here is to learn that they exist. */
  readonly isWaiting: boolean;
}

/**
 * An administrator changes how a person signs in only where that opens no other organization: a person who is in another
 * one too, even disabled there, is reset by themselves or by the operator. Locks the memberships.
 */
export async function requireOnlyHere(
  tx: Tx,
  memberId: string,
  { tenantId }: Pick<RequestContext, 'tenantId'>,
): Promise<OnlyHere | Rejected> {
  const person = await findPersonOfMember(tx, tenantId, memberId);
  if (person === null) return rejected('NotFound');
  const memberships = await lockMemberships(tx, person.id);
  if (!memberships.some((one) => one.memberId === memberId)) return { isWaiting: true };
  return memberships.some((one) => one.tenantId !== tenantId)
    ? rejected('PersonElsewhere')
    : { isWaiting: false };
}
