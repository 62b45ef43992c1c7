import { intlLocaleOf, loadLocales, localeFor } from '../../messages/locales.ts';

/** Of the page, "en" or "en-GB"; where no page is, as in tests of values, the default. */
export const currentLocale = (): string =>
  typeof document === 'undefined' ? 'en' : document.documentElement.lang || 'en';

/** What numbers and dates of the page are formatted by. */
export const intlLocale = (): string => intlLocaleOf(currentLocale());

/** Before the first render: the page takes the first of these languages that Seatwise speaks. */
export async function speakOneOf(languages: readonly string[]): Promise<void> {
  // Set already: the pseudo-locale of a test.
  if (currentLocale() !== 'en') return;
  const locale = localeFor(languages);
  try {
    await loadLocales([locale]);
    document.documentElement.lang = locale;
  } catch {
    // Not reached: English is there.
  }
}
