import { kindMeaning, kindWords } from '../../domain/usage/kind-words.ts';
import { usageKinds } from '../../domain/usage/line-kinds.ts';
import { vendors } from '../../vendors/registry.ts';
import { readText, section, tableRow, tableRows } from './markdown.ts';

it("the user's guide explains every kind in words that hold for every PSA", () => {
  const names = {
    vendor: vendors['duo']!.shortName,
    psa: 'the PSA',
    agreement: 'agreement',
    company: 'company',
  };
  const explained = tableRows(section(readText('docs/users-guide.md'), '### What the words mean'));
  expect(explained).toEqual(
    usageKinds.map((kind) => tableRow(kindWords(kind, names), kindMeaning(kind, names))),
  );
});
