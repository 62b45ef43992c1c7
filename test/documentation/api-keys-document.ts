import { leastRoleOf, type Route } from '../../api/route.ts';
import { apiKeys } from '../../domain/defaults.ts';
import { describedRoutes } from './described-routes.ts';

const days = apiKeys.closedAfterApprovingDays;

/** What keys may do at each route that is limited for them. */
const limits: Readonly<Record<string, string>> = {
  'POST /members': 'as viewer or reviewer only',
  'PATCH /members/{memberId}':
    'enable members open to keys, and raise them to reviewer; rename, demote, and disable any, with the notice `ApproverChangedByKey` if they could approve',
  'POST /members/{memberId}/reset-password':
    'members open to keys, without an account at an identity provider',
  'POST /api-keys': 'without scopes, with at most its own role',
  'DELETE /api-keys/{keyId}': 'disabling members along with it needs `privileged`',
  'POST /notices/{noticeId}/acknowledge': 'not `AdministratorCreated` and `ApproverChangedByKey`',
};

/** What an API key of the role may do at a route. */
export function allowanceOf(route: Route): string {
  const name = nameOf(route);
  const limit = limits[name];
  if ((limit === undefined) !== (route.keys !== 'limited'))
    throw new Error(`${name}: what keys may do is said where it is limited, and only there`);
  if (route.keys === 'no') return 'no';
  const scope = route.privileged === true ? ['with `privileged`'] : [];
  return [...scope, ...(limit === undefined ? [] : [limit])].join(': ') || 'yes';
}

const nameOf = ({ method, path }: Route): string => `${method.toUpperCase()} ${path}`;

/** Returns docs/reference/api-keys.md: each route at which a key may do less than a signed-in person of its role. */
export function apiKeysDocument(): string {
  const routes = describedRoutes.filter(({ needs }) => needs !== null);
  const limited = routes.filter((route) => allowanceOf(route) !== 'yes');
  return `# What an API key may do

A key acts with its role, or its owner's if that is less: [API keys](../api.md#api-keys). At ${routes.length - limited.length} of ${routes.length} [routes](routes.md) it may do what a person with this role may; the table lists the others. What a key may not do, it may not do through a person either: it creates, enables, raises, and resets only members who may not approve.

A member is *open to keys* who may not approve, could not in the last ${days} days, and was not demoted or disabled by a key while they could. Changing the role of such a member, or enabling them, as a signed-in administrator ends the latter.

A rejected request gets \`KeyScopeMissing\` where the scope \`privileged\` is needed, else \`PersonRequired\`.

\`npm run docs\` generates this page from \`api/resources/\` and \`test/documentation/api-keys-document.ts\`.

| Route | Least role | API key |
|---|---|---|
${limited.map((route) => `| \`${nameOf(route)}\` | ${leastRoleOf(route)} | ${allowanceOf(route)} |`).join('\n')}
`;
}
