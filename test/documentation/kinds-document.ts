import { usageKinds } from '../../domain/usage/line-kinds.ts';
import { fillTerms, termsOf } from '../../messages/terms.ts';
import { readSubject } from '../../scripts/write-messages.mjs';
import { vendors } from '../../vendors/registry.ts';

const introduction = `# Kinds of usage lines

What the console calls each kind, what it means, and what to do. The code is that of the API; how a kind is found: [RULES 8](../rules.md#kinds).

\`npm run docs\` generates this page from \`domain/usage/\` and \`locales/en/\`.`;

const terms = termsOf({ vendor: vendors['duo']!.shortName, psa: null });

// They have terms and no other params.
const names = readSubject('console-kinds').texts;
const meanings = readSubject('console-kind-meanings').texts;

/** Returns docs/reference/kinds.md. */
export const kindsDocument = (): string =>
  [
    introduction,
    [
      '| Kind | Code | What it means, and what to do |',
      '|---|---|---|',
      ...usageKinds.map((kind) => {
        const cells = [names[`console-kinds.${kind}`], meanings[`console-kind-meanings.${kind}`]];
        const [name, meaning] = cells.map((text) => fillTerms(text ?? '', terms));
        return `| ${name} | \`${kind}\` | ${meaning} |`;
      }),
    ].join('\n'),
  ]
    .join('\n\n')
    .concat('\n');
