import { loaders } from './generated/locales.ts';
import type { Translation } from './translation.ts';

const loaded = new Map<string, Translation>();

/** Every locale that has a folder in `locales/`, the default first. */
export const locales: readonly string[] = ['en', ...Object.keys(loaders)];

/** Longer, accented and bracketed English: shows literals and texts that are cut off. In no file. */
export const pseudoLocale = 'en-XA';

/** What `Intl` formats by: "en" is the United States' English (docs/messages.md). */
export const intlLocaleOf = (locale: string): string =>
  locale === 'en' || locale === pseudoLocale ? 'en-US' : locale;

/** Returns what was loaded of a locale; undefined: English is all there is. */
export const translationOf = (locale: string): Translation | undefined => loaded.get(locale);

/** Resolves once the texts of these locales are there. A process loads what it may be asked for; a page its reader's. */
export async function loadLocales(wanted: readonly string[] = locales): Promise<void> {
  await Promise.all(
    wanted.map(async (locale) => {
      const translation = loaded.has(locale) ? undefined : await loaders[locale]?.();
      if (translation !== undefined) loaded.set(locale, translation);
    }),
  );
}

/** Returns the first locale that is wanted and there is, or its language alone; English where there is none. */
export function localeFor(wanted: readonly string[], among = locales): string {
  const known = (one: string | undefined) => among.find((locale) => locale === one);
  for (const one of wanted) {
    const found = known(one) ?? known(one.split('-')[0]);
    if (found !== undefined) return found;
  }
  return 'en';
}
