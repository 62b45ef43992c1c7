import { z } from 'zod';
import { Id } from '../../../contracts/api/common.ts';
import { SignInOptions, SsoStarted, StartSso } from '../../../contracts/api/sign-in.ts';
import { inTransaction } from '../../../db/model/database.ts';
import {
  findProvider,
  listProviders,
  type StoredProvider,
  tenantOfProvider,
} from '../../../db/people/identity-providers.ts';
import { tenantIds } from '../../../db/people/people.ts';
import { arePasskeysUsed, isSsoRequired } from '../../../db/people/sign-in-options.ts';
import { beginProviderStep, endProviderStep } from '../../../db/people/provider-steps.ts';
import { ownPath } from '../../../domain/own-path.ts';
import { subjectOf } from '../../../domain/provider-identity.ts';
import { isRejected } from '../../../use-cases/outcome.ts';
import { endByProvider } from '../../../use-cases/people/provider-logout.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { Problem, problemItem } from '../../problems.ts';
import { noContent, ok, publicRoute, type Route } from '../../route.ts';
import type { SignInParts } from '../../sign-in/sign-in-parts.ts';
import { codeOfFailure, openProvider, redirectUri } from '../../sign-in/providers.ts';
import {
  cookieValue,
  endedSsoCookie,
  newSessionToken,
  ssoCookie,
  ssoCookieName,
  tokenHash,
} from '../../sign-in/session-cookie.ts';
import { comeBack, type Outcome, requireBeginner } from '../../sign-in/single-sign-on.ts';

const tag = 'Single sign-on';

/** As the protocol calls it. */
const logoutToken = 'logout_token';
const stepSeconds = 10 * 60;

/** Anyone may ask, so a provider that is off gets the same response as an unknown one. */
async function enabledProvider({ db }: ApiDependencies, id: string): Promise<StoredProvider> {
  const tenantId = await tenantOfProvider(db, id);
  const provider = tenantId === null ? null : await findProvider(db, tenantId, id);
  if (provider === null || !provider.enabled) throw new Problem('NotFound');
  return provider;
}

/** A path of the console, whatever a browser makes of its characters. */
function requireOwnPath(path: string): void {
  if (ownPath(path) === null)
    throw new Problem('ValidationFailed', {
      items: [problemItem('ValidationFailed', { field: 'returnTo' })],
    });
}

/** What signing in by an identity provider consists of. */
export const singleSignOnRoutes = ({ cookieName, countSignIn }: SignInParts): readonly Route[] => [
  publicRoute({
    method: 'get',
    path: '/session/options',
    tag,
    summary: 'Sign-in methods of this installation; with several organizations, of the named one only',
    query: z.strictObject({ organization: Id.optional().describe('Its ID') }),
    answers: { 200: SignInOptions },
    handle: async ({ deps, query: { organization } }) => {
      const all = await tenantIds(deps.db);
      const tenantId = all.find((id) => id === organization) ?? (all.length === 1 ? all[0] : undefined);
      const providers = tenantId === undefined ? [] : await listProviders(deps.db, tenantId);
      return ok({
        providers: providers
          .filter(({ enabled }) => enabled)
          .map(({ id, kind, name }) => ({ id, kind, name })),
        hasPasskeys: await arePasskeysUsed(deps.db, new URL(deps.settings.publicUrl).hostname),
        isSsoRequired: tenantId !== undefined && (await isSsoRequired(deps.db, tenantId)),
      });
    },
  }),
  publicRoute({
    method: 'post',
    path: '/session/sso',
    tag,
    summary:
      'Begin to sign in, to confirm that it is you, or to connect your account, by an identity provider',
    readsSession: true,
    beforePasswordChange: true,
    beforeSecondFactor: true,
    body: {
      schema: StartSso,
      example: { providerId: '3f0e6f5e-8a4e-4c0e-9d4b-2f1f4f5a6b7c', purpose: 'sign-in' },
    },
    answers: { 200: SsoStarted },
    problems: [
      'NotFound',
      'NotSignedIn',
      'PersonRequired',
      'PasswordChangeRequired',
      'SecondFactorRequired',
      'StepUpRequired',
      'ConfirmationRejected',
      'ProviderUnavailable',
      'ProviderAddressRejected',
      'NotAProvider',
      'SsoRejected',
    ],
    handle: async ({ deps, body: { providerId, purpose, returnTo }, caller }) => {
      const provider = await enabledProvider(deps, providerId);
      requireBeginner(caller, provider, purpose);
      requireOwnPath(returnTo);
      const begun = await deps.sso.begin(await openProvider(deps, provider), {
        redirectUri: redirectUri(deps.settings, providerId),
        fresh: purpose === 'confirm',
      });
      if (begun.kind === 'failed') throw new Problem(codeOfFailure[begun.reason]);
      const { url, challenge } = begun.value;
      const token = newSessionToken();
      const step = {
        tenantId: provider.tenantId,
        providerId,
        purpose,
        returnTo,
        challenge,
        startedAt: new Date().toISOString(),
      };
      const sessionHash = purpose === 'sign-in' ? null : (caller?.sessionHash ?? null);
      await beginProviderStep(deps.db, tokenHash(token), step, sessionHash);
      return ok({ url }, { 'Set-Cookie': ssoCookie(await cookieName(), token, stepSeconds) });
    },
  }),
  publicRoute({
    method: 'get',
    path: '/session/sso/callback/{providerId}',
    tag,
    summary: 'Redirect URI of identity providers; redirects to the console',
    params: z.object({ providerId: Id }),
    query: z.looseObject({
      state: z.string().max(2_000).optional(),
      code: z.string().max(10_000).optional().describe('Or `error`, from the provider'),
    }),
    answers: { 303: null },
    handle: async ({ deps, params, request, address, requestId }) => {
      const name = await cookieName();
      const token = cookieValue(request.headers.cookie, ssoCookieName(name));
      const found = token === null ? null : await endProviderStep(deps.db, tokenHash(token));
      const query = request.originalUrl.split('?')[1] ?? '';
      const outcome: Outcome =
        found === null
          ? { kind: 'failed', code: 'SsoExpired' }
          : await comeBack(
              deps,
              name,
              { ...found, providerId: params.providerId, query },
              { request, address, requestId },
            );
      if (found?.step.purpose !== 'confirm' && found?.step.purpose !== 'connect')
        countSignIn('provider', outcome.kind === 'done' ? 'accepted' : 'rejected');
      const cookies = [
        ...(outcome.kind === 'done' && outcome.cookie !== null ? [outcome.cookie] : []),
        ...(token === null ? [] : [endedSsoCookie(name)]),
      ];
      return {
        kind: 'stream',
        write: (response) => {
          for (const cookie of cookies) response.append('Set-Cookie', cookie);
          response
            .location(whereTo(deps, found?.step ?? null, outcome))
            .status(303)
            .end();
        },
      };
    },
  }),
  publicRoute({
    method: 'post',
    path: '/session/sso/back-channel-logout/{providerId}',
    tag,
    summary: 'Back-channel logout by an identity provider',
    formBody: true,
    params: z.object({ providerId: Id }),
    body: {
      schema: z.looseObject({ [logoutToken]: z.string().max(20_000).optional() }),
      example: { [logoutToken]: 'eyJ…' },
    },
    answers: { 204: null },
    problems: ['LogoutTokenRejected', 'ProviderUnavailable'],
    handle: async ({ deps, params, body, address, requestId }) => {
      const provider = await enabledProvider(deps, params.providerId);
      if (body[logoutToken] === undefined) throw new Problem('LogoutTokenRejected');
      const verified = await deps.sso.verifyLogout(await openProvider(deps, provider), body[logoutToken]);
      if (verified.kind === 'failed')
        throw new Problem(verified.reason === 'unavailable' ? 'ProviderUnavailable' : 'LogoutTokenRejected');
      const { providerSession, claims, tokenId } = verified.value;
      const subject = subjectOf(provider, claims);
      if (providerSession === null && subject === null) throw new Problem('LogoutTokenRejected');
      const of = providerSession === null ? { subject: subject ?? '' } : { providerSession };
      const key = { tenantId: provider.tenantId, providerId: provider.id };
      const rejection = await inTransaction(deps.db, (tx) =>
        endByProvider(tx, key, { tokenId, of }, { address, requestId }),
      );
      if (isRejected(rejection)) throw new Problem(rejection.code);
      return noContent();
    },
  }),
];

/** Where the console says the result: of a sign-in that failed its sign-in page, else where it began. */
function whereTo(
  { settings }: ApiDependencies,
  step: { readonly purpose: string; readonly returnTo: string } | null,
  outcome: Outcome,
): string {
  const isAside = step !== null && step.purpose !== 'sign-in';
  const returnTo = ownPath(step?.returnTo ?? '/') ?? '/';
  const url = new URL(outcome.kind === 'done' || isAside ? returnTo : '/sign-in', settings.publicUrl);
  if (outcome.kind === 'failed') url.searchParams.set('failed', outcome.code);
  return url.pathname + url.search + url.hash;
}
