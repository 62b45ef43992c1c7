import { errors } from '../../contracts/errors.ts';
import { generatedDocuments } from './generated-documents.ts';
import { codeNames, readText, tableRows } from './markdown.ts';

it.each(Object.entries(generatedDocuments))('%s is what `npm run docs` writes', (path, write) => {
  expect(readText(path)).toBe(write());
});

it('docs/errors.md lists every code once', () => {
  const listed = tableRows(readText('docs/errors.md')).map((row) => [...codeNames(row)][0]);
  expect(listed.sort()).toEqual(Object.keys(errors).sort());
});
