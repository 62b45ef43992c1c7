import { readFileSync } from 'node:fs';
import { catalogOf } from './catalog.ts';
import { declarations } from './generated/index.ts';
import { loadLocales, localeFor } from './locales.ts';
import { message } from './message.ts';
import type { DeclaredMessages } from './params.ts';
import { createRenderer } from './rendering/renderer.ts';

describe('a locale', () => {
  const inBritish = () =>
    createRenderer(catalogOf('en-GB'), {
      timeZone: 'Europe/London',
      terms: { vendor: 'Duo', psa: 'HaloPSA' },
    });

  it('is English until it is loaded, and then says what it has of its own', async () => {
    expect(inBritish()(message('runs.canceled'))).toBe('Canceled on request.');
    await loadLocales();
    expect(inBritish()(message('runs.canceled'))).toBe('Cancelled on request.');
    expect(inBritish()(message('usage.not-live.canceled', { day: '2026-12-01' }))).toBe(
      'cancelled on 1 Dec 2026',
    );
    expect(inBritish()(message('error.ProductUnknown'))).toBe('Product not found in the catalogue');
    // Not among its texts.
    expect(inBritish()(message('usage.not-live.begins', { day: '2026-12-01' }))).toBe('starts on 1 Dec 2026');
  });

  it.each([
    [['en-GB', 'en'], 'en-GB'],
    [['fr-FR', 'en-GB'], 'en-GB'],
    [['en-AU', 'en-GB'], 'en'],
    [['fr'], 'en'],
    [[], 'en'],
  ])('is chosen for %j: %s', (wanted, locale) => {
    expect(localeFor(wanted)).toBe(locale);
  });
});

it('keeps the params of every message that a row of 0.2.0 may hold', () => {
  const known: DeclaredMessages = declarations;
  const kept = readFileSync('messages/params-of-0.2.0.txt', 'utf8').trim().split('\n');
  const now = kept.map((line) => {
    const [id = ''] = line.split(' ');
    const params = Object.entries(known[id] ?? { none: 'text' }).sort(([a], [b]) => (a < b ? -1 : 1));
    const kinds = params.map(
      ([name, kind]) => ` ${name}:${typeof kind === 'string' ? kind : [...kind].sort().join('|')}`,
    );
    return `${id}${kinds.join('')}`;
  });
  expect(now).toEqual(kept);
});
