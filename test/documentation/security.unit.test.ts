import { existsSync } from 'node:fs';
import { join } from 'node:path';
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
});

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
