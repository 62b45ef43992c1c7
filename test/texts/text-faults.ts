import { readFileSync } from 'node:fs';
import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser';
import type { DeclaredParams, ParamKind } from '../../messages/params.ts';
import { termsOf } from '../../messages/terms.ts';

const termNames = Object.keys(termsOf(null));

/** Phrases that `npm run words` rejects everywhere. */
const never = readFileSync('tools/words/never.txt', 'utf8').trim().split('\n');

/** Names and nouns that a text gets as terms, since they differ by vendor and PSA. */
const termWords =
  /\bthe (vendor|PSA)\b|\b(?<!your )(agreements?|compan(y(?! at this site|, the site| and the site| and site)|ies))\b|\b(ConnectWise|Autotask|HaloPSA|Duo)\b/iu;

const plurals: ReadonlySet<ParamKind> = new Set(['count', 'number', 'quantity', 'change']);

/**
 * Returns what is wrong with a text: its syntax, params other than it declares, a name in the place of a term, a word of
 * the list above, a capital within a sentence, typewriter quotes, a dash in the place of a sentence.
 * @param properNouns words that have a capital everywhere; null: the text is of one vendor or PSA and names its screens,
 *   fields and rights as they are there
 */
export function textFaults(
  text: string,
  declared: DeclaredParams,
  properNouns: ReadonlySet<string> | null,
): readonly string[] {
  let elements: readonly MessageFormatElement[];
  try {
    elements = parse(text);
  } catch (error) {
    return [`is not ICU MessageFormat: ${error instanceof Error ? error.message : String(error)}`];
  }
  const found: Found = { params: new Map(), words: '', faults: [] };
  for (const element of elements) look(element, found, declared);
  const named = Object.keys(declared);
  return [
    ...found.faults,
    ...named.filter((name) => termNames.includes(name)).map((name) => `{${name}} is a term, not a param`),
    ...named.filter((name) => !found.params.has(name)).map((name) => `does not show {${name}}`),
    ...[...found.params.keys()]
      .filter((name) => !named.includes(name) && !termNames.includes(name))
      .map((name) => `{${name}} is not declared`),
    ...never
      .filter((word) => new RegExp(`\\b${word}\\b`, 'u').test(found.words))
      .map((word) => `says "${word}"`),
    ...(properNouns === null ? [] : names(found.words, properNouns)),
  ];
}

const names = (words: string, properNouns: ReadonlySet<string>): readonly string[] => [
  ...[termWords.exec(words)?.[0]]
    .filter((word) => word !== undefined)
    .map((word) => `says "${word}", which is a term`),
  ...capitals(words, properNouns).map((word) => `"${word}" has a capital within a sentence`),
];

interface Found {
  readonly params: Map<string, ParamKind | undefined>;
  /** The text with a mark for each param. */
  words: string;
  readonly faults: string[];
}

/** Of a private use area, so that no text has it. */
const mark = '\uE000';

function look(element: MessageFormatElement, found: Found, declared: DeclaredParams): void {
  switch (element.type) {
    case TYPE.literal:
      found.words += element.value;
      if (/['"]/u.test(element.value)) found.faults.push('has a straight quote: write ’, “ and ”');
      if (/—| – /u.test(element.value)) found.faults.push('has a dash: write two sentences');
      return;
    case TYPE.argument:
      found.params.set(element.value, declared[element.value]);
      // A term with a capital begins a sentence.
      found.words += mark;
      return;
    case TYPE.plural:
    case TYPE.select: {
      found.params.set(element.value, declared[element.value]);
      const kind = declared[element.value];
      const keys = Object.keys(element.options);
      if (element.type === TYPE.plural && (kind === undefined || !plurals.has(kind)))
        found.faults.push(`{${element.value}} selects a plural, and is no number`);
      if (element.type === TYPE.select) {
        const choices = typeof kind === 'object' ? kind : [];
        const wrong = [...choices, 'other'].filter((key) => !keys.includes(key));
        const more = keys.filter((key) => key !== 'other' && !choices.includes(key));
        if (wrong.length > 0) found.faults.push(`{${element.value}} has no text for ${wrong.join(', ')}`);
        if (more.length > 0) found.faults.push(`{${element.value}} is never ${more.join(', ')}`);
      }
      for (const option of Object.values(element.options)) {
        for (const one of option.value) look(one, found, declared);
        // Alternatives are not one sentence.
        found.words += mark;
      }
      return;
    }
    case TYPE.tag:
      for (const one of element.children) look(one, found, declared);
      return;
    case TYPE.pound:
      found.words += mark;
      return;
    default:
      found.faults.push('leave formats to the kind of the param: {count}, not {count, number}');
  }
}

/** Words with a capital that begin no sentence. What is in backquotes, or bold or slanted in Markdown, is a name. */
function capitals(words: string, properNouns: ReadonlySet<string>): readonly string[] {
  const text = words.replace(/`[^`]*`|\*{1,2}[^*\s][^*]*\*{1,2}/gu, mark);
  return [...text.matchAll(/(?<before>^|[^\p{L}\p{N}’']*)(?<word>\p{Lu}[\p{L}\p{N}’'-]*)/gu)]
    .filter(({ groups = {}, index }) => {
      const start = index + (groups['before'] ?? '').length;
      const before = text.slice(0, start);
      // The beginning of a text, of a sentence, of an alternative, of a button's or a page's name.
      return !(before.trim() === '' || /[.!?:›"“([\uE000]\s*$|› $/u.test(before));
    })
    .map(({ groups = {} }) => (groups['word'] ?? '').replace(/['’]s$/u, ''))
    .filter((word) => !properNouns.has(word) && word !== word.toUpperCase());
}
