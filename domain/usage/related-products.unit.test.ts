import { extendingProducts } from './related-products.ts';

/** Which of these products extend one of those with the given ids. */
const extending = (identifiers: Readonly<Record<string, string>>, ...mapped: string[]): readonly string[] => [
  ...extendingProducts(
    Object.entries(identifiers).map(([id, identifier]) => ({ id, identifier })),
    mapped,
  ),
];

describe('RULES 8: products whose identifier extends a mapped one', () => {
  it.each<[string, string, boolean]>([
    ['a longer one', 'DUO-ESS-OLD', true],
    ['one in other letters', 'duo-ess-old', true],
    ['one with blanks around it', '  DUO-ESS-OLD ', true],
    ['the same', 'DUO-ESS', false],
    ['the same in other letters', 'duo-ess', false],
    ['a shorter one', 'DUO', false],
    ['another one as long', 'DUO-ADV-OLD', false],
    ['one that only has it inside', 'OLD-DUO-ESS', false],
  ])('%s: %s', (_, identifier, does) => {
    expect(extending({ 1: 'DUO-ESS', 2: identifier }, '1')).toEqual(does ? ['2'] : []);
  });

  it('reads the mapped one as loosely as the other', () => {
    expect(extending({ 1: ' duo-ess ', 2: 'DUO-ESS-OLD' }, '1')).toEqual(['2']);
  });

  it('takes a letter as the same however its accent is written', () => {
    expect(extending({ 1: 'Caf\u00e9', 2: 'Cafe\u0301 plus' }, '1')).toEqual(['2']);
    expect(extending({ 1: 'Cafe\u0301', 2: 'Caf\u00e9 plus' }, '1')).toEqual(['2']);
  });

  it('asks only of products that are not mapped, and only about those that are', () => {
    const products = { 1: 'DUO-ESS', 2: 'DUO-ESS-OLD', 3: 'DUO-ADV', 4: 'DUO-ADV-OLD' };
    expect(extending(products, '1')).toEqual(['2']);
    expect(extending(products, '1', '2', '3')).toEqual(['4']);
    expect(extending(products)).toEqual([]);
  });

  it('nothing extends a mapped product without an identifier', () => {
    expect(extending({ 1: ' ', 2: 'DUO-ESS' }, '1')).toEqual([]);
  });
});
