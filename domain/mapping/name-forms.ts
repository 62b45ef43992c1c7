/** A company name in the forms that suggestions compare (RULES 11: case, diacritics, punctuation, legal forms). */
export interface NameForms {
  /** NFC, trimmed: equal means an exact match. */
  readonly exact: string;
  readonly caseless: string;
  readonly plain: string;
  /** Letters and digits of any script, single blanks, `&` and `+` read as "and". */
  readonly words: string;
  /** Without legal forms. */
  readonly core: string;
}

const legalForms: ReadonlySet<string> = new Set(
  (
    'inc incorporated llc lllp llp lp ltd limited corp corporation co company pc pllc pa plc gmbh ag kg ug sa sas sarl ' +
    'srl spa bv nv ab as asa aps oy oyj pty cic ev eg se kk'
  ).split(' '),
);

/** ConnectWise cuts company names at 50 characters (connectwise.md 6.1). */
export const companyNameLimit = 50;

export function nameForms(name: string): NameForms {
  const exact = name.normalize('NFC').trim();
  const caseless = exact.toLowerCase().replace(/\s+/g, ' ');
  const plain = withoutDiacritics(caseless);
  const words = plain
    // Dots and apostrophes stand inside words: "St. Mary's" and "L.L.C.".
    .replace(/['’`´.]/g, '')
    .replace(/[&+]/g, ' and ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return { exact, caseless, plain, words, core: withoutLegalForms(words) };
}

function withoutDiacritics(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/ß/g, 'ss')
    .replace(/ø/g, 'o')
    .replace(/æ/g, 'ae')
    .replace(/ł/g, 'l');
}

/** Legal forms at the end, as many as there are, and a leading "the"; never the whole name. */
function withoutLegalForms(words: string): string {
  const tokens = words.split(' ');
  while (tokens.length > 1 && legalForms.has(tokens[tokens.length - 1] ?? '')) tokens.pop();
  if (tokens.length > 1 && tokens[0] === 'the') tokens.shift();
  return tokens.join(' ');
}

export const tokensOf = (core: string): readonly string[] => [
  ...new Set(core.split(' ').filter((token) => token !== '' && token !== 'and')),
];
