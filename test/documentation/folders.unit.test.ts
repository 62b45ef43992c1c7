import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder, readText, section, tableRows } from './markdown.ts';

const notSources = new Set(['node_modules', 'dist', 'coverage', 'docs', 'deploy', 'secrets']);

/** A table in oxlint.config.mjs, which is one literal: `  folder: ['other', …],` */
function importRules(name: string): ReadonlyMap<string, readonly string[]> {
  const table = new RegExp(`const ${name} = \\{\\n([\\s\\S]*?)\\n\\};`, 'u').exec(
    readText('oxlint.config.mjs'),
  )?.[1];
  if (table === undefined) throw new Error(`oxlint.config.mjs has no table ${name}`);
  return new Map(
    [...table.matchAll(/^ {2}'?([\w-]+)'?: \[(.*)\],$/gmu)].map(([, folder, list]) => [
      folder ?? '',
      [...(list ?? '').matchAll(/'([^']+)'/gu)].map(([, allowed]) => allowed ?? ''),
    ]),
  );
}

/** Folder by its third column: names, or none where it says something else. */
const documented = new Map(
  tableRows(section(readText('docs/architecture.md'), '## 2. Folders')).map((row) => {
    const [, folder, , allowed] = row.split('|').map((cell) => cell.trim());
    return [(folder ?? '').replaceAll('`', '').replace(/\/$/u, ''), allowed ?? ''] as const;
  }),
);

describe('the folders in docs/architecture.md', () => {
  it('are all folders that hold sources', () => {
    const folders = readdirSync(projectFolder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !notSources.has(entry.name))
      .filter(({ name }) =>
        readdirSync(join(projectFolder, name), { recursive: true }).some((file) =>
          /\.(tsx?|mjs)$/u.test(file.toString()),
        ),
      )
      .map(({ name }) => name);
    expect([...documented.keys()].filter((folder) => !folder.includes('/')).sort()).toEqual(folders.sort());
  });

  it('may import what the lint rule allows', () => {
    const layers = [...importRules('layers')].map(([layer, allowed]) => [`web/${layer}`, allowed] as const);
    const rules = [...importRules('mayImport'), ...layers];
    expect(rules.length).toBeGreaterThan(15);
    for (const [folder, allowed] of rules) {
      const expected = allowed.length === 0 ? 'nothing' : allowed.map((name) => `\`${name}\``).join(', ');
      expect([folder, documented.get(folder)]).toEqual([folder, expected]);
    }
  });
});
