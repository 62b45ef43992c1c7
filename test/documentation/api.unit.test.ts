import { permissionWords } from '../../contracts/api/permissions.ts';
import { leastRole, type Permission, roles } from '../../domain/roles.ts';
import { describedRoutes as routes } from './described-routes.ts';
import { codeNames, readText, section, tableRows } from './markdown.ts';

describe('docs/api.md', () => {
  it('says of each role what it may do beyond the smaller ones, and nothing else', () => {
    const rows = tableRows(section(readText('docs/api.md'), '## Roles'));
    const [viewer, ...others] = rows.map((row) =>
      row
        .split('|')
        .map((cell) => cell.trim())
        .slice(1, 3),
    );
    const notForViewers = routes
      .filter(({ method, needs }) => method === 'get' && needs !== null && needs !== 'read')
      .map(({ path }) => `/${path.split('/')[1] ?? ''}`);
    expect([viewer?.[0], codeNames(viewer?.[1] ?? '')]).toEqual(['viewer', new Set(notForViewers)]);
    const said = others.map(([role, words]) => [
      role,
      words
        ?.replaceAll(/ \(.*?\)/gu, '')
        .split(', ')
        .sort(),
    ]);
    expect(said).toEqual(
      roles
        .filter((role) => role !== 'viewer')
        .map((role) => [
          role,
          (Object.entries(permissionWords) as [Permission, string][])
            .filter(([permission]) => leastRole(permission) === role)
            .map(([, words]) => words.charAt(0).toLowerCase() + words.slice(1))
            .sort(),
        ]),
    );
  });
});
