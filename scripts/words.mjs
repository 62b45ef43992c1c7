import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './build-state.mjs';
import { runProgram } from './run-program.mjs';

/**
 * `npm run words`: the language of code, comments, tests and documents. Fails on a misspelled word, on one of
 * tools/words/never.txt, and when the words of look-twice.txt in prose are more than their limit, which may only fall.
 * `--list` prints each of the latter, `--lower` sets the limit to their present number.
 */
const folder = join(root, 'tools', 'words');
const read = (name) => readFileSync(join(folder, name), 'utf8').trim().split('\n');
const limitFile = join(folder, 'look-twice.limit');

/** Written by programs, or quoted from others. */
const excluded =
  /^(?:tools\/words\/|test\/(?:texts\/|packaging\/kubernetes\/schemas)|docs\/(?:openapi\.json|errors\.md|reference\/|pictures\/)|package-lock\.json|\.git-blame)|\.(?:webp|png|svg|woff2|gz|snap)$|histories\/|recordings\//u;

const tracked = () =>
  execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' })
    .trim()
    .split('\n')
    .filter((path) => !excluded.test(path));

const anyOf = (words) =>
  new RegExp(`\\b(?:${words.map((word) => word.replaceAll(' ', '\\s+')).join('|')})\\b`, 'giu');

/** Comments and names of tests; of a document, all but code. */
function proseOf(path, text) {
  if (path.endsWith('.md')) return text.replace(/```[\s\S]*?```|`[^`\n]*`/gu, ' ');
  if (!/\.(?:[cm]?[jt]sx?)$/u.test(path)) return '';
  const comments = text.match(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gmu) ?? [];
  const names = [...text.matchAll(/\b(?:it|describe|test)(?:\.\w+)*(?:\([^'"`]*?\))?\(\s*(['"`])(.*?)\1/gu)];
  return [...comments, ...names.map(([, , name]) => name)].join('\n').replace(/`[^`\n]*`/gu, ' ');
}

const lineAt = (text, index) => text.slice(0, index).split('\n').length;

const files = tracked();
const never = anyOf(read('never.txt'));
const lookTwice = anyOf(read('look-twice.txt'));
const faults = [];
let twice = 0;
for (const path of files) {
  const text = readFileSync(join(root, path), 'utf8');
  for (const { 0: word, index } of text.matchAll(never))
    faults.push(`${path}:${lineAt(text, index)}: "${word}"`);
  const found = proseOf(path, text).match(lookTwice) ?? [];
  if (process.argv.includes('--list') && found.length > 0)
    console.log(`${found.length} ${path}: ${found.join(', ')}`);
  twice += found.length;
}

const cache = join(root, 'node_modules', '.cache');
mkdirSync(cache, { recursive: true });
const list = join(cache, 'words.txt');
// Whole paths: others are read from where the list is.
writeFileSync(list, files.map((path) => join(root, path)).join('\n'));
const spelling = await runProgram(join(root, 'node_modules', '.bin', 'cspell'), [
  ...['--no-progress', '--no-summary', '--no-must-find-files', '--cache', '--cache-location'],
  join(cache, 'cspell'),
  ...['--file-list', list],
]);
if (spelling.code !== 0) faults.push(spelling.said.trim());

const limit = Number(readFileSync(limitFile, 'utf8'));
console.log(`words to look at twice: ${twice}, at most ${limit}`);
if (twice > limit)
  faults.push(`${twice} words of tools/words/look-twice.txt in prose, more than ${limit}: --list`);
if (twice < limit && process.argv.includes('--lower')) writeFileSync(limitFile, `${twice}\n`);
for (const fault of faults) console.error(fault);
process.exit(faults.length === 0 ? 0 : 1);
