import { join } from 'node:path';
import '../../cli/commands/index.ts';

it('help is printed without loading what any command does', () => {
  const loaded = Object.keys(require.cache);
  expect(loaded).toContain(join(process.cwd(), 'cli', 'commands', 'index.ts'));
  expect(loaded.filter((file) => /cli\/commands\/(?!index)|node_modules\/(pg|kysely)\//u.test(file))).toEqual(
    [],
  );
});
