import {
  isTwoFactor,
  type SecondFactor,
  type SessionOpening,
  type SignInRejections,
} from '../../domain/sign-ins.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import { mayBypassSso, noteLocalSignIn } from '../../db/people/break-glass.ts';
import { endSessionsOfPerson, lockMemberships } from '../../db/people/memberships.ts';
import { findMember, type Member } from '../../db/people/people.ts';
import {
  findPersonOfMember,
  noteSignInWithoutPassword,
  noteUseOfPassword,
  setPassword,
} from '../../db/people/persons.ts';
import {
  createSession,
  endSession,
  endSessionById,
  endSessionsOf,
  forgetEndedSessions,
  noteConfirmation,
  type OpeningProvider,
} from '../../db/people/sessions.ts';
import { noteSignIn } from '../../db/people/sign-ins.ts';
import type { RequestContext } from '../request-context.ts';
import { type Rejected, rejected } from '../outcome.ts';
import { noteBreakGlass } from './break-glass.ts';
import { asMember, auditOfPerson } from './audit-of-person.ts';

interface NewSession {
  readonly tokenHash: string;
  readonly expiresAt: Date;
  readonly address: string;
  readonly network: string;
  readonly device: string;
}

interface Started {
  /** A temporary password opened it: nothing is possible but to set another. */
  readonly isOneTime: boolean;
  /** What was rejected since the last that fitted; null: nothing. */
  readonly rejectedBefore: SignInRejections | null;
}

/** What opens a session. */
export type Opening = SessionOpening & {
  /** `isFresh`: the person proved to it who they are after they were sent there, not some time before. */
  readonly provider?: OpeningProvider & { readonly isFresh: boolean };
};

const ofMember = (id: string) => ({ objectKind: 'member' as const, objectId: id });

/** Of a person who has proven who they are. What a recovery code or a silent answer of a provider opens is not confirmed. */
export async function startSession(
  tx: Tx,
  member: Member,
  { network, ...session }: NewSession,
  opening: Opening,
  by: RequestContext,
): Promise<Started | Rejected> {
  await forgetEndedSessions(tx);
  if (opening.method !== 'provider' && !(await mayBypassSso(tx, member, opening.method)))
    return rejected('SsoRequired');
  const memberships = await lockMemberships(tx, member.personId);
  const own = memberships.find(({ memberId }) => memberId === member.id);
  if (own === undefined || own.disabledAt !== null)
    return rejected(opening.method === 'provider' ? 'MembershipDisabled' : 'SignInRejected');
  const { isOneTime, opens } =
    opening.method === 'password'
      ? await noteUseOfPassword(tx, member.personId)
      : await noteSignInWithoutPassword(tx, member.personId);
  if (!opens) return rejected('TemporaryPasswordExpired');
  // A provider vouches for one organization only: its word neither lifts limits nor resets what was rejected.
  const rejectedBefore = opening.method === 'provider' ? null : await noteSignIn(tx, member, network);
  if (isTwoFactor(opening)) await noteLocalSignIn(tx, member);
  const isConfirmed =
    opening.method === 'provider' ? opening.provider?.isFresh === true : opening.factor !== 'recovery-code';
  await createSession(tx, {
    tenantId: by.tenantId,
    memberId: member.id,
    ...session,
    ...opening,
    isConfirmed,
  });
  const detail = { method: opening.method, factor: opening.factor };
  await recordAudit(tx, { ...by, action: 'session.started', ...ofMember(member.id), detail });
  await noteBreakGlass(tx, member.id, by);
  return { isOneTime, rejectedBefore };
}

export async function signOut(
  tx: Tx,
  memberId: string,
  sessionHash: string,
  by: RequestContext,
): Promise<void> {
  await endSession(tx, sessionHash);
  await recordAudit(tx, { ...by, action: 'session.ended', ...ofMember(memberId) });
}

/** One of the own sessions; null: done. */
export async function endOwnSession(
  tx: Tx,
  memberId: string,
  sessionId: string,
  by: RequestContext,
): Promise<Rejected | null> {
  if (!(await endSessionById(tx, by.tenantId, memberId, sessionId))) return rejected('NotFound');
  await auditEnded(tx, memberId, 1, by);
  return null;
}

/** All sessions of a member but one. Returns how many. */
export async function endSessions(
  tx: Tx,
  memberId: string,
  except: string | null,
  by: RequestContext,
): Promise<number | Rejected> {
  if ((await findMember(tx, by.tenantId, memberId)) === null) return rejected('NotFound');
  const ended = await endSessionsOf(tx, by.tenantId, memberId, except);
  if (ended > 0) await auditEnded(tx, memberId, ended, by);
  return ended;
}

const auditEnded = (tx: Tx, memberId: string, sessions: number, by: RequestContext): Promise<void> =>
  recordAudit(tx, { ...by, action: 'member.sessions-ended', ...ofMember(memberId), detail: { sessions } });

/**
 * Changes the password and signs out all other sessions of the person, in every organization. `confirms`: the former
 * password was enough to confirm that it is them.
 */
export async function changeOwnPassword(
  tx: Tx,
  memberId: string,
  passwordHash: string,
  { sessionHash, confirms }: { readonly sessionHash: string | null; readonly confirms: boolean },
  by: RequestContext,
): Promise<void> {
  const person = await findPersonOfMember(tx, by.tenantId, memberId);
  if (person === null) throw new Error('a session without a member');
  const memberships = await lockMemberships(tx, person.id);
  await setPassword(tx, person.id, passwordHash);
  await endSessionsOfPerson(tx, person.id, sessionHash);
  if (sessionHash !== null && confirms) await noteConfirmation(tx, sessionHash);
  await auditOfPerson(tx, memberships, 'member.password-changed', asMember(by));
}

/** The person confirmed that it is them, by a factor that the session then has: what is privileged may be done for minutes. */
export async function stepUp(
  tx: Tx,
  memberId: string,
  session: { readonly hash: string; readonly factor: SecondFactor | null },
  by: RequestContext,
): Promise<void> {
  await noteConfirmation(tx, session.hash, session.factor);
  const detail = { factor: session.factor };
  await recordAudit(tx, { ...by, action: 'session.stepped-up', ...ofMember(memberId), detail });
}
