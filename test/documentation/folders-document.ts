import { readFileSync } from 'node:fs';

const introduction = `# What may import what

The lint rule of each folder, and of each layer of the console. What they hold: [Architecture 2](../architecture.md#2-folders).

\`npm run docs\` generates this page from \`oxlint.config.mjs\`.`;

/** A table in oxlint.config.mjs, which is one literal: `  folder: ['other', …],` */
function importRules(name: string): readonly (readonly [folder: string, allowed: readonly string[]])[] {
  const config = readFileSync('oxlint.config.mjs', 'utf8');
  const table = new RegExp(`const ${name} = \\{\\n([\\s\\S]*?)\\n\\};`, 'u').exec(config)?.[1];
  if (table === undefined) throw new Error(`oxlint.config.mjs has no table ${name}`);
  return [...table.matchAll(/^ {2}'?([\w-]+)'?: \[(.*)\],$/gmu)].map(([, folder, list]) => [
    folder ?? '',
    [...(list ?? '').matchAll(/'([^']+)'/gu)].map(([, allowed]) => allowed ?? ''),
  ]);
}

const table = (heading: string, name: string, prefix: string): string =>
  [
    `| ${heading} | May import |`,
    '|---|---|',
    ...importRules(name).map(
      ([folder, allowed]) =>
        `| \`${prefix}${folder}/\` | ${allowed.length === 0 ? 'nothing' : allowed.map((one) => `\`${one}\``).join(', ')} |`,
    ),
  ].join('\n');

/** Returns docs/reference/folders.md. */
export const foldersDocument = (): string =>
  [introduction, table('Folder', 'mayImport', ''), table('Layer', 'layers', 'web/')]
    .join('\n\n')
    .concat('\n');
