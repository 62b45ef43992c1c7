import { catalogSize } from './catalog-size.fixture.ts';
import { productFamily, relatedProducts } from './related-products.ts';

interface Spec {
  readonly id: string;
  readonly identifier: string;
  readonly description?: string;
  readonly partNumber?: string;
}

/** Which of these products look like those with the given ids. */
const related = (products: readonly Spec[], mapped: readonly string[], vendor: readonly string[] = []) => [
  ...relatedProducts(
    products.map((product) => ({ description: null, ...product })),
    mapped,
    vendor,
    catalogSize(products),
  ),
];

/** By identifiers alone, where no family and no vendor's name connects them. */
const extending = (identifiers: Readonly<Record<string, string>>, ...mapped: string[]): readonly string[] =>
  related(
    Object.entries(identifiers).map(([id, identifier]) => ({ id, identifier })),
    mapped,
  );

/** So many other products, of which some are of the family. */
const catalog = (others: number, ofFamily: number): readonly Spec[] =>
  Array.from({ length: others }, (_, nth) => ({
    id: `other-${nth}`,
    identifier: `${nth < ofFamily ? 'DUO' : `X${nth}`}-${nth}`,
  }));

const seat = { id: 'seat', identifier: 'DUO-SEAT' };

describe('RULES 8: products whose identifier extends a mapped one', () => {
  it.each<[string, string, boolean]>([
    ['a longer one', 'DUOESS OLD', true],
    ['one in other letters', 'duoessold', true],
    ['one with blanks around it', '  DUOESSOLD ', true],
    ['the same in other letters but longer', 'duoess2', true],
    ['a shorter one', 'DUO', false],
    ['another one as long', 'DUOADV', false],
    ['one that only has it inside', 'OLDDUOESS', false],
  ])('%s: %s', (_, identifier, does) => {
    expect(extending({ 1: 'DUOESS', 2: identifier }, '1')).toEqual(does ? ['2'] : []);
  });

  it('reads the mapped one as loosely as the other', () => {
    expect(extending({ 1: ' duoess ', 2: 'DUOESSOLD' }, '1')).toEqual(['2']);
  });

  it('takes a letter as the same however its accent is written', () => {
    expect(extending({ 1: 'Caf\u00e9', 2: 'Cafe\u0301plus' }, '1')).toEqual(['2']);
    expect(extending({ 1: 'Cafe\u0301', 2: 'Caf\u00e9plus' }, '1')).toEqual(['2']);
  });

  it('asks only of products that are not mapped, and only about those that are', () => {
    const products = { 1: 'DUOESS', 2: 'DUOESSOLD', 3: 'DUOADV', 4: 'DUOADVOLD' };
    expect(extending(products, '1')).toEqual(['2']);
    expect(extending(products, '1', '2', '3')).toEqual(['4']);
    expect(extending(products)).toEqual([]);
  });

  it('nothing extends a mapped product without an identifier', () => {
    expect(extending({ 1: ' ', 2: 'DUOESS' }, '1')).toEqual([]);
  });
});

describe('RULES 8: products that look like a mapped one otherwise', () => {
  it.each<[string, Omit<Spec, 'id'>, boolean]>([
    ['carries the vendor\u2019s name in its Product ID', { identifier: 'MFA-DUO-OLD' }, true],
    ['carries it in its description', { identifier: 'SEC-11', description: 'Duo, per user' }, true],
    ['has it inside of another word only', { identifier: 'SEC-12', description: 'Duodecimal' }, false],
    ['has the part number of the mapped one', { identifier: 'SEC-13', partNumber: ' duo-mfa-user ' }, true],
    ['has another part number', { identifier: 'SEC-14', partNumber: 'DUO-MFA-USER-2' }, false],
    ['shares neither', { identifier: 'SEC-15', description: 'Backup' }, false],
  ])('%s', (_, product, does) => {
    const mapped = { id: 'mapped', identifier: 'MFA-SEAT', partNumber: 'DUO-MFA-USER' };
    const other = { id: 'other', ...product };
    // A family of its own, so that only the named sign connects the two.
    const all = [{ ...mapped, identifier: 'SEAT' }, other];
    expect(related(all, ['mapped'], ['duo'])).toEqual(does ? ['other'] : []);
  });

  it('needs every word of the vendor\u2019s name', () => {
    const product = { id: 'b', identifier: 'X', description: 'Acme tools' };
    expect(related([{ id: 'a', identifier: 'SEAT' }, product], ['a'], ['acme', 'cloud'])).toEqual([]);
    expect(related([{ id: 'a', identifier: 'SEAT' }, product], ['a'], ['tools', 'acme'])).toEqual(['b']);
  });

  it('needs no mapped product for the vendor\u2019s name', () => {
    expect(related([seat], [], ['duo'])).toEqual(['seat']);
  });

  it('no part number is the part number of nothing', () => {
    const products = [
      { id: 'a', identifier: 'SEAT', partNumber: ' ' },
      { id: 'b', identifier: 'OTHER', partNumber: '' },
      { id: 'c', identifier: 'THIRD' },
    ];
    expect(related(products, ['a'])).toEqual([]);
  });

  it('shares the part before the first separator', () => {
    expect(related([seat, { id: 'old', identifier: 'duo_old' }], ['seat'])).toEqual(['old']);
    expect(related([seat, { id: 'old', identifier: 'DUOS-OLD' }], ['seat'])).toEqual([]);
  });

  it.each<[string, number, number, boolean]>([
    // With the mapped one the family has one more, and so has the catalog.
    ['20 of 20', 19, 19, true],
    ['21 of 21', 20, 20, false],
    ['21 of 1,050, which is 2 %', 1_049, 20, true],
    ['21 of 1,049, which is more than 2 %', 1_048, 20, false],
    ['3 of 4', 3, 2, true],
  ])('of a family of %s: %#', (_, others, ofFamily, does) => {
    const found = related([seat, ...catalog(others, ofFamily)], ['seat']);
    expect(found).toHaveLength(does ? ofFamily : 0);
  });

  it.each([
    ['DUO-SEAT', 'duo'],
    [' -MFA_Seat', 'mfa'],
    ['Cafe\u0301/1', 'caf\u00e9'],
    ['--', null],
  ])('the family of %s is %s', (identifier, family) => {
    expect(productFamily(identifier)).toBe(family);
  });
});
