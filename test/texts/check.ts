import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { declarations as ofService } from '../../messages/declarations.ts';
import type { DeclaredMessages } from '../../messages/params.ts';
import { temporal } from '../../messages/subjects/temporal.ts';
import { errors } from '../../contracts/errors.ts';
import { psas } from '../../psa/registry.ts';
import { vendors } from '../../vendors/registry.ts';
import { noWords } from './literal-files.ts';
import { literalsOf } from './literals.ts';
import { textFaults } from './text-faults.ts';
import { unusedIds } from './unused.ts';

/**
 * `npm run check`: the texts of locales/en against what their messages declare, and both against the code that uses
 * them (docs/messages.md). Prints what is wrong, one line each; 1 where there is something.
 */
const ofConsole = 'messages/subjects/console';
const modules = await Promise.all(
  readdirSync(ofConsole).map(
    (file) => import(`../../${ofConsole}/${file}`) as Promise<Readonly<Record<string, DeclaredMessages>>>,
  ),
);
const declarations: DeclaredMessages = Object.assign(
  { ...ofService, ...temporal },
  ...modules.flatMap((module) => Object.values(module)),
);
const folder = 'locales/en';
const properNouns = new Set(readFileSync('locales/proper-nouns.txt', 'utf8').split(/\s+/u));
/** Texts of one vendor or PSA. */
const ofOneKind = new Set(
  [...Object.keys(vendors), ...Object.keys(psas), 'kinds'].map((kind) => `${kind}.json`),
);
const faults: string[] = [];
const texts = new Map<string, string>();
for (const file of readdirSync(folder).filter((name) => name !== 'terms.json')) {
  const own = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Readonly<Record<string, string>>;
  for (const [id, text] of Object.entries(own)) {
    const at = `${folder}/${file}: ${id}`;
    // Filled without the library (messages/temporal-texts.ts).
    if (file === 'temporal.json' && /\{\w+,/u.test(text)) faults.push(`${at}: has a plural or a choice`);
    if (texts.has(id)) faults.push(`${at}: a text with this ID is in another file too`);
    texts.set(id, text);
    const params = id.startsWith('error.') && !(id in declarations) ? {} : declaredOf(id);
    if (params === undefined) faults.push(`${at}: no subject declares it`);
    else
      faults.push(
        ...textFaults(text, params, ofOneKind.has(file) ? null : properNouns).map(
          (fault) => `${at}: ${fault}`,
        ),
      );
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
  .filter((path) => path !== '' && !/\.(test|fixture)\.tsx?$|^(messages\/subjects|test|tools)\//u.test(path))
  .map((path) => ({ path, source: readFileSync(path, 'utf8') }));
faults.push(
  ...unusedIds(
    Object.keys(declarations),
    sources.map(({ source }) => source),
  ).map((id) => `messages/subjects: ${id} is not used`),
);
/** Without what only tests and contract suites use. */
const withWords =
  /^(?:(?:domain|use-cases|api)\/|(?:psa|vendors)\/(?!testing\/|contract-suite\.ts)|web\/(?!build\/))/u;
for (const { path, source } of sources) {
  if (!withWords.test(path) || noWords.has(path)) continue;
  const literals = literalsOf(path, source);
  faults.push(...literals.map(({ line, text }) => `${path}:${line}: "${text}" belongs in the catalog`));
}

function declaredOf(id: string) {
  return Object.hasOwn(declarations, id) ? declarations[id] : undefined;
}

if (faults.length > 0) console.log(faults.join('\n'));
process.exitCode = faults.length === 0 ? 0 : 1;
