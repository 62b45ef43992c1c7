import { join } from 'node:path';
import { commands } from '../../cli/commands/index.ts';
import { codeNames, readText, section, tableRows } from './markdown.ts';

/** The rows of the table of commands, by the command in their first column. */
const documented = new Map(
  tableRows(section(readText('docs/operating/commands.md'), '## Commands')).map((row) => {
    const [, command] = row.split('|').map((cell) => cell.trim());
    return [(command ?? '').replaceAll('`', ''), row] as const;
  }),
);

describe('docs/operating/commands.md', () => {
  it('describes every command of the command line with its options, and no other', () => {
    expect([...documented.keys()].sort()).toEqual(commands.map(({ name }) => name).sort());
    for (const { name, options } of commands) {
      const named = [...codeNames(documented.get(name) ?? '')].filter((code) => code.startsWith('--'));
      expect([name, ...named.sort()]).toEqual([name, ...options.map(({ flags }) => flags).sort()]);
    }
  });
});

it('is printed as help without loading what any command does', () => {
  const loaded = Object.keys(require.cache);
  expect(loaded).toContain(join(process.cwd(), 'cli', 'commands', 'index.ts'));
  expect(loaded.filter((file) => /cli\/commands\/(?!index)|node_modules\/(pg|kysely)\//u.test(file))).toEqual(
    [],
  );
});
