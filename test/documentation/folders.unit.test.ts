import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder, readText, section, tableRows } from './markdown.ts';

const notSources = new Set(['node_modules', 'dist', 'coverage', 'docs', 'deploy', 'secrets']);

it('docs/architecture.md names every folder that holds sources, and no other', () => {
  const documented = tableRows(section(readText('docs/architecture.md'), '## 2. Folders')).map((row) =>
    (row.split('|')[1] ?? '').trim().replaceAll('`', '').replace(/\/$/u, ''),
  );
  const folders = readdirSync(projectFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !notSources.has(entry.name))
    .filter(({ name }) =>
      readdirSync(join(projectFolder, name), { recursive: true }).some((file) =>
        /\.(tsx?|mjs)$/u.test(file.toString()),
      ),
    )
    .map(({ name }) => name);
  expect(documented.filter((folder) => !folder.includes('/')).sort()).toEqual(folders.sort());
});
