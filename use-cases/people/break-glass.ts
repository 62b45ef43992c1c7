import { recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import { raiseNotice } from '../../db/notices/notices.ts';
import {
  breakGlassMembers,
  isFitForBreakGlass,
  isProviderProven,
  isUsable,
  setBreakGlass,
  ssoStanding,
} from '../../db/people/break-glass.ts';
import { lockProviders } from '../../db/people/identity-providers.ts';
import { findMember } from '../../db/people/people.ts';
import { unconfirmSessionsWithoutProvider } from '../../db/people/sessions.ts';
import { isSsoRequired } from '../../db/people/sign-in-options.ts';
import { message } from '../../messages/message.ts';
import { type Rejected, rejected } from '../outcome.ts';
import type { RequestContext } from '../request-context.ts';

/** Gives or takes break-glass access. Null: done. */
export async function changeBreakGlass(
  tx: Tx,
  memberId: string,
  value: boolean,
  by: RequestContext,
): Promise<Rejected | null> {
  const { tenantId } = by;
  await lockProviders(tx, tenantId);
  const before = await ssoStanding(tx, tenantId, memberId);
  if (before === null) return rejected('NotFound');
  if (before.breakGlass === value) return null;
  if (value && !(await isFitForBreakGlass(tx, tenantId, memberId))) return rejected('BreakGlassUnfit');
  if (!value && (await isSsoRequired(tx, tenantId))) {
    const others = (await breakGlassMembers(tx, tenantId)).filter((one) => one.memberId !== memberId);
    if (!others.some((one) => isUsable(one, by.now))) return rejected('BreakGlassProtected');
  }
  await setBreakGlass(tx, tenantId, memberId, value);
  await unconfirmSessionsWithoutProvider(tx, tenantId);
  await recordAudit(tx, {
    ...by,
    action: 'member.break-glass-changed',
    objectKind: 'member',
    objectId: memberId,
    detail: { before: before.breakGlass, after: value },
  });
  return null;
}

/** Returns `null` when a provider works and an administrator can sign in without it, so that it can be required. */
export async function requireWayAround(tx: Tx, tenantId: string, now: Date): Promise<Rejected | null> {
  await lockProviders(tx, tenantId);
  const members = await breakGlassMembers(tx, tenantId);
  return (await isProviderProven(tx, tenantId)) && members.some((one) => isUsable(one, now))
    ? null
    : rejected('BreakGlassMissing');
}

/** Returns `null` when a provider or break-glass access has let in whoever requires single sign-on: both work for them. */
export async function requireProof(
  tx: Tx,
  tenantId: string,
  { isByProvider, memberId }: { readonly isByProvider: boolean; readonly memberId: string },
): Promise<Rejected | null> {
  if (isByProvider) return null;
  const members = await breakGlassMembers(tx, tenantId);
  return members.some((one) => one.memberId === memberId && one.isFit) ? null : rejected('SsoNotProven');
}

/** While single sign-on is required, rejects changes to a break-glass administrator's sign-in. Returns `null` if allowed. */
export async function protectBreakGlass(
  tx: Tx,
  tenantId: string,
  memberId: string,
): Promise<Rejected | null> {
  const standing = await ssoStanding(tx, tenantId, memberId);
  return standing?.breakGlass === true && (await isSsoRequired(tx, tenantId))
    ? rejected('BreakGlassProtected')
    : null;
}

/** A break-glass administrator signed in where single sign-on is required. */
export async function noteBreakGlass(
  tx: Tx,
  memberId: string,
  { tenantId, address }: RequestContext,
): Promise<void> {
  const member = await findMember(tx, tenantId, memberId);
  if (member === null || (await protectBreakGlass(tx, tenantId, memberId)) === null) return;
  await raiseNotice(
    tx,
    { tenantId, integrationId: null },
    {
      code: 'BreakGlassUsed',
      subject: member.email,
      detail: message('sign-in.break-glass-used', { email: member.email, address: address ?? 'unknown' }),
    },
  );
}
