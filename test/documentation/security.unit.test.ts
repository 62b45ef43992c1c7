import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { asvsFaults, unbroken } from '../../tools/faults/asvs.mjs';
import { verdicts } from './asvs-document.ts';
import { describedRoutes } from './described-routes.ts';
import { routesAnswering, routesTaking } from './fields-of-routes.ts';
import { codeNames, projectFolder, readText, section, tableRows } from './markdown.ts';

describe('the requirements of ASVS', () => {
  it('have one verdict each', () => {
    expect(verdicts.length).toBeGreaterThan(150);
    expect(new Set(verdicts.map(({ id }) => id)).size).toBe(verdicts.length);
  });

  it('have a proof where they are met', () => {
    const unproved = verdicts.filter(
      ({ verdict, proof }) => verdict === 'yes' && !/\.test\.tsx?`|^By reading$|^Document$/u.test(proof),
    );
    expect(unproved.map(({ id }) => id)).toEqual([]);
  });

  it('that a test proves are broken by script with one of these tests, or named with the reason', () => {
    const byTest = new Map(
      verdicts.filter(({ verdict, proof }) => verdict === 'yes' && proof.includes('.test.ts')).map((one) => [one.id, one]),
    );
    const broken = asvsFaults.flatMap(({ requirements, tests }) => requirements.map((id) => ({ id, tests })));
    // Several breaks may take away one property in different ways.
    const named = [...new Set(broken.map(({ id }) => id)), ...Object.values(unbroken).flat()];
    expect([...named].sort()).toEqual([...byTest.keys()].sort());
    const others = broken.filter(({ id, tests }) => !tests.some((test) => byTest.get(id)?.proof.includes(test)));
    expect(others).toEqual([]);
  });
}); // prettier-ignore

describe('the fields of docs/security.md', () => {
  const rows = tableRows(section(readText('docs/security.md'), '## Fields')).map((row) => row.split('|'));
  const fieldsReadBy = (start: string): readonly string[] => {
    const names = rows.filter((cells) => cells[2]!.trim().startsWith(start)).flatMap((cells) => [...codeNames(cells[1]!)]);
    expect(names).not.toEqual([]);
    return names;
  };

  it('that no one reads can be sent and are in no answer', () => {
    for (const name of fieldsReadBy('nobody'))
      expect([name, routesTaking(name).length > 0, routesAnswering(name)]).toEqual([name, true, []]);
  });

  it('that are shown once are in answers to requests that create them alone', () => {
    for (const name of fieldsReadBy('whoever created it')) {
      const routes = routesAnswering(name);
      expect(routes.length).toBeGreaterThan(0);
      expect(routes.filter((route) => !route.startsWith('post '))).toEqual([]);
    }
  });

  it('of costs and margins are in answers to roles alone that may see them', () => {
    const margins = new Set(
      describedRoutes.filter(({ needs }) => needs === 'see-margin').map(({ method, path }) => `${method} ${path}`),
    );
    for (const name of fieldsReadBy('administrators')) {
      const routes = routesAnswering(name);
      expect(routes.length).toBeGreaterThan(0);
      expect(routes.filter((route) => !margins.has(route))).toEqual([]);
    }
  });
}); // prettier-ignore

it('documents on security and testing name tests that exist', () => {
  const documents = ['docs/reference/asvs.md', 'docs/security.md', 'SECURITY.md', 'docs/testing.md'];
  const named = [
    ...documents
      .map(readText)
      .join('\n')
      .matchAll(/`(\w[\w/.-]*\.test\.tsx?)`/gu),
  ].map(([, file]) => file ?? '');
  expect(named.length).toBeGreaterThan(60);
  expect(named.filter((file) => !existsSync(join(projectFolder, file)))).toEqual([]);
});
