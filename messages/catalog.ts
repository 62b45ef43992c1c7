import compile from 'icu-minify/compile';
import type { CompiledMessage } from 'icu-minify/format';
import { declarations } from './declarations.ts';
import type { DeclaredParams } from './params.ts';
import { withNumbers } from './rendering/compiled.ts';
import { pseudo } from './rendering/pseudo.ts';
import type { Catalog } from './rendering/renderer.ts';
import { english } from './texts.ts';

/** Every message of the service, for the API, workers and commands. The console has subjects of its own. */

type Texts = Readonly<Record<string, string | CompiledMessage>>;

/** By locale; a language is one more folder of `locales/`, and one more entry here. */
const texts: Readonly<Record<string, Texts>> = { en: english };

/** Longer, accented and bracketed English: shows literals and texts that are cut off. In no file. */
export const pseudoLocale = 'en-XA';

/** What `Accept-Language` may choose among, the default first. */
export const locales: readonly string[] = [
  'en',
  ...Object.keys(texts).filter((one) => one !== 'en'),
  pseudoLocale,
];

const catalogs = new Map<string, Catalog>();

/** Returns the catalog of a locale; English where there is none. Texts are compiled when they are first shown. */
export function catalogOf(locale: string): Catalog {
  const known = catalogs.get(locale);
  if (known !== undefined) return known;
  const catalog =
    locale === pseudoLocale ? compiledCatalog('en', english, pseudo) : compiledCatalog(...textsOf(locale));
  catalogs.set(locale, catalog);
  return catalog;
}

const textsOf = (locale: string): [locale: string, own: Texts] => {
  const own = Object.hasOwn(texts, locale) ? texts[locale] : undefined;
  return own === undefined ? ['en', english] : [locale, own];
};

const paramsOf = (id: string): DeclaredParams | undefined =>
  Object.hasOwn(declarations, id) ? declarations[id as keyof typeof declarations] : undefined;

function compiledCatalog(
  locale: string,
  own: Texts,
  change: (text: CompiledMessage) => CompiledMessage = (text) => text,
): Catalog {
  const compiled = new Map<string, CompiledMessage>();
  return {
    // "en" is the United States' English (docs/messages.md).
    locale: locale === 'en' ? 'en-US' : locale,
    paramsOf,
    textOf: (id) => {
      const before = compiled.get(id);
      if (before !== undefined) return before;
      const text = Object.hasOwn(own, id) ? own[id] : undefined;
      if (text === undefined) return undefined;
      // Jest compiles the texts that the console has in common with the service.
      const ready = typeof text === 'string' ? compile(text) : text;
      const now = change(withNumbers(ready, paramsOf(id) ?? {}));
      compiled.set(id, now);
      return now;
    },
  };
}
