import { permissionWords, whyNot } from '../contracts/api/permissions.ts';
import { commonRole, isWithin, leastRole, may, type Permission, type Role, roles } from '../domain/roles.ts';
import { describedRoutes } from '../test/documentation/described-routes.ts';

const permissions = Object.keys(permissionWords) as Permission[];

it('each permission is what a route needs', () => {
  const needed = new Set(describedRoutes.map(({ needs }) => needs));
  expect(permissions.filter((permission) => !needed.has(permission))).toEqual([]);
});

it('each route that changes something needs more than reading, but for the own session, sign-in and views', () => {
  const own = new Set([
    'post /session',
    'delete /session',
    'put /me/password',
    'post /session/step-up',
    'post /session/step-up/passkey-options',
    'post /session/second-factor',
    'post /session/second-factor/passkey-options',
    'post /session/passkey',
    'post /session/passkey/options',
    'post /session/sso',
    'post /session/sso/back-channel-logout/{providerId}',
    'put /session/membership',
    'post /me/invitations',
    'post /me/passkeys',
    'post /me/passkeys/options',
    'patch /me/passkeys/{passkeyId}',
    'delete /me/passkeys/{passkeyId}',
    'post /me/totp',
    'post /me/totp/confirm',
    'delete /me/totp',
    'post /me/recovery-codes',
    'delete /me/identities/{identityId}',
    'delete /sessions',
    'delete /sessions/{sessionId}',
    'post /saved-views',
    'patch /saved-views/{viewId}',
    'delete /saved-views/{viewId}',
  ]);
  const open = describedRoutes
    .filter(({ method, needs }) => method !== 'get' && (needs === null || needs === 'read'))
    .map(({ method, path }) => `${method} ${path}`);
  expect(new Set(open)).toEqual(own);
});

it('each greater role may do what a smaller one may, and a closed control says which role it needs', () => {
  for (const permission of permissions) {
    const least = leastRole(permission);
    for (const role of roles)
      expect([permission, role, may(role, permission)]).toEqual([
        permission,
        role,
        roles.indexOf(role) >= roles.indexOf(least),
      ]);
    expect(whyNot(permission)).toMatch(/ requires the \w+ role\. Ask (an administrator|an? \w+)\.$/u);
  }
});

it('what a key may do is what both its own role and its creator’s allow', () => {
  const pairs: readonly (readonly [Role, Role, Role])[] = [
    ['admin', 'reviewer', 'reviewer'],
    ['viewer', 'approver', 'viewer'],
    ['approver', 'approver', 'approver'],
  ];
  for (const [key, creator, common] of pairs) {
    expect(commonRole(key, creator)).toBe(common);
    expect(isWithin(common, key) && isWithin(common, creator)).toBe(true);
  }
});
