import { z } from 'zod';
import { Id } from '../../../contracts/api/common.ts';
import {
  IdentityProvider,
  IdentityProviderChange,
  IdentityProviderList,
  IdentityProviderTest,
  NewIdentityProvider,
} from '../../../contracts/api/sign-in.ts';
import { findProvider, listProviders, type StoredProvider } from '../../../db/people/identity-providers.ts';
import { addProvider, changeProvider, removeProvider } from '../../../use-cases/people/identity-providers.ts';
import { askedFrom, carryOut } from '../../carry-out.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { iso } from '../../list-answer.ts';
import { causesIn, Problem } from '../../problems.ts';
import { rendererOf } from '../../rendering.ts';
import { created, emptyBody, noContent, ok, type Route, route } from '../../route.ts';
import { backChannelLogoutUri, codeOfFailure, openProvider, redirectUri } from '../../sign-in/providers.ts';

const tag = 'Single sign-on';

const Params = z.object({ providerId: Id });

const wire = ({ settings }: Pick<ApiDependencies, 'settings'>, provider: StoredProvider) => ({
  id: provider.id,
  kind: provider.kind,
  name: provider.name,
  issuer: provider.issuer,
  clientId: provider.clientId,
  domains: provider.domains,
  roleClaim: provider.roleClaim,
  roles: provider.roles,
  defaultRole: provider.defaultRole,
  enabled: provider.enabled,
  redirectUri: redirectUri(settings, provider.id),
  backChannelLogoutUri: backChannelLogoutUri(settings, provider.id),
  createdAt: iso(provider.createdAt),
  members: provider.members,
});

async function stored({ db }: ApiDependencies, tenantId: string, id: string): Promise<StoredProvider> {
  const provider = await findProvider(db, tenantId, id);
  if (provider === null) throw new Problem('NotFound');
  return provider;
}

/** By which members sign in elsewhere. */
export const identityProviderRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/identity-providers',
    tag,
    summary: 'Identity providers, by name',
    needs: 'manage-people',
    answers: { 200: IdentityProviderList },
    handle: async ({ deps, caller }) =>
      ok({
        items: (await listProviders(deps.db, caller.tenantId)).map((provider) => wire(deps, provider)),
        blocked: deps.settings.providersBlocked,
      }),
  }),
  route({
    method: 'post',
    path: '/identity-providers',
    keys: 'no',
    tag,
    summary: 'Add an identity provider; its client secret is never shown again',
    needs: 'manage-people',
    privileged: true,
    body: {
      schema: NewIdentityProvider,
      example: {
        kind: 'okta',
        name: 'Okta',
        issuer: 'https://harbor-lane.okta.example',
        clientId: '0oa1example',
        clientSecret: 'as the provider shows it',
        domains: [],
        roleClaim: 'groups',
        roles: [{ value: 'Seatwise administrators', role: 'admin' }],
        defaultRole: null,
      },
    },
    answers: { 201: IdentityProvider },
    problems: ['TooManyProviders', 'MasterKeyChanged'],
    idempotency: 'stored',
    handle: async (call) => {
      const { deps, body } = call;
      const made = await carryOut(deps.db, (tx) => addProvider(tx, deps.keyRing, body, askedFrom(call)));
      return created(wire(deps, made));
    },
  }),
  route({
    method: 'get',
    path: '/identity-providers/{providerId}',
    tag,
    summary: 'An identity provider',
    needs: 'manage-people',
    params: Params,
    answers: { 200: IdentityProvider },
    handle: async ({ deps, caller, params }) =>
      ok(wire(deps, await stored(deps, caller.tenantId, params.providerId))),
  }),
  route({
    method: 'patch',
    path: '/identity-providers/{providerId}',
    keys: 'no',
    tag,
    summary: 'Change an identity provider; turning it off signs out its sessions',
    needs: 'manage-people',
    privileged: true,
    params: Params,
    body: { schema: IdentityProviderChange, example: { enabled: false } },
    answers: { 200: IdentityProvider },
    problems: ['MasterKeyChanged', 'LastProvider'],
    handle: async (call) => {
      const { deps, params, body } = call;
      const changed = await carryOut(deps.db, (tx) =>
        changeProvider(tx, deps.keyRing, params.providerId, body, askedFrom(call)),
      );
      return ok(wire(deps, changed));
    },
  }),
  route({
    method: 'delete',
    path: '/identity-providers/{providerId}',
    keys: 'no',
    tag,
    summary: 'Delete an identity provider with its sessions; members and their roles stay',
    needs: 'manage-people',
    privileged: true,
    params: Params,
    answers: { 204: null },
    problems: ['LastProvider'],
    handle: async (call) => {
      await carryOut(call.deps.db, (tx) => removeProvider(tx, call.params.providerId, askedFrom(call)));
      return noContent();
    },
  }),
  route({
    method: 'post',
    path: '/identity-providers/{providerId}/test',
    keys: 'no',
    tag,
    summary: 'Test a provider: read its discovery document and keys',
    needs: 'manage-people',
    params: Params,
    body: emptyBody,
    answers: { 200: IdentityProviderTest },
    handle: async ({ deps, caller, params, request }) => {
      const provider = await stored(deps, caller.tenantId, params.providerId);
      const probed = await deps.sso.probe(await openProvider(deps, provider));
      const cause = probed.kind === 'done' ? null : codeOfFailure[probed.reason];
      return ok({ works: cause === null, cause: causesIn(rendererOf(request, null))(cause, null) });
    },
  }),
];
