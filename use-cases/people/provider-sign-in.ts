import type { ErrorCode } from '../../contracts/errors.ts';
import { systemActor } from '../../domain/keys.ts';
import type { GivenRole, ProviderIdentity } from '../../domain/provider-identity.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import type { Database, Tx } from '../../db/model/database.ts';
import { raiseNotice } from '../../db/notices/notices.ts';
import { ssoStanding } from '../../db/people/break-glass.ts';
import {
  createIdentity,
  createMemberOfProvider,
  findIdentity,
  followEmail,
  isConnected,
  isMembersEmail,
  noteIdentityUse,
  removeIdentity,
  setRoleFrom,
} from '../../db/people/external-identities.ts';
import { findProvider, lockProviders, type StoredProvider } from '../../db/people/identity-providers.ts';
import { lockMemberships } from '../../db/people/memberships.ts';
import { findPersonOfMember } from '../../db/people/persons.ts';
import { findMember, type Member } from '../../db/people/people.ts';
import { message } from '../../messages/message.ts';
import { isRejected, type Rejected, rejected } from '../outcome.ts';
import type { RequestContext } from '../request-context.ts';
import { applyEdit } from './members.ts';
import { noteAdministratorFromProvider } from './new-administrators.ts';

/** A person's verified claims from a provider. */
export interface Said {
  readonly identity: ProviderIdentity;
  readonly role: GivenRole;
}

interface Recognized {
  readonly member: Member;
  readonly identityId: string;
}

/**
 * Finds the member by identity alone, or creates one. Name, email, and role follow the provider. An email never leads to
 * an existing member: whoever has it there may have set it themselves.
 */
export async function recognize(
  tx: Tx,
  provider: StoredProvider,
  { identity, role: given }: Said,
  by: RequestContext,
): Promise<Recognized | Rejected> {
  const { tenantId } = provider;
  if (given.kind === 'too-many') return rejected('TooManyGroups');
  if (!(await isUnchanged(tx, provider))) return rejected('SsoExpired');
  const key = { tenantId, providerId: provider.id, subject: identity.subject };
  const known = await findIdentity(tx, key);
  if (known === null) {
    if (given.kind === 'none') return rejected('NoRoleFromProvider');
    return introduce(tx, provider, identity, given.role, by);
  }
  const member = await findMember(tx, tenantId, known.memberId);
  if (member === null || member.disabledAt !== null) return rejected('MembershipDisabled');
  if (provider.roleClaim !== null) {
    if (given.kind === 'none') return rejected('NoRoleFromProvider');
    const edit = { name: undefined, role: given.role, disabled: undefined };
    const changed =
      member.role === given.role
        ? null
        : await applyEdit(tx, member.id, edit, noEnds, { ...by, actor: systemActor });
    if (isRejected(changed)) return changed;
    if (changed !== null) await noteAdministratorFromProvider(tx, member, changed, provider.name);
    await lockMemberships(tx, member.personId);
    await setRoleFrom(tx, tenantId, member.id, provider.id);
  }
  await noteIdentityUse(tx, tenantId, known.id, identity.email);
  if (identity.email !== null) await followEmail(tx, tenantId, member.id, identity.email);
  return found(tx, tenantId, member.id, known.id);
}

/** What came of a member stays: their role alone changes. */
const noEnds = { ids: [], lacksPrivilege: null } as const;

/** Locks the providers. False: this one was changed or turned off since it was read to redeem the answer. */
async function isUnchanged(tx: Tx, { tenantId, id, changedAt }: StoredProvider): Promise<boolean> {
  await lockProviders(tx, tenantId);
  const current = await findProvider(tx, tenantId, id);
  return current?.enabled === true && current.changedAt.getTime() === changedAt.getTime();
}

async function introduce(
  tx: Tx,
  provider: StoredProvider,
  { subject, email, name }: ProviderIdentity,
  role: Member['role'],
  by: RequestContext,
): Promise<Recognized | Rejected> {
  const { tenantId, id: providerId } = provider;
  if (email === null) return rejected('EmailFromProviderMissing');
  if (await isMembersEmail(tx, tenantId, email)) return rejected('ConnectFirst');
  const roleFrom = provider.roleClaim === null ? null : providerId;
  const memberId = await createMemberOfProvider(tx, { tenantId, email, name: name ?? email, role, roleFrom });
  if (memberId === null) return rejected('ConnectFirst');
  const identityId = await createIdentity(tx, { tenantId, providerId, subject }, memberId, email);
  if (identityId === null) return rejected('IdentityTaken');
  await noteIdentityUse(tx, tenantId, identityId, email);
  await recordAudit(tx, {
    ...by,
    actor: systemActor,
    action: 'member.created',
    objectKind: 'member',
    objectId: memberId,
    detail: { role, provider: providerId },
  });
  const recognized = await found(tx, tenantId, memberId, identityId);
  await noteAdministratorFromProvider(tx, null, recognized.member, provider.name);
  return recognized;
}

async function found(tx: Tx, tenantId: string, memberId: string, identityId: string): Promise<Recognized> {
  const member = await findMember(tx, tenantId, memberId);
  if (member === null) throw new Error('a member vanished as they signed in');
  return { member, identityId };
}

/** Connects the member who asks with who they are at a provider. Null: done. */
export async function connectIdentity(
  tx: Tx,
  provider: StoredProvider,
  memberId: string,
  { subject, email }: ProviderIdentity,
  by: RequestContext,
): Promise<Rejected | null> {
  const { tenantId, id: providerId } = provider;
  if (!(await isUnchanged(tx, provider))) return rejected('SsoExpired');
  const member = await findMember(tx, tenantId, memberId);
  if (member === null || member.disabledAt !== null) return rejected('MembershipDisabled');
  if ((await ssoStanding(tx, tenantId, memberId))?.breakGlass === true)
    return rejected('BreakGlassProtected');
  const key = { tenantId, providerId, subject };
  const known = await findIdentity(tx, key);
  if (known?.memberId === memberId) return null;
  if (known !== null || (await isConnected(tx, tenantId, memberId, providerId)))
    return rejected('IdentityTaken');
  if ((await createIdentity(tx, key, memberId, email)) === null) return rejected('IdentityTaken');
  await recordAudit(tx, {
    ...by,
    action: 'member.provider-connected',
    objectKind: 'member',
    objectId: memberId,
    detail: { provider: providerId },
  });
  return null;
}

/** Disconnects the caller, unless this is the only way they can sign in. Returns `null` on success. */
export async function disconnectIdentity(
  tx: Tx,
  memberId: string,
  identityId: string,
  by: RequestContext,
): Promise<Rejected | null> {
  const { tenantId } = by;
  await lockProviders(tx, tenantId);
  const person = await findPersonOfMember(tx, tenantId, memberId);
  const provider = await removeIdentity(tx, tenantId, memberId, identityId);
  if (person === null || provider === null) return rejected('NotFound');
  if (person.passwordHash === null || person.email === null) return rejected('IdentityNeeded');
  if ((await ssoStanding(tx, tenantId, memberId))?.roleFrom === provider)
    await setRoleFrom(tx, tenantId, memberId, null);
  await recordAudit(tx, {
    ...by,
    action: 'member.provider-disconnected',
    objectKind: 'member',
    objectId: memberId,
    detail: { provider },
  });
  return null;
}

/** Audits a rejected sign-in through a provider, with what an administrator needs to let the person in. */
export async function noteSsoRejection(
  db: Database,
  provider: StoredProvider,
  {
    code,
    said,
    reason,
  }: { readonly code: ErrorCode; readonly said: Said | null; readonly reason: string | null },
  from: { readonly address: string; readonly requestId: string },
): Promise<void> {
  const { tenantId, id, name } = provider;
  await db.transaction().execute(async (tx) => {
    if (code === 'NoRoleFromProvider' && said?.role.kind === 'none') {
      const { email, subject } = said.identity;
      const who = email ?? subject;
      const { values } = said.role;
      await raiseNotice(
        tx,
        { tenantId, integrationId: null },
        {
          code,
          subject: who,
          detail:
            values.length === 0
              ? message('sign-in.no-values', { who, provider: name })
              : message('sign-in.no-role', { who, provider: name, values }),
        },
      );
    }
    await recordAudit(tx, {
      ...from,
      tenantId,
      actor: systemActor,
      action: 'session.rejected',
      objectKind: 'identity-provider',
      objectId: id,
      detail: { code, ...(reason === null ? {} : { reason }) },
    });
  });
}
