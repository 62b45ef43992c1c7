import type { Request } from 'express';
import type { Actor } from '../../domain/keys.ts';
import { commonRole, type Role } from '../../domain/roles.ts';
import {
  type ConfirmationKind,
  confirmationsOf,
  hasSecondFactor,
  isMoreThanPassword,
  mayAddUnconfirmed,
  type SecondFactor,
  type SignInMethod,
} from '../../domain/sign-ins.ts';
import { unattendedHeader } from '../../contracts/api/session.ts';
import { findApiKeyInUse, touchApiKey } from '../../db/people/api-keys.ts';
import { findSessions, type SessionOfMember, touchSession } from '../../db/people/sessions.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { hashOfKey, isWellFormedKey } from './api-key-format.ts';
import { BatchLoader } from './batch-loader.ts';
import { cookieValue, tokenHash } from './session-cookie.ts';

/** Who sends a request. The tenant comes from here and from nowhere else. */
export interface Caller {
  readonly tenantId: string;
  readonly actor: Actor;
  readonly role: Role;
  /** The least role that may see margins in this tenant. */
  readonly marginRole: Role;
  /** Of a session; null for keys, by which no person signs in. */
  readonly personId: string | null;
  /** By which the person signs in; null: by an identity provider alone. */
  readonly signInEmail: string | null;
  /** The person, or the owner of the key. */
  readonly member: { readonly id: string; readonly email: string; readonly name: string };
  readonly by: 'session' | 'api-key';
  readonly expiresAt: Date | null;
  /** When the session ends for want of use; null for keys. */
  readonly idleEndsAt: Date | null;
  /** A temporary password opened the session: nothing is possible but to set another. */
  readonly passwordChangeRequired: boolean;
  /** The policy asks for a second factor, and the session has none: nothing is possible but to give or to add one. */
  readonly secondFactorRequired: boolean;
  readonly hasSecondFactor: boolean;
  readonly hasPassword: boolean;
  /** How the session was opened; null for keys. */
  readonly method: SignInMethod | null;
  readonly factor: SecondFactor | null;
  /** The identity provider that opened the session. */
  readonly provider: { readonly id: string; readonly name: string } | null;
  /** The one that confirms that it is them; null: none does. */
  readonly confirmProvider: { readonly id: string; readonly name: string } | null;
  /** What confirms that it is them; nothing for keys. */
  readonly confirmWith: readonly ConfirmationKind[];
  /** The person confirmed within minutes that it is them, or the key has the scope for it: what is privileged may be done. */
  readonly mayDoPrivileged: boolean;
  /** They may add a factor without confirming first, since nothing could confirm that it is them. */
  readonly mayAddFactor: boolean;
  /** Of the session, to end it; null for keys. */
  readonly sessionHash: string | null;
}

/** What keeps a caller from what is privileged; null: nothing does. */
export const lacksPrivilege = ({
  mayDoPrivileged,
  by,
}: Caller): 'StepUpRequired' | 'KeyScopeMissing' | null =>
  mayDoPrivileged ? null : by === 'session' ? 'StepUpRequired' : 'KeyScopeMissing';

/** What came of a caller remembers the person, and the key where it was one. */
export const madeBy = ({ member, actor }: Caller) => ({
  createdBy: member.id,
  createdByKey: actor.kind === 'api-key' ? actor.id : null,
});

/** By the hashes of their tokens, as they stand when asked for. */
export type Sessions = BatchLoader<SessionOfMember>;

export const createSessions = ({ db, settings }: ApiDependencies): Sessions =>
  new BatchLoader((hashes) => findSessions(db, hashes, settings.sessionLimits));

const bearer = /^Bearer ([\x21-\x7e]{1,200})$/iu;

/** Null: neither a session in use nor a key in use. A bearer token, where sent, decides alone. */
export async function findCaller(
  deps: ApiDependencies,
  sessions: Sessions,
  cookieName: string,
  request: Request,
): Promise<Caller | null> {
  const authorization = request.headers.authorization;
  if (authorization !== undefined) return callerByKey(deps, bearer.exec(authorization)?.[1] ?? '');
  const token = cookieValue(request.headers.cookie, cookieName);
  return token === null ? null : callerBySession(deps, sessions, token, isUnattended(request));
}

/**
 * Sent by an open page by itself, with nobody at it: it must not keep a session alive. An event stream cannot carry
 * the header, and is never more than that.
 */
const isUnattended = ({ headers }: Request): boolean =>
  headers[unattendedHeader] !== undefined || headers.accept === 'text/event-stream';

async function callerByKey(deps: ApiDependencies, key: string): Promise<Caller | null> {
  // The checksum spares the database what is only mistyped.
  if (!isWellFormedKey(key)) return null;
  const found = await findApiKeyInUse(deps.db, hashOfKey(key));
  if (found === null) return null;
  if (!found.isNoted && deps.disk?.isFull() !== true) await touchApiKey(deps.db, found.tenantId, found.id);
  return {
    tenantId: found.tenantId,
    actor: { kind: 'api-key', id: found.id },
    role: commonRole(found.role, found.owner.role),
    marginRole: found.marginRole,
    personId: null,
    signInEmail: null,
    member: { id: found.owner.id, email: found.owner.email, name: found.owner.name },
    by: 'api-key',
    expiresAt: found.expiresAt,
    idleEndsAt: null,
    passwordChangeRequired: false,
    secondFactorRequired: false,
    hasSecondFactor: false,
    hasPassword: false,
    method: null,
    factor: null,
    provider: null,
    confirmProvider: null,
    confirmWith: [],
    mayDoPrivileged: found.scopes.includes('privileged'),
    mayAddFactor: false,
    sessionHash: null,
  };
}

async function callerBySession(
  deps: ApiDependencies,
  sessions: Sessions,
  token: string,
  unattended: boolean,
): Promise<Caller | null> {
  const hash = tokenHash(token);
  const limits = deps.settings.sessionLimits;
  const found = await sessions.of(hash);
  if (found === null) return null;
  // A disk without space must not keep people from reading.
  const mayNote = !unattended && !found.isNoted && deps.disk?.isFull() !== true;
  const isInUse = mayNote && (await touchSession(deps.db, hash));
  const caller = callerOfSession(deps, found, hash);
  return isInUse ? { ...caller, idleEndsAt: new Date(Date.now() + limits.idleSeconds * 1_000) } : caller;
}

/** The person whose session it is, with what the session may do now. */
export function callerOfSession(
  { settings }: Pick<ApiDependencies, 'settings'>,
  found: SessionOfMember,
  hash: string,
): Caller {
  const person = {
    hasPassword: found.hasPassword,
    hasTotp: found.hasTotp,
    hasPasskey: found.passkeyHosts.length > 0,
    hasUsablePasskey: found.passkeyHosts.includes(new URL(settings.publicUrl).hostname),
  };
  const isStrong = isMoreThanPassword(found);
  const { ssoNeeded } = found;
  const isRecent = found.confirmedAt.getTime() + settings.sessionLimits.stepUpSeconds * 1_000 > Date.now();
  return {
    tenantId: found.tenantId,
    actor: { kind: 'member', id: found.memberId },
    role: found.role,
    marginRole: found.marginRole,
    personId: found.personId,
    signInEmail: found.signInEmail,
    member: { id: found.memberId, email: found.email, name: found.name },
    by: 'session',
    expiresAt: found.expiresAt,
    idleEndsAt: found.idleEndsAt,
    passwordChangeRequired: found.passwordChangeRequired,
    secondFactorRequired: found.needsSecondFactor && !isStrong,
    hasSecondFactor: hasSecondFactor(person),
    hasPassword: found.hasPassword,
    method: found.method,
    factor: found.factor,
    provider: found.provider,
    confirmProvider: ssoNeeded === null ? found.provider : ssoNeeded.provider,
    confirmWith:
      ssoNeeded === null ? confirmationsOf(found, person) : ssoNeeded.provider === null ? [] : ['provider'],
    // A password that was given before the person had a second factor is not enough since.
    mayDoPrivileged: isRecent && (isStrong || ssoNeeded !== null || !hasSecondFactor(person)),
    mayAddFactor: ssoNeeded === null && mayAddUnconfirmed(found, found.providerKind, person),
    sessionHash: hash,
  };
}
