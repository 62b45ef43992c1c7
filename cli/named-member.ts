import { membersKnownAs } from '../db/people/known-by-email.ts';
import { findSignInCandidate } from '../db/people/sign-ins.ts';
import type { Database } from '../db/model/database.ts';
import { message } from '../messages/message.ts';
import { CannotRun } from './command.ts';

export interface NamedMember {
  readonly tenantId: string;
  readonly personId: string;
  /** By which they sign in; of whom only an identity provider knows, that under which their organization does. */
  readonly email: string;
  readonly disabledAt: Date | null;
}

/**
 * Finds whom an email means: the person who signs in by it, or else the one whom their organization knows by it, as the
 * console shows. Throws {@link CannotRun} where it is nobody, or several people.
 */
export async function findNamedMember(db: Database, email: string): Promise<NamedMember> {
  const { person, member } = await findSignInCandidate(db, email, '');
  if (member !== null) return { ...member, email: person?.email ?? member.email };
  const known = await membersKnownAs(db, email);
  const [first] = known;
  if (first === undefined) throw new CannotRun(message('cli.reset-password.unknown', { email }));
  if (known.some(({ personId }) => personId !== first.personId)) {
    const organizations = known.map(({ organization }) => organization);
    throw new CannotRun(message('cli.reset-password.several', { email, organizations }));
  }
  return { ...first, email: first.signInEmail ?? first.email };
}
