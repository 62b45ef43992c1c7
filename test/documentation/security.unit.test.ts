import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { asvsFaults, unbroken } from '../../tools/faults/asvs.mjs';
import { verdicts } from './asvs-document.ts';
import { projectFolder, readText } from './markdown.ts';

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
