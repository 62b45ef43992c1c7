import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import request from 'supertest';
import { type ApiUnderTest, apiUnderTest } from '../test/environment/api-under-test.ts';
import type { Method, Route } from './route.ts';
import { routesOf } from './routes.ts';

let api: ApiUnderTest;
let routes: readonly Route[];
beforeAll(async () => {
  api = await apiUnderTest();
  routes = routesOf(api.deps, () => Promise.resolve('unused'));
});
afterAll(() => api.close());

/**
 * Written down once more, so that no route loses its guard unnoticed. A person confirms that it is them; a key needs the
 * scope `privileged`, or is rejected where a person is required.
 */
const stepUp = [
  'delete /audit-streams/{streamId}',
  'delete /identity-providers/{providerId}',
  'delete /me/identities/{identityId}',
  'delete /me/passkeys/{passkeyId}',
  'delete /me/totp',
  'delete /settings/logo',
  'delete /webhooks/{webhookId}',
  'get /members/{memberId}/data',
  'patch /api-keys/{keyId}',
  'patch /audit-streams/{streamId}',
  'patch /identity-providers/{providerId}',
  'patch /me/passkeys/{passkeyId}',
  'patch /members/{memberId}',
  'patch /webhooks/{webhookId}',
  'post /api-keys',
  'post /audit-streams',
  'post /audit-streams/{streamId}/rotate-secret',
  'post /audit/rows-ahead/{seq}/answer',
  'post /identity-providers',
  'post /incident/end-sessions',
  'post /incident/revoke-keys',
  'post /integrations/{id}/credentials/sandbox',
  'post /integrations/{id}/disconnect',
  'post /integrations/{id}/instance',
  'post /integrations/{id}/turn-on-write-back',
  'post /me/invitations',
  'post /me/passkeys',
  'post /me/passkeys/options',
  'post /me/recovery-codes',
  'post /me/totp',
  'post /me/totp/confirm',
  'post /members',
  'post /members/{memberId}/reset-factors',
  'post /members/{memberId}/reset-password',
  'post /usage-lines/{lineId}/end-line',
  'post /webhooks',
  'post /webhooks/{webhookId}/rotate-secret',
  'put /integrations/{id}/canceled-day',
  'put /integrations/{id}/credentials/accounts-api',
  'put /integrations/{id}/credentials/admin-api',
  'put /integrations/{id}/credentials/psa',
  'put /integrations/{id}/privacy',
  'put /integrations/{id}/write-methods',
  'put /members/{memberId}/break-glass',
  'put /settings',
  'put /settings/logo',
  'put /settings/sign-in',
];

const peopleOnly = [
  'delete /identity-providers/{providerId}',
  'delete /me/identities/{identityId}',
  'delete /me/passkeys/{passkeyId}',
  'delete /me/totp',
  'delete /session',
  'delete /sessions',
  'delete /sessions/{sessionId}',
  'get /me/data',
  'get /me/sign-in',
  'get /sessions',
  'patch /api-keys/{keyId}',
  'patch /identity-providers/{providerId}',
  'patch /me/passkeys/{passkeyId}',
  'post /audit/rows-ahead/{seq}/answer',
  'post /identity-providers',
  'post /identity-providers/{providerId}/test',
  'post /me/invitations',
  'post /me/passkeys',
  'post /me/passkeys/options',
  'post /me/recovery-codes',
  'post /me/totp',
  'post /me/totp/confirm',
  'post /members/{memberId}/reset-factors',
  'post /session/step-up',
  'post /session/step-up/passkey-options',
  'put /integrations/{id}/canceled-day',
  'put /me/password',
  'put /members/{memberId}/break-glass',
  'put /session/membership',
  'put /settings/sign-in',
];

/** What is answered without a session or key: ways to sign in, and what providers and the sign-in page call. */
const open = [
  'get /session/options',
  'get /session/sso/callback/{providerId}',
  'post /session',
  'post /session/passkey',
  'post /session/passkey/options',
  'post /session/second-factor',
  'post /session/second-factor/passkey-options',
  'post /session/sso',
  'post /session/sso/back-channel-logout/{providerId}',
];

const named = (is: (route: Route) => boolean): readonly string[] =>
  routes
    .filter(is)
    .map(({ method, path }) => `${method} ${path}`)
    .sort();

/** The code that a route answers an empty request with. */
async function codeOf(route: string, sender: Readonly<Record<string, string>>): Promise<unknown> {
  const [method, path] = route.split(' ') as [Method, string];
  const address = `/api/v1${path.replaceAll(/\{\w+\}/gu, () => randomUUID())}`;
  const { body } = await request(api.app)[method](address).set(sender).send({});
  return body.code;
}

async function keyOf(scopes: readonly string[]) {
  const { body } = await request(api.app)
    .post('/api/v1/api-keys')
    .set('Cookie', api.cookies.admin)
    .send({ name: 'asks', role: 'admin', scopes })
    .expect(201);
  return { Authorization: `Bearer ${body.key as string}` };
}

it('answers without a session or key at the pinned routes alone', async () => {
  expect(named(({ needs }) => needs === null)).toEqual(open);
  for (const route of named(({ needs }) => needs !== null))
    expect([route, await codeOf(route, {})]).toEqual([route, 'NotSignedIn']);
});

it('asks people to confirm that it is them, and keys for the scope, at each of the pinned routes', async () => {
  expect(named(({ privileged }) => privileged === true)).toEqual(stepUp);
  const key = await keyOf([]);
  await sql`update session set password_at = now() - interval '61 minutes' where member_id = ${api.memberIds.admin}`.execute(
    api.db,
  );
  for (const route of stepUp)
    expect([route, await codeOf(route, { Cookie: api.cookies.admin }), await codeOf(route, key)]).toEqual([
      route,
      'StepUpRequired',
      peopleOnly.includes(route) ? 'PersonRequired' : 'KeyScopeMissing',
    ]);
});

it('rejects keys of every scope at the pinned routes, where a person is required', async () => {
  expect(named(({ keys }) => keys === 'no')).toEqual(peopleOnly);
  await sql`update session set password_at = now() where member_id = ${api.memberIds.admin}`.execute(api.db);
  const key = await keyOf(['privileged']);
  for (const route of peopleOnly)
    expect([route, await codeOf(route, key)]).toEqual([route, 'PersonRequired']);
});
