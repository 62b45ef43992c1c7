import { usageKinds } from '../../domain/usage/line-kinds.ts';
import meanings from '../../locales/en/console-kind-meanings.json' with { type: 'json' };
import names from '../../locales/en/console-kinds.json' with { type: 'json' };
import { createRenderer } from '../../messages/rendering/renderer.ts';
import { catalogOfSubjects, subject } from '../../messages/rendering/subject.ts';
import { kindMeanings } from '../../messages/subjects/console/kind-meanings.ts';
import { kinds } from '../../messages/subjects/console/kinds.ts';
import { vendors } from '../../vendors/registry.ts';
import { readText, section, tableRow, tableRows } from './markdown.ts';

it("the user's guide explains every kind in words that hold for every PSA", () => {
  const render = createRenderer(
    catalogOfSubjects([subject(kinds, names), subject(kindMeanings, meanings)], 'en-US'),
    {
      timeZone: 'UTC',
      terms: { vendor: vendors['duo']!.shortName, psa: null },
    },
  );
  const textOf = (id: keyof typeof kinds | keyof typeof kindMeanings) => render({ id, params: {} });
  const explained = tableRows(section(readText('docs/users-guide.md'), '### What the words mean'));
  expect(explained).toEqual(
    usageKinds.map((kind) =>
      tableRow(textOf(`console-kinds.${kind}`), textOf(`console-kind-meanings.${kind}`)),
    ),
  );
});
