import { kindMeaning, kindWords } from '../../domain/usage/kind-words.ts';
import { usageKinds } from '../../domain/usage/line-kinds.ts';
import { psas } from '../../psa/registry.ts';
import { vendors } from '../../vendors/registry.ts';
import { readText, section, tableRow, tableRows } from './markdown.ts';

it("the user's guide explains every kind in the words of the console", () => {
  const { words, name } = psas['connectwise']!;
  const names = {
    vendor: vendors['duo']!.shortName,
    psa: name,
    agreement: words.agreement.one,
    company: words.company.one,
  };
  const explained = tableRows(section(readText('docs/users-guide.md'), '### What the words mean'));
  expect(explained).toEqual(
    usageKinds.map((kind) => tableRow(kindWords(kind, names), kindMeaning(kind, names))),
  );
});
