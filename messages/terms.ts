import english from '../locales/en/terms.json' with { type: 'json' };

/**
 * Names and nouns of the vendor and the PSA that a text is about, from their registry entries. Every render gets them;
 * they are never params in a row.
 */
export interface Terminology {
  /** Null: not known which one is meant. */
  readonly vendor: string | null;
  readonly psa: string | null;
  /** The PSA's own nouns, as its registry entry has them in English; absent or null: the common ones. */
  readonly words?: Readonly<Record<Noun, { readonly one: string }>> | null | undefined;
}

const nouns = ['agreement', 'company', 'product'] as const;
type Noun = (typeof nouns)[number];

type Term =
  | 'vendor'
  | 'psa'
  | 'agreement'
  | 'anAgreement'
  | 'agreements'
  | 'company'
  | 'aCompany'
  | 'companies'
  | 'product'
  | 'aProduct'
  | 'products';
/** With a capital letter at the beginning of a sentence: `{psa}`, `{Psa}`. */
type TermName = Term | Capitalize<Term>;
export type Terms = Readonly<Record<TermName, string>>;

/** The common words of a locale (`terms.json`), for what is not known or has no name of its own. */
export interface TermTexts {
  readonly vendor: string;
  readonly psa: string;
  readonly nouns: Readonly<Record<Noun, NounTexts>>;
  /** By what a PSA calls it. */
  readonly psaNouns: Readonly<Record<string, NounTexts>>;
}

interface NounTexts {
  readonly one: string;
  readonly an: string;
  readonly many: string;
}

const unknown: Terminology = { vendor: null, psa: null };
const known = new WeakMap<TermTexts, WeakMap<Terminology, Terms>>();

/** Returns every term for one integration; for null, the common words: "the PSA", "agreement". */
export function termsOf(terminology: Terminology | null, texts: TermTexts = english): Terms {
  const about = terminology ?? unknown;
  const ofLocale = known.get(texts) ?? new WeakMap<Terminology, Terms>();
  known.set(texts, ofLocale);
  const before = ofLocale.get(about);
  if (before !== undefined) return before;
  const terms = termsIn(texts, about);
  ofLocale.set(about, terms);
  return terms;
}

function termsIn(texts: TermTexts, { vendor, psa, words }: Terminology): Terms {
  const noun = (name: Noun) => texts.psaNouns[words?.[name].one ?? name] ?? texts.nouns[name];
  const [agreement, company, product] = nouns.map(noun) as [NounTexts, NounTexts, NounTexts];
  const small: Readonly<Record<Term, string>> = {
    vendor: vendor ?? texts.vendor,
    psa: psa ?? texts.psa,
    agreement: agreement.one,
    anAgreement: agreement.an,
    agreements: agreement.many,
    company: company.one,
    aCompany: company.an,
    companies: company.many,
    product: product.one,
    aProduct: product.an,
    products: product.many,
  };
  return Object.fromEntries(
    Object.entries(small).flatMap(([name, text]) => [
      [name, text],
      [capital(name), capital(text)],
    ]),
  ) as Terms;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Fills the terms into a text that has no other params. */
export const fillTerms = (text: string, terms: Terms): string =>
  text.replace(/\{(\w+)\}/gu, (whole, name: string) => (name in terms ? terms[name as TermName] : whole));
