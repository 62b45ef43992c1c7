import { findTenant } from '../../db/people/people.ts';
import { organizationsOf } from '../../db/people/memberships.ts';
import { logoFacts } from '../../db/settings/msp-identity.ts';
import type { Kinds } from '../../domain/kinds.ts';
import type { Renderer } from '../../messages/rendering/renderer.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { isoOrNull } from '../list-answer.ts';
import type { Caller } from './caller.ts';

/** Who is signed in and what they may do, as `GET /session` and every sign-in answer. */
export const sessionBody = async (
  deps: Pick<ApiDependencies, 'db' | 'kinds'>,
  caller: Caller,
  render: Renderer,
) => {
  const tenant = await tenantOf(deps, caller.tenantId);
  return {
    member: caller.member,
    role: caller.role,
    marginRole: caller.marginRole,
    by: caller.by,
    tenant,
    organizations: await organizationsFor(deps, caller, tenant.name),
    kinds: kindsOf(deps.kinds, render),
    expiresAt: isoOrNull(caller.expiresAt),
    idleEndsAt: isoOrNull(caller.idleEndsAt),
    passwordChangeRequired: caller.passwordChangeRequired,
    secondFactorRequired: caller.secondFactorRequired,
    hasSecondFactor: caller.hasSecondFactor,
    method: caller.method,
    factor: caller.factor,
    confirmWith: [...caller.confirmWith],
    provider: caller.provider,
    confirmProvider: caller.confirmProvider,
  };
};

/** What a provider opened is good for its organization alone, as a key is. */
async function organizationsFor(
  { db }: Pick<ApiDependencies, 'db'>,
  { by, method, member, tenantId }: Caller,
  name: string,
) {
  if (by === 'api-key' || method === 'provider') return [{ memberId: member.id, tenantId, name }];
  const all = await organizationsOf(db, tenantId, member.id);
  return all.map(({ organization, ...one }) => ({
    memberId: one.memberId,
    tenantId: one.tenantId,
    name: organization,
  }));
}

export async function tenantOf({ db }: Pick<ApiDependencies, 'db'>, tenantId: string) {
  const [tenant, logo] = await Promise.all([findTenant(db, tenantId), logoFacts(db, tenantId)]);
  if (tenant === null) throw new Error('a member without a tenant');
  const { id, name, currency, timeZone } = tenant;
  return { id, name, currency, timeZone, logo: logo?.sha256 ?? null };
}

const kindsOf = ({ vendors, psas }: Kinds, render: Renderer) => ({
  vendors: Object.values(vendors).map(({ kind, name, shortName, seatRule }) => ({
    id: kind,
    name,
    shortName,
    seatRule: render(seatRule.text),
  })),
  psas: Object.values(psas).map(({ kind, name, words }) => ({
    id: kind,
    name,
    words: { ...words, ifFewerRecords: render(words.ifFewerRecords) },
  })),
});
