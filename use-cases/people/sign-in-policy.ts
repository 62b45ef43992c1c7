import { recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import { endSessionsWithoutProvider, unconfirmSessionsWithoutProvider } from '../../db/people/sessions.ts';
import { setSignInPolicy, type SignInPolicy, signInPolicy } from '../../db/settings/sign-in-policy.ts';
import { roles } from '../../domain/roles.ts';
import type { Rejected } from '../outcome.ts';
import type { RequestContext } from '../request-context.ts';
import { requireProof, requireWayAround } from './break-glass.ts';

/**
 * Sessions that lack a required factor are limited from their next request, not signed out. Requiring single sign-on
 * needs a break-glass administrator, and whoever requires it can then confirm. Open sessions that no provider opened must
 * confirm with one from then on, or end.
 *
 * @param asking `endSessions`: those that no provider opened; `isByProvider`: one opened the session that asks
 */
export async function changeSignInPolicy(
  tx: Tx,
  { secondFactorFor, isSsoRequired }: SignInPolicy,
  asking: { readonly endSessions: boolean; readonly isByProvider: boolean; readonly memberId: string },
  by: RequestContext,
): Promise<SignInPolicy | Rejected> {
  const { tenantId } = by;
  const before = await signInPolicy(tx, tenantId);
  const rejection =
    isSsoRequired && !before.isSsoRequired
      ? ((await requireWayAround(tx, tenantId, by.now)) ?? (await requireProof(tx, tenantId, asking)))
      : null;
  if (rejection !== null) return rejection;
  const after = { secondFactorFor: roles.filter((role) => secondFactorFor.includes(role)), isSsoRequired };
  await setSignInPolicy(tx, tenantId, after);
  const sessionsEnded =
    isSsoRequired && asking.endSessions ? await endSessionsWithoutProvider(tx, tenantId) : 0;
  await unconfirmSessionsWithoutProvider(tx, tenantId);
  const detail = { before, after, sessionsEnded };
  await recordAudit(tx, { ...by, action: 'settings.changed', objectKind: 'tenant', objectId: tenantId, detail });
  return after;
} // prettier-ignore
