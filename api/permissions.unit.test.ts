import { type Action, can, permissions, whyNot } from '../contracts/api/permissions.ts';
import { roleReaches, roles } from '../contracts/api/common.ts';
import { describedRoutes } from '../test/documentation/described-routes.ts';

const routes = new Map(describedRoutes.map((route) => [`${route.method} ${route.path}`, route.role]));
const named = Object.entries(permissions).flatMap(([action, { role, routes: names }]) =>
  names.map((name) => ({ action, role, name })),
);

it('each permission has the least role of the routes it calls', () => {
  for (const { action, role, name } of named)
    expect([action, name, routes.get(name)]).toEqual([action, name, role]);
});

it('each route that changes something belongs to one permission, but for the own session', () => {
  const own = new Set([
    'post /session',
    'delete /session',
    'put /me/password',
    'post /session/step-up',
    'delete /sessions',
    'delete /sessions/{sessionId}',
  ]);
  const changing = [...routes.keys()].filter((name) => !name.startsWith('get ') && !own.has(name));
  const covered = named.map(({ name }) => name).filter((name) => !name.startsWith('get '));
  expect([...covered].sort()).toEqual(changing.sort());
});

it('each greater role may do what a smaller one may, and a closed control says which role it needs', () => {
  for (const action of Object.keys(permissions) as Action[]) {
    for (const role of roles) expect(can(role, action)).toBe(roleReaches(role, permissions[action].role));
    expect(whyNot(action)).toMatch(/ needs the \w+ role\. Ask (an administrator|an? \w+)\.$/u);
  }
});
