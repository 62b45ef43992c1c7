import type { ApiDependencies } from '../../api/dependencies.ts';
import type { Route } from '../../api/route.ts';
import { routesOf } from '../../api/routes.ts';
import { signInLimits } from '../../api/sign-in/attempts.ts';
import { readText, section, tableRow, tableRows } from './markdown.ts';

/** The table of routes needs no more of its dependencies than this until a request comes. */
const settings = { signInLimits };
const routes = routesOf({ settings } as ApiDependencies, () => Promise.resolve('unused'));

const written = ({ method, path, role, summary }: Route): string =>
  tableRow(`\`${method.toUpperCase()} ${path}\``, role === 'public' ? 'nobody' : role, summary);

describe('docs/api.md', () => {
  it('lists every route with the least role and what it is for, and no other', () => {
    const rows = tableRows(section(readText('docs/api.md'), '## Routes'));
    expect([...rows].sort()).toEqual(routes.map(written).sort());
  });
});
