import { recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import { setSignInPolicy, type SignInPolicy, signInPolicy } from '../../db/settings/sign-in-policy.ts';
import { roles } from '../../domain/roles.ts';
import type { Rejected } from '../outcome.ts';
import type { RequestContext } from '../request-context.ts';
import { requireWayAround } from './break-glass.ts';

/**
 * Sessions that lack a required factor are limited from their next request, not signed out. Requiring single sign-on
 * needs a break-glass administrator.
 */
export async function changeSignInPolicy(
  tx: Tx,
  { secondFactorFor, isSsoRequired }: SignInPolicy,
  by: RequestContext,
): Promise<SignInPolicy | Rejected> {
  const { tenantId } = by;
  const before = await signInPolicy(tx, tenantId);
  const wayAround = isSsoRequired && !before.isSsoRequired ? await requireWayAround(tx, tenantId, by.now) : null;
  if (wayAround !== null) return wayAround;
  const after = { secondFactorFor: roles.filter((role) => secondFactorFor.includes(role)), isSsoRequired };
  await setSignInPolicy(tx, tenantId, after);
  const detail = { before, after };
  await recordAudit(tx, { ...by, action: 'settings.changed', objectKind: 'tenant', objectId: tenantId, detail });
  return after;
} // prettier-ignore
