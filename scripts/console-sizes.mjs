import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { root } from './build-state.mjs';

/**
 * How much JavaScript the console of dist/ loads, in bytes after gzip, compared with what `tools/console-sizes.json` records
 * (docs/decisions/0016-console.md); 1 where a page has 1 % more, with what grew. With `--record` it writes that file.
 * A page is the entry, its screen's chunk, and what they import. What is loaded once it is shown (dialogs, menus, panels)
 * and pages that have no entry here, with the libraries that only they load, count for `all pages` alone. Style sheets and
 * fonts are not counted.
 */
const { values } = parseArgs({
  options: {
    built: { type: 'string', default: join(root, 'dist', 'web') },
    recorded: { type: 'string', default: join(root, 'tools', 'console-sizes.json') },
    record: { type: 'boolean', default: false },
  },
});
const { built, recorded: recordFile } = values;
/** Of a page, above what was recorded. */
const margin = 0.01;
const mostAreas = 8;
/** By the screen that it shows. */
const screens = {
  'sign-in': 'web/screens/sign-in/sign-in-screen.tsx',
  month: 'web/screens/month/screen.tsx',
  usage: 'web/screens/usage/screen.tsx',
};

if (!existsSync(join(built, '.chunks.json'))) {
  console.error('dist/web is missing or old: npm run build');
  process.exit(1);
}
const chunks = new Map(
  JSON.parse(readFileSync(join(built, '.chunks.json'), 'utf8')).map((chunk) => [
    chunk.file,
    { ...chunk, bytes: gzipSync(readFileSync(join(built, chunk.file))).length },
  ]),
);
const pages = {
  ...Object.fromEntries(Object.entries(screens).map(([name, screen]) => [name, filesOf(screen)])),
  'all pages': [...chunks.keys()],
};
const measured = Object.fromEntries(
  Object.entries(pages).map(([name, files]) => [name, { bytes: bytesOf(files), areas: areasOf(files) }]),
);
if (values.record) writeFileSync(recordFile, `${JSON.stringify(measured, null, 2)}\n`);
report(JSON.parse(readFileSync(recordFile, 'utf8')));

/** Files of the page that shows a screen. Throws where no chunk has it. */
function filesOf(screen) {
  const first = [...chunks.values()].filter(({ isEntry, modules }) => isEntry || screen in modules);
  if (!first.some(({ modules }) => screen in modules))
    throw new Error(`no part of the console has ${screen}`);
  const found = new Set(first.map(({ file }) => file));
  // A set is walked to its end, also when it grows meanwhile.
  for (const file of found) for (const imported of chunks.get(file).imports) found.add(imported);
  return [...found];
}

function bytesOf(files) {
  return files.reduce((sum, file) => sum + chunks.get(file).bytes, 0);
}

/** What the files consist of: each part's share of the code before compression, of the bytes after it. */
function areasOf(files) {
  const areas = {};
  for (const { bytes, modules } of files.map((file) => chunks.get(file))) {
    const whole = Object.values(modules).reduce((sum, length) => sum + length, 0);
    for (const [path, length] of Object.entries(modules))
      areas[areaOf(path)] = (areas[areaOf(path)] ?? 0) + (bytes * length) / whole;
  }
  const rounded = Object.entries(areas).map(([name, bytes]) => [name, Math.round(bytes)]);
  return Object.fromEntries(rounded.filter(([, bytes]) => bytes > 0).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A package, a file of texts, or a folder. */
function areaOf(path) {
  const named = /^node_modules\/(?:.*\/node_modules\/)?((?:@[^/]+\/)?[^/]+)/.exec(path);
  if (named !== null) return named[1];
  return path.endsWith('.json') ? path : dirname(path).split('/').slice(0, 3).join('/');
}

function report(recorded) {
  const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
  for (const [name, { bytes, areas }] of Object.entries(measured)) {
    const most = Math.floor((recorded[name]?.bytes ?? 0) * (1 + margin));
    const files = `${pages[name].length} files`;
    console.log(`${name}: ${kilobytes(bytes)} after gzip in ${files}, of ${kilobytes(most)} allowed`);
    if (bytes <= most) continue;
    process.exitCode = 1;
    const grown = Object.entries(areas)
      .map(([area, size]) => [area, size - (recorded[name]?.areas[area] ?? 0)])
      .filter(([, more]) => more > 0)
      .sort(([, a], [, b]) => b - a);
    console.log('  too much; what grew since this was recorded:');
    for (const [area, more] of grown.slice(0, mostAreas)) console.log(`  +${kilobytes(more)} ${area}`);
  }
}
