import { execFileSync } from 'node:child_process';
import { errorTexts } from '../../messages/error-texts.ts';
import { fillTerms, termsOf } from '../../messages/terms.ts';
import { psas } from '../../psa/registry.ts';
import { subjectsOf, readSubject } from '../../scripts/write-messages.mjs';
import { vendors } from '../../vendors/registry.ts';
import { projectFolder, readText } from './markdown.ts';

/** A value that a param puts in. */
const value = 'X';

/** Texts of the catalog by ID, without those that one vendor or PSA has. */
const texts = [
  ...Object.entries(errorTexts),
  ...subjectsOf('en').flatMap((subject) => Object.entries(readSubject(subject).texts)),
];

const sources = (folder: string): readonly string[] =>
  execFileSync('git', ['ls-files', folder], { cwd: projectFolder, encoding: 'utf8' })
    .split('\n')
    .filter((path) => /\.tsx?$/u.test(path) && !/\.(test|fixture)\.tsx?$/u.test(path));

/** Sounded with a consonant or a vowel, whatever their first letter. */
const consonants = /^(?:uni|use|usa|usu|one\b|eu|u\b|uuid)/iu;
const vowels =
  /^(?:hour|honest|heir|HTTP|https|HMAC|HTML|MSP|SHA|SQL|SSL|SSO|NFR|RFC|LDAP|XML|X\b|8|11\b|18\b)/u;

/** What is wrong with a rendered text; null: nothing that this test knows. */
function faultOf(text: string): string | null {
  for (const [whole, article, word] of text.matchAll(/(?<![\p{L}’'-])([Aa]n?) ([\p{L}\d]+)/gu)) {
    if (article === undefined || word === undefined || word === value) continue;
    const isVowel = vowels.test(word) || (/^[aeiou]/iu.test(word) && !consonants.test(word));
    if (isVowel !== /n$/u.test(article)) return whole;
  }
  const repeated =
    /\b(an?|the|of|to|in)\s+\1\b/iu.exec(text) ??
    /\b(?:an|one) (\p{L}{4,}) (?:without|of|for|to) an? \1\b/iu.exec(text) ??
    /\bone (\p{L}{4,}) [^.]{0,40}\btwo \1s\b/iu.exec(text);
  return repeated?.[0] ?? null;
}

describe('the grammar of texts', () => {
  it.each(Object.values(psas).map(({ name, words }) => [name, words] as const))(
    'holds in the names of %s',
    (psa, words) => {
      const vendor = Object.values(vendors)[0]!.shortName;
      const terms = termsOf({ vendor, psa, words });
      const faults = texts.flatMap(([id, text]) => {
        const fault = faultOf(fillTerms(text, terms).replace(/\{\w+\}/gu, value));
        return fault === null ? [] : [`${id}: "${fault}" in "${text}"`];
      });
      expect(faults).toEqual([]);
    },
  );

  it('is left to the code that knows the word wherever the console puts one in', () => {
    const before = /\b[Aa]n? (?:\$\{|\{)(?:[\w.]+\.)?(?:agreement|company|product|one|psa|vendor)\}/u;
    expect(sources('web').filter((path) => before.test(readText(path)))).toEqual([]);
  });

  it('is broken by an article before the wrong sound and by a word that means two things', () => {
    expect(['an contract', 'a agreement', 'an account without an account', 'One account cannot belong to two accounts'].map(faultOf)).not.toContain(null); // prettier-ignore
    expect(['an hour', 'a user', 'a unit', 'an MSP', 'an account without a company'].map(faultOf)).toEqual([null, null, null, null, null]); // prettier-ignore
  });
});
