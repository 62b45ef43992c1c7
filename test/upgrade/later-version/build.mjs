import { cpSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildService } from '../../../scripts/build-service.mjs';
import { root } from '../../../scripts/build-state.mjs';

/**
 * `node test/upgrade/later-version/build.mjs FOLDER`, after a build: the version of the work tree with the migrations of
 * `migrations.ts` behind its own, as `FOLDER/dist`. All else is the same.
 */
const [, , folder] = process.argv;
const own = join(root, 'db', 'migrations', 'index.ts');
const later = join(root, 'test', 'upgrade', 'later-version', 'migrations.ts');

cpSync(join(root, 'dist'), join(folder, 'dist'), { recursive: true });
symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
cpSync(join(root, 'package.json'), join(folder, 'package.json'));

const laterMigrations = {
  name: 'later-migrations',
  resolveId(source, importer) {
    if (importer === undefined || importer === later || !source.startsWith('.')) return null;
    return join(dirname(importer), source) === own ? later : null;
  },
};
await buildService({ dir: join(folder, 'dist'), plugins: [laterMigrations] });
