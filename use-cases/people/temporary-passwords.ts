import { dayMs } from '../../domain/calendar.ts';
import { signIns } from '../../domain/defaults.ts';
import { tourEmail } from '../../domain/sign-ins.ts';
import type { Tx } from '../../db/model/database.ts';
import { acceptInvitation, openInvitations } from '../../db/people/invitations.ts';
import {
  endSessionsOfPerson,
  lockMemberships,
  type Membership,
  membershipsOf,
} from '../../db/people/memberships.ts';
import { createFirstAdministrator } from '../../db/people/people.ts';
import { giveEmail, setPassword } from '../../db/people/persons.ts';
import { removeFactors } from '../../db/people/remove-factors.ts';
import { type Rejected, rejected } from '../outcome.ts';
import type { RequestContext } from '../request-context.ts';
import { auditOfPerson } from './audit-of-person.ts';
import { noteFactorsReset } from './factors-reset.ts';

/** When a temporary password that is made now ends. */
export const temporaryUntil = (): Date => new Date(Date.now() + signIns.temporaryPasswordDays * dayMs);

interface ResetOptions {
  /** What they sign in with besides the password is removed too. */
  readonly factors?: boolean;
  /** The temporary password signs in once, also where single sign-on is required. */
  readonly byOperator?: boolean;
  /** Open invitations are accepted for a person who cannot sign in to accept them. */
  readonly joins?: boolean;
}

interface PasswordReset {
  readonly until: Date;
  readonly memberships: readonly Membership[];
  readonly hadFactors: boolean;
}

/**
 * {@link resetPassword} by the operator on the machine. A member whom only an identity provider knows signs in by the
 * email of their organization from then on, unless it is another person's.
 */
export async function resetByOperator(
  tx: Tx,
  { personId, email }: { readonly personId: string; readonly email: string },
  passwordHash: string,
  by: Omit<RequestContext, 'tenantId'>,
  options: Pick<ResetOptions, 'factors' | 'joins'>,
): Promise<PasswordReset | Rejected> {
  await lockMemberships(tx, personId);
  if (!(await giveEmail(tx, personId, email))) return rejected('EmailTaken');
  return resetPassword(tx, personId, passwordHash, by, { ...options, byOperator: true });
}

/**
 * Gives a person a temporary password in place of the present one: their sessions end in every organization, keys go on.
 * Audited in each.
 */
export async function resetPassword(
  tx: Tx,
  personId: string,
  passwordHash: string,
  by: Omit<RequestContext, 'tenantId'>,
  { factors = false, byOperator = false, joins = false }: ResetOptions = {},
): Promise<PasswordReset> {
  const until = temporaryUntil();
  await lockMemberships(tx, personId);
  const accepted: string[] = [];
  for (const invitation of joins ? await openInvitations(tx, personId) : [])
    if (await acceptInvitation(tx, invitation)) accepted.push(invitation.memberId);
  const memberships = await membershipsOf(tx, personId);
  const joined = memberships.filter(({ memberId }) => accepted.includes(memberId));
  await auditOfPerson(tx, joined, 'member.joined', by);
  await setPassword(tx, personId, passwordHash, until, byOperator);
  const hadFactors = factors && (await removeFactors(tx, personId));
  await endSessionsOfPerson(tx, personId, null);
  await auditOfPerson(tx, memberships, 'member.password-reset', by);
  if (hadFactors) await noteFactorsReset(tx, memberships, by);
  return { until, memberships, hadFactors };
}

/**
 * While nobody has ever signed in: the first administrator, made where nobody is there yet, gets this temporary password.
 * Gives their email; null: somebody has.
 */
export async function giveFirstPassword(
  tx: Tx,
  first: Parameters<typeof createFirstAdministrator>[1],
): Promise<string | null> {
  const { kind, tenantId } = await createFirstAdministrator(tx, {
    ...first,
    temporaryUntil: temporaryUntil(),
  });
  if (kind === 'created') return first.email;
  const members = await tx
    .selectFrom('member')
    .innerJoin('person', 'person.id', 'member.personId')
    .select([
      'person.id as personId',
      'member.email',
      'member.role',
      'member.disabledAt',
      'person.signedInAt',
    ])
    .where('member.tenantId', '=', tenantId)
    .where('member.email', '<>', tourEmail)
    .orderBy('member.createdAt')
    .orderBy('member.id')
    .execute();
  const administrator = members.find((member) => member.role === 'admin' && member.disabledAt === null);
  if (administrator === undefined || members.some((member) => member.signedInAt !== null)) return null;
  await setPassword(tx, administrator.personId, first.passwordHash, temporaryUntil());
  return administrator.email;
}
