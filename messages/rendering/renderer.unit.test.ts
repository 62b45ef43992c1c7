import compile from 'icu-minify/compile';
import { catalogOf } from '../catalog.ts';
import { pseudoLocale } from '../locales.ts';
import { message } from '../message.ts';
import type { DeclaredParams } from '../params.ts';
import { StoredMessage } from '../stored.ts';
import { withNumbers } from './compiled.ts';
import { type Catalog, createRenderer } from './renderer.ts';

const halo = {
  vendor: 'Duo',
  psa: 'HaloPSA',
  words: {
    company: { one: 'customer' },
    agreement: { one: 'recurring invoice' },
    product: { one: 'item' },
  },
};

/** A catalog of one message. */
const oneOf = (text: string, params: DeclaredParams, locale = 'en-US'): Catalog => ({
  locale,
  textOf: (id) => (id === 'test' ? withNumbers(compile(text), params) : catalogOf('en').textOf(id)),
  paramsOf: (id) => (id === 'test' ? params : catalogOf('en').paramsOf(id)),
});

const said = (
  text: string,
  declared: DeclaredParams,
  params: Readonly<Record<string, unknown>>,
  {
    locale = 'en-US',
    terms = null,
    ...more
  }: Partial<Parameters<typeof createRenderer>[1]> & { locale?: string } = {},
): string =>
  createRenderer(oneOf(text, declared, locale), { timeZone: 'America/Chicago', terms, ...more })({
    id: 'test',
    params,
  });

describe('the renderer', () => {
  it('selects plurals and formats numbers of the locale', () => {
    const text = '{n, plural, one {# account} other {# accounts}} of {all}';
    const declared = { n: 'count', all: 'count' } as const;
    expect(said(text, declared, { n: 1, all: 1080 })).toBe('1 account of 1,080');
    expect(said(text, declared, { n: 2000, all: 1080 }, { locale: 'de' })).toBe('2.000 accounts of 1.080');
    expect(said('{units} ({by})', { units: 'quantity', by: 'change' }, { units: '12.50', by: '3' })).toBe(
      '12.5 (+3)',
    );
  });

  it('formats money with the digits of its currency, and shows the sign of a difference', () => {
    const declared = { a: 'money', b: 'moneyChange' } as const;
    const params = { a: { amount: '1080', currency: 'USD' }, b: { amount: '300', currency: 'JPY' } };
    expect(said('{a}, {b}', declared, params)).toBe('1,080.00 USD, +300 JPY');
  });

  it('formats instants in the time zone of the reader, days and months in none', () => {
    const declared = { at: 'instant', day: 'day', month: 'month' } as const;
    const params = { at: '2026-12-01T02:05:00Z', day: '2026-12-01', month: '2026-11' };
    const text = '{at} / {day} / {month}';
    expect(said(text, declared, params)).toBe('Nov 30, 2026, 8:05 PM / Dec 1, 2026 / November 2026');
    expect(said(text, declared, params, { dates: 'short' })).toBe('Nov 30, 8:05 PM / Dec 1 / November 2026');
  });

  it('names references that were loaded, and shows the ID of others with its noun', () => {
    const names = (kind: string, id: string) => (kind === 'company' && id === '7' ? 'Corner Bakery' : null);
    const declared = { company1: 'company', company2: 'company' } as const;
    const params = { company1: '7', company2: '8' };
    expect(said('{company1}, {company2}', declared, params, { names, terms: halo })).toBe(
      'Corner Bakery, customer 8',
    );
  });

  it('supplies the terms of the integration, and common words where it is not known', () => {
    const text = '{Psa} has {anAgreement} of {vendor} for {aCompany}. {Agreements} stay.';
    expect(said(text, {}, {}, { terms: halo })).toBe(
      'HaloPSA has a recurring invoice of Duo for a customer. Recurring invoices stay.',
    );
    expect(said(text, {}, {})).toBe('The PSA has an agreement of the vendor for a company. Agreements stay.');
  });

  it('lists texts and messages within a message', () => {
    const declared = {
      reasons: 'messages',
      fields: 'texts',
      wait: 'duration',
      kind: ['up', 'down'],
    } as const;
    const params = {
      reasons: [message('core.days', { count: 2 }), message('core.hours', { count: 1 })],
      fields: ['a', 'b', 'c'],
      wait: 5_400_000,
      kind: 'down',
    };
    const text = '{reasons}; {fields}; {wait}; {kind, select, up {more} down {less} other {}}';
    expect(said(text, declared, params)).toBe('2 days and 1 hour; a, b, and c; 90 minutes; less');
  });

  it('takes no text of others for its own syntax', () => {
    expect(said('Said: {words}', { words: 'text' }, { words: '{psa} <b>x</b> #' })).toBe(
      'Said: {psa} <b>x</b> #',
    );
  });

  it('shows a message that it does not know, or whose params do not fit, by its ID', () => {
    expect(said('{x, plural, one {#} other {#}}', { x: 'count' }, {})).toBe('Text not available (test)');
    const render = createRenderer(catalogOf('en'), { timeZone: 'UTC', terms: null });
    expect(render({ id: 'usage.gone', params: {} })).toBe('Text not available (usage.gone)');
    expect(render({ id: 'constructor', params: {} })).toBe('Text not available (constructor)');
  });
});

describe('the pseudo-locale', () => {
  it('accents, lengthens and brackets texts, and leaves values as they are', () => {
    const render = createRenderer(catalogOf(pseudoLocale), { timeZone: 'UTC', terms: halo });
    expect(render(message('core.unnamed.account', { id: 'abc' }))).toBe('[ååććööûûñţ abc]');
    expect(render(message('core.days', { count: 2 }))).toBe('[2 đååýš]');
    expect(render(message('error.NotFound'))).toMatch(/^\[.*\]$/u);
  });
});

describe('a stored message', () => {
  const stored = (value: unknown) => StoredMessage.parse(value);

  it('is the message that was stored', () => {
    const days = message('core.days', { count: 2 });
    expect(stored(JSON.parse(JSON.stringify(days)))).toEqual(days);
    expect(stored({ id: 'error.NotFound' })).toEqual(message('error.NotFound'));
  });

  it.each([
    ['another version', { id: 'usage.gone', params: {} }, 'usage.gone'],
    ['params of another kind', { id: 'core.days', params: { count: 'two' } }, 'core.days'],
    ['a missing param', { id: 'core.days', params: {} }, 'core.days'],
    ['an inherited name', { id: 'toString', params: {} }, 'toString'],
    ['a sentence', 'Two days', ''],
    ['nothing', null, ''],
  ])('of %s is shown by its ID', (_case, value, id) => {
    expect(stored(value)).toEqual(message('core.unknown', { id }));
  });
});
