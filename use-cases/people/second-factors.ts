import { factors } from '../../domain/defaults.ts';
import type { SecondFactor } from '../../domain/sign-ins.ts';
import type { AuditAction } from '../../domain/audit-actions.ts';
import type { Tx } from '../../db/model/database.ts';
import { lockProviders } from '../../db/people/identity-providers.ts';
import {
  endSessionsOfPerson,
  lockMemberships,
  type Membership,
  membershipsOf,
} from '../../db/people/memberships.ts';
import { isSecondFactorRequiredOf } from '../../db/people/needs-second-factor.ts';
import { createPasskey, listPasskeys, removePasskey, renamePasskey } from '../../db/people/passkeys.ts';
import { findMember } from '../../db/people/people.ts';
import { isKnownToProviderAlone } from '../../db/people/persons.ts';
import { recoveryCodesLeft, replaceRecoveryCodes } from '../../db/people/recovery-codes.ts';
import { removeFactors } from '../../db/people/remove-factors.ts';
import { noteConfirmation } from '../../db/people/sessions.ts';
import { findTotp, removeTotp, storeTotp } from '../../db/people/totp.ts';
import { type KeyRing, requireCurrentKey } from '../../db/secrets/key-ring.ts';
import { isRejected, type Rejected, rejected } from '../outcome.ts';
import type { RequestContext } from '../request-context.ts';
import { asMember, auditOfPerson } from './audit-of-person.ts';
import { protectBreakGlass } from './break-glass.ts';
import { closeLowCodes, noteFactorsReset } from './factors-reset.ts';
import { requireOnlyHere } from './person-elsewhere.ts';

/** Whose factors are changed, and in which session. */
export interface Owner {
  readonly personId: string;
  readonly sessionHash: string;
  /** An identity provider opened the session: it speaks for one organization. */
  readonly byProvider: boolean;
  /** The session has the factor that is added in it from then on. */
  readonly marks: boolean;
}

/** Recovery codes by their hashes, for a person without any. */
type FirstCodes = readonly string[] | null;

const audit = (
  tx: Tx,
  memberships: readonly Membership[],
  action: AuditAction,
  by: RequestContext,
): Promise<void> => auditOfPerson(tx, memberships, action, asMember(by));

/** Confirms the session with an added factor. Returns whether the codes were stored. */
async function noteAdded(
  tx: Tx,
  { personId, sessionHash, marks }: Owner,
  memberships: readonly Membership[],
  factor: SecondFactor,
  codes: FirstCodes,
): Promise<{ readonly tookCodes: boolean }> {
  await noteConfirmation(tx, sessionHash, marks ? factor : null);
  if (codes === null || (await recoveryCodesLeft(tx, personId)) !== null) return { tookCodes: false };
  await replaceRecoveryCodes(tx, personId, codes);
  await closeLowCodes(tx, memberships);
  return { tookCodes: true };
}

/**
 * The person's organizations. A provider's session cannot change how a person signs in who has a password, by which they
 * can join others, or who belongs to others already.
 */
async function lockOwn(tx: Tx, { personId, byProvider }: Owner): Promise<readonly Membership[] | Rejected> {
  const memberships = await lockMemberships(tx, personId);
  const mayChange = !byProvider || (memberships.length === 1 && (await isKnownToProviderAlone(tx, personId)));
  return mayChange ? memberships : rejected('OneOrganizationOnly');
}

/** Returns whether the recovery codes are theirs now. */
export async function addPasskey(
  tx: Tx,
  owner: Owner,
  passkey: Omit<Parameters<typeof createPasskey>[1], 'personId'>,
  codes: FirstCodes,
  by: RequestContext,
): Promise<{ readonly tookCodes: boolean } | Rejected> {
  const { personId } = owner;
  const memberships = await lockOwn(tx, owner);
  if (isRejected(memberships)) return memberships;
  if ((await listPasskeys(tx, personId)).length >= factors.mostPasskeys) return rejected('TooManyPasskeys');
  if ((await createPasskey(tx, { ...passkey, personId })) === null) return rejected('PasskeyKnown');
  const added = await noteAdded(tx, owner, memberships, 'passkey', codes);
  await audit(tx, memberships, 'member.passkey-added', by);
  return added;
}

/** In place of the app there was, whose sessions end. Returns whether the recovery codes are theirs now. */
export async function addTotp(
  tx: Tx,
  owner: Owner,
  app: { readonly keyRing: KeyRing; readonly ciphertext: string; readonly step: number },
  codes: FirstCodes,
  by: RequestContext,
): Promise<{ readonly tookCodes: boolean } | Rejected> {
  const { personId } = owner;
  await requireCurrentKey(tx, app.keyRing);
  const memberships = await lockOwn(tx, owner);
  if (isRejected(memberships)) return memberships;
  const isOther = (await findTotp(tx, personId)) !== null;
  await storeTotp(tx, personId, {
    ciphertext: app.ciphertext,
    keyVersion: app.keyRing.version,
    lastStep: app.step,
  });
  if (isOther) await endSessionsOfPerson(tx, personId, owner.sessionHash);
  const added = await noteAdded(tx, owner, memberships, 'totp', codes);
  await audit(tx, memberships, 'member.totp-added', by);
  return added;
}

export async function nameOwnPasskey(
  tx: Tx,
  owner: Owner,
  passkeyId: string,
  name: string,
  by: RequestContext,
): Promise<Rejected | null> {
  const memberships = await lockOwn(tx, owner);
  if (isRejected(memberships)) return memberships;
  if (!(await renamePasskey(tx, owner.personId, passkeyId, name))) return rejected('NotFound');
  await audit(tx, memberships, 'member.passkey-renamed', by);
  return null;
}

export const removeOwnPasskey = (
  tx: Tx,
  owner: Owner,
  passkeyId: string,
  by: RequestContext,
): Promise<Rejected | null> =>
  removeFactor(tx, owner, () => removePasskey(tx, owner.personId, passkeyId), 'member.passkey-removed', by);

export const removeOwnTotp = (tx: Tx, owner: Owner, by: RequestContext): Promise<Rejected | null> =>
  removeFactor(tx, owner, () => removeTotp(tx, owner.personId), 'member.totp-removed', by);

/** The last one stays where the policy of an organization of theirs asks for one. The other sessions end. */
async function removeFactor(
  tx: Tx,
  owner: Owner,
  remove: () => Promise<boolean>,
  action: AuditAction,
  by: RequestContext,
): Promise<Rejected | null> {
  const { personId, sessionHash } = owner;
  const tenants = (await membershipsOf(tx, personId)).map(({ tenantId }) => tenantId).sort();
  for (const tenantId of tenants) await lockProviders(tx, tenantId);
  const memberships = await lockOwn(tx, owner);
  if (isRejected(memberships)) return memberships;
  if (!(await remove())) return rejected('NotFound');
  const hasNone = (await findTotp(tx, personId)) === null && (await listPasskeys(tx, personId)).length === 0;
  if (hasNone && (await isSecondFactorRequiredOf(tx, personId))) return rejected('LastSecondFactor');
  for (const one of hasNone ? memberships : []) {
    const protection = await protectBreakGlass(tx, one.tenantId, one.memberId);
    if (protection !== null) return protection;
  }
  if (hasNone) await forgetRecoveryCodes(tx, personId, memberships);
  await endSessionsOfPerson(tx, personId, sessionHash);
  await audit(tx, memberships, action, by);
  return null;
}

async function forgetRecoveryCodes(
  tx: Tx,
  personId: string,
  memberships: readonly Membership[],
): Promise<void> {
  await replaceRecoveryCodes(tx, personId, []);
  await closeLowCodes(tx, memberships);
}

/** In place of those there are. */
export async function renewRecoveryCodes(
  tx: Tx,
  owner: Owner,
  hashes: readonly string[],
  by: RequestContext,
): Promise<Rejected | null> {
  const memberships = await lockOwn(tx, owner);
  if (isRejected(memberships)) return memberships;
  await replaceRecoveryCodes(tx, owner.personId, hashes);
  await closeLowCodes(tx, memberships);
  await audit(tx, memberships, 'member.recovery-codes-made', by);
  return null;
}

/** Of a member who lost theirs, by another administrator. Sessions end. A person of another organization too keeps them. */
export async function resetFactors(tx: Tx, memberId: string, by: RequestContext): Promise<Rejected | null> {
  await lockProviders(tx, by.tenantId);
  const member = await findMember(tx, by.tenantId, memberId);
  if (member === null) return rejected('NotFound');
  if (by.actor.id === memberId) return rejected('OwnSecondFactors');
  const here = await requireOnlyHere(tx, memberId, by);
  if (isRejected(here)) return here;
  const protection = await protectBreakGlass(tx, by.tenantId, memberId);
  if (protection !== null) return protection;
  if (!here.isWaiting) {
    await removeFactors(tx, member.personId);
    await endSessionsOfPerson(tx, member.personId, null);
  }
  await noteFactorsReset(tx, [{ ...member, memberId }], by);
  return null;
}
