import { catalogOf } from '../../messages/catalog.ts';
import { pseudoLocale } from '../../messages/locales.ts';
import type { AnyMessage } from '../../messages/params.ts';
import { createRenderer } from '../../messages/rendering/renderer.ts';

/** The English text of a message in the common terms; fails the test where one of its params or parts has no text. */
export function rendered(message: AnyMessage): string {
  const text = createRenderer(catalogOf('en'), { timeZone: 'UTC', terms: null })(message);
  expect(text).not.toMatch(/Text not available|^$/u);
  return text;
}

/** Equals a message whose English text has these words. */
export const saying = (words: RegExp): unknown => ({
  asymmetricMatch: (found: AnyMessage) => words.test(rendered(found)),
  toString: () => `a message that says ${String(words)}`,
});

/** Fails the test unless the message is in the catalog, and in the pseudo-locale has no words but its values. */
export function expectTexts(found: AnyMessage): void {
  expect(rendered(found)).toMatch(/\.$/u);
  const terms = { vendor: null, psa: '4711' };
  const render = createRenderer(catalogOf(pseudoLocale), { timeZone: 'UTC', terms });
  expect(render(withoutValues(found)).replace(wordsOfIntl, '')).not.toMatch(/[A-Za-z]{3,}/u);
}

const wordsOfIntl = /\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|and|or)\b/gu;

/** The message with each text of its params left out; what begins with a digit is a number or a time. */
const withoutValues = ({ params, ...message }: AnyMessage): AnyMessage => ({
  ...message,
  params: Object.fromEntries(Object.entries(params).map(([name, value]) => [name, withoutValue(value)])),
});

function withoutValue(value: unknown): unknown {
  if (typeof value === 'string') return /^[+-]?\d/u.test(value) ? value : '-';
  if (Array.isArray(value)) return value.map(withoutValue);
  return isMessage(value) ? withoutValues(value) : value;
}

const isMessage = (value: unknown): value is AnyMessage =>
  typeof value === 'object' && value !== null && 'params' in value;
