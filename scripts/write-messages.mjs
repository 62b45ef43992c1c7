import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import compile from 'icu-minify/compile';
import { root } from './build-state.mjs';

/**
 * `npm run messages`: writes messages/generated from locales/en (docs/messages.md), which is read and compiled only where
 * a text changed. Everything that compiles, tests, or builds the code begins with it.
 */
const locales = join(root, 'locales');
const generated = join(root, 'messages', 'generated');

/** What `icu-minify` compiles the arguments of a text to: `[name]`, or `[name, type, options]`. */
const ofSelect = 1;
const ofPlural = new Set([2, 3]);

const isOfTexts = (name) => name.endsWith('.json') && name !== 'terms.json' && !name.startsWith('errors-');

/** The subjects of a locale: the names of its files of messages. */
export const subjectsOf = (locale) =>
  readdirSync(join(locales, locale))
    .filter(isOfTexts)
    .map((name) => name.slice(0, -'.json'.length))
    .sort();

/** `console-month` is exported as `consoleMonth`. */
export const exportOf = (subject) => subject.replace(/-(\w)/gu, (_all, letter) => letter.toUpperCase());

/** Returns the texts and the params of a subject by ID. Throws, with the ID, for a text that is not ICU MessageFormat. */
export function readSubject(subject, locale = 'en') {
  const file = join(locales, locale, `${subject}.json`);
  const texts = {};
  const params = {};
  for (const [id, entry] of Object.entries(JSON.parse(readFileSync(file, 'utf8')))) {
    const { text, params: written = {} } = typeof entry === 'string' ? { text: entry } : entry;
    texts[id] = text;
    try {
      params[id] = { ...paramsIn(compile(text)), ...written };
    } catch (error) {
      throw new Error(`locales/${locale}/${subject}.json: ${id}: ${error.message}`, { cause: error });
    }
  }
  return { texts, params };
}

/** By name: what selects a plural is a count, what selects words is one of them, and all else is text. */
function paramsIn(compiled) {
  const found = {};
  const look = (node) => {
    if (!Array.isArray(node)) return;
    const [name, type, options] = node;
    if (typeof type === 'string' || Array.isArray(type)) return node.slice(1).forEach(look);
    if (!terms.has(name)) note(name, type, options);
    if (typeof options === 'object') Object.values(options).forEach(lookWithin);
  };
  const lookWithin = (branch) => (Array.isArray(branch) ? branch.forEach(look) : undefined);
  const note = (name, type, options) => {
    if (type === ofSelect) found[name] = Object.keys(options).filter((choice) => choice !== 'other');
    else if (ofPlural.has(type)) found[name] = 'count';
    else found[name] ??= 'text';
  };
  lookWithin(compiled);
  return found;
}

/** Names of the terms, which are no params (messages/terms.ts): in small letters, and to begin a sentence. */
const terms = new Set(
  termNames(JSON.parse(readFileSync(join(locales, 'en', 'terms.json'), 'utf8'))).flatMap((name) => [
    name,
    name.charAt(0).toUpperCase() + name.slice(1),
  ]),
);

function termNames({ vendor: _vendor, psa: _psa, nouns }) {
  const forms = Object.values(nouns).flatMap(({ one, an, many }) => [one, an, many]);
  return [
    'vendor',
    'psa',
    ...forms.map((form) => form.replace(/ (\w)/gu, (_all, letter) => letter.toUpperCase())),
  ];
}

const origin = '// Written by scripts/write-messages.mjs from locales/en.\n';

const moduleOf = (subject, { texts, params }) => `${origin}export const ${exportOf(subject)} = {
  declared: ${JSON.stringify(params, null, 1)},
  texts: ${JSON.stringify(texts, null, 1)},
} as const;
`;

/** Of the Temporal UI: workflows fill them by themselves (messages/temporal-texts.ts), and each bundle carries them. */
const ofWorkflows = 'temporal';

const workflowModule = ({
  texts,
  params,
}) => `${origin}export type TemporalParams = ${JSON.stringify(params, null, 1)};

export const temporalTexts = ${JSON.stringify(texts, null, 1)} as const;
`;

/** Every message but those of workflows. */
const indexOf = (subjects) => {
  const names = subjects
    .filter((subject) => subject !== ofWorkflows)
    .map((subject) => [subject, exportOf(subject)]);
  return `${origin}import type { DeclaredMessages } from '../params.ts';
${names.map(([subject, name]) => `import { ${name} } from './${subject}.ts';`).join('\n')}

export const declarations = {
${names.map(([, name]) => `  ...${name}.declared,`).join('\n')}
} as const satisfies DeclaredMessages;

export const texts: Readonly<Record<keyof typeof declarations, string>> = {
${names.map(([, name]) => `  ...${name}.texts,`).join('\n')}
};
`;
};

const loadersOf = (locales) => `${origin}import type { Translation } from '../translation.ts';

export const loaders: Readonly<Record<string, () => Promise<Translation>>> = {
${locales.map((locale) => `  '${locale}': async () => (await import('./in-${locale}.ts')).translation,`).join('\n')}
};
`;

/** Returns the code of a subject with its texts compiled, so that whoever renders them needs no parser. */
export function compiledModule(subject, declared = readSubject(subject).params) {
  const { texts } = readSubject(subject);
  const compiled = Object.fromEntries(Object.entries(texts).map(([id, text]) => [id, compile(text)]));
  return `export const ${exportOf(subject)} = ${JSON.stringify({ declared, texts: compiled })};\n`;
}

/**
 * The same as the console loads it: without params of the kind `text` and messages that have no others, since its catalogs
 * take for text what is not declared.
 */
export function lightModule(subject) {
  const ofMessages = Object.entries(readSubject(subject).params);
  const light = ofMessages.map(([id, own]) => [
    id,
    Object.entries(own).filter(([, kind]) => kind !== 'text'),
  ]);
  const kept = light.filter(([, own]) => own.length > 0).map(([id, own]) => [id, Object.fromEntries(own)]);
  return compiledModule(subject, Object.fromEntries(kept));
}

/** Other locales have texts alone, of messages and errors, and only those that differ from English. */
const translations = () =>
  readdirSync(locales, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'en')
    .map(({ name }) => name)
    .sort();

function readTranslation(locale) {
  const folder = join(locales, locale);
  const files = readdirSync(folder).map((name) => [
    name,
    JSON.parse(readFileSync(join(folder, name), 'utf8')),
  ]);
  const texts = Object.assign({}, ...files.filter(([name]) => name !== 'terms.json').map(([, own]) => own));
  const terms = files.find(([name]) => name === 'terms.json')?.[1];
  return terms === undefined ? { texts } : { texts, terms };
}

/**
 * Returns the code of a translation as the console loads it: its errors, which have terms alone, as they are, the texts of
 * these subjects compiled, and no others.
 */
export function lightTranslation(locale, subjects) {
  const { texts, ...terms } = readTranslation(locale);
  const wanted = new Set(subjects.flatMap((subject) => Object.keys(readSubject(subject).texts)));
  const light = Object.entries(texts)
    .filter(([id]) => wanted.has(id) || id.startsWith('error.'))
    .map(([id, text]) => [id, wanted.has(id) ? compile(text) : text]);
  return `export const translation = ${JSON.stringify({ texts: Object.fromEntries(light), ...terms })};\n`;
}

/** Files whose content stays keep their time, by which a build knows what changed. */
export function writeMessages() {
  const subjects = subjectsOf('en');
  const codeOf = (subject) =>
    subject === ofWorkflows ? workflowModule(readSubject(subject)) : moduleOf(subject, readSubject(subject));
  const files = new Map(subjects.map((subject) => [`${subject}.ts`, codeOf(subject)]));
  files.set('index.ts', indexOf(subjects));
  files.set('locales.ts', loadersOf(translations()));
  for (const locale of translations())
    files.set(
      `in-${locale}.ts`,
      `${origin}export const translation = ${JSON.stringify(readTranslation(locale), null, 1)};\n`,
    );
  mkdirSync(generated, { recursive: true });
  for (const name of readdirSync(generated)) if (!files.has(name)) rmSync(join(generated, name));
  for (const [name, content] of files) {
    const file = join(generated, name);
    if (!existsSync(file) || readFileSync(file, 'utf8') !== content) writeFileSync(file, content);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writeMessages();
