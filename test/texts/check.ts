import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { declarations as catalog } from '../../messages/generated/index.ts';
import { locales } from '../../messages/locales.ts';
import type { DeclaredMessages } from '../../messages/params.ts';
import { errors } from '../../contracts/errors.ts';
import { readSubject } from '../../scripts/write-messages.mjs';
import { psas } from '../../psa/registry.ts';
import { vendors } from '../../vendors/registry.ts';
import { noWords } from './literal-files.ts';
import { literalsOf } from './literals.ts';
import { textFaults } from './text-faults.ts';
import { unusedIds } from './unused.ts';

/**
 * `npm run check`: the texts of locales/en, and against them the code that uses them (docs/messages.md). Prints what is
 * wrong, one line each; 1 where there is something.
 */
const declarations: DeclaredMessages = { ...catalog, ...readSubject('temporal').params };
const folder = 'locales/en';

/** A text; with the kinds of those params that it does not tell (docs/messages.md). */
type Entry = string | { readonly text: string };

const properNouns = new Set(readFileSync('locales/proper-nouns.txt', 'utf8').split(/\s+/u));
/** Texts of one vendor or PSA. */
const ofOneKind = new Set(
  [...Object.keys(vendors), ...Object.keys(psas), 'kinds'].map((kind) => `${kind}.json`),
);
const faults: string[] = [];
const texts = new Map<string, string>();
for (const file of readdirSync(folder).filter((name) => name !== 'terms.json')) {
  const own = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Readonly<Record<string, Entry>>;
  for (const [id, entry] of Object.entries(own)) {
    const text = typeof entry === 'string' ? entry : entry.text;
    const at = `${folder}/${file}: ${id}`;
    // Filled without the library (messages/temporal-texts.ts).
    if (file === 'temporal.json' && /\{\w+,/u.test(text)) faults.push(`${at}: has a plural or a choice`);
    if (texts.has(id)) faults.push(`${at}: a text with this ID is in another file too`);
    texts.set(id, text);
    const proper = ofOneKind.has(file) ? null : properNouns;
    faults.push(...textFaults(text, declarations[id] ?? {}, proper).map((fault) => `${at}: ${fault}`));
  }
}
/** Of another locale: texts alone, of messages that English has, with the same params. */
for (const locale of locales.filter((one) => one !== 'en'))
  for (const file of readdirSync(`locales/${locale}`).filter((name) => name !== 'terms.json')) {
    const own = JSON.parse(readFileSync(`locales/${locale}/${file}`, 'utf8')) as Readonly<
      Record<string, string>
    >;
    for (const [id, text] of Object.entries(own)) {
      const found = texts.has(id)
        ? textFaults(text, declarations[id] ?? {}, null)
        : ['English has no such message'];
      faults.push(...found.map((fault) => `locales/${locale}/${file}: ${id}: ${fault}`));
    }
  }
for (const code of Object.keys(errors))
  for (const id of [`error.${code}`, `error.${code}.advice`])
    if (!texts.has(id)) faults.push(`${folder}: ${id} is missing`);
for (const id of texts.keys()) {
  const code = /^error\.(\w+?)(?:\.advice)?$/u.exec(id)?.[1];
  if (code !== undefined && !(code in errors)) faults.push(`${folder}: ${id}: there is no such code`);
}
const sources = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.ts', '*.tsx'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && !/\.(test|fixture)\.tsx?$|^(messages\/generated|test|tools)\//u.test(path))
  .map((path) => ({ path, source: readFileSync(path, 'utf8') }));
faults.push(
  ...unusedIds(
    Object.keys(declarations),
    sources.map(({ source }) => source),
  ).map((id) => `${folder}: ${id} is not used`),
);
/** Without what only tests and contract suites use. */
const withWords =
  /^(?:(?:domain|use-cases|api)\/|(?:psa|vendors)\/(?!testing\/|contract-suite\.ts)|web\/(?!build\/))/u;
for (const { path, source } of sources) {
  if (!withWords.test(path) || noWords.has(path)) continue;
  const literals = literalsOf(path, source);
  faults.push(...literals.map(({ line, text }) => `${path}:${line}: "${text}" belongs in the catalog`));
}

if (faults.length > 0) console.log(faults.join('\n'));
process.exitCode = faults.length === 0 ? 0 : 1;
