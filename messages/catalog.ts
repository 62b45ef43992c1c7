import compile from 'icu-minify/compile';
import type { CompiledMessage } from 'icu-minify/format';
import { errorTexts } from './error-texts.ts';
import { declarations, texts } from './generated/index.ts';
import { intlLocaleOf, locales as withTexts, pseudoLocale, translationOf } from './locales.ts';
import type { Texts } from './translation.ts';
import type { DeclaredParams } from './params.ts';
import { withNumbers } from './rendering/compiled.ts';
import { pseudo } from './rendering/pseudo.ts';
import type { Catalog } from './rendering/renderer.ts';

/** Every message, for the API, workers and commands. A screen of the console loads subjects of its own. */
const english: Texts = { ...errorTexts, ...texts };

/** What `Accept-Language` may choose among, the default first. */
export const locales: readonly string[] = [...withTexts, pseudoLocale];

const catalogs = new Map<string, Catalog>();

/**
 * Returns the catalog of a locale; English where there is none, or it is not loaded (locales.ts). Texts are compiled when
 * they are first shown.
 */
export function catalogOf(locale: string): Catalog {
  const translation = translationOf(locale);
  const of = translation === undefined && locale !== pseudoLocale ? 'en' : locale;
  const known = catalogs.get(of);
  if (known !== undefined) return known;
  const own = { ...english, ...translation?.texts };
  const catalog = {
    ...compiledCatalog(own, of === pseudoLocale ? pseudo : undefined),
    locale: intlLocaleOf(of),
    ...(translation?.terms === undefined ? {} : { terms: translation.terms }),
  };
  catalogs.set(of, catalog);
  return catalog;
}

const paramsOf = (id: string): DeclaredParams | undefined =>
  Object.hasOwn(declarations, id) ? declarations[id as keyof typeof declarations] : undefined;

function compiledCatalog(
  own: Texts,
  change: (text: CompiledMessage) => CompiledMessage = (text) => text,
): Pick<Catalog, 'paramsOf' | 'textOf'> {
  const compiled = new Map<string, CompiledMessage>();
  return {
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
