import { catalogSize } from '../../domain/comparison/catalog-size.fixture.ts';
import { relatedProducts } from '../../domain/comparison/related-products.ts';
import type { PsaProduct } from '../../domain/psa-facts.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { apiUnderTest, type ApiUnderTest } from '../../test/environment/api-under-test.ts';
import { connected, load } from '../../test/environment/seeded-integration.ts';
import { storeProducts } from '../readings/psa-store.ts';
import { basisFacts } from './basis-facts.ts';

/** The database narrows the catalog down; the rule of RULES 8 decides. Both must agree on the whole catalog. */

let api: ApiUnderTest;
let key: IntegrationKey;

beforeAll(async () => {
  api = await apiUnderTest();
  key = await connected(api.db, api.tenantId, 'active');
  await load(api.db, key, [{ name: 'Alder', foreignId: 'A1', seats: 5, company: 'Alder' }], { Alder: 5 });
});
afterAll(() => api.close());

const product = (id: string, identifier: string, more: Partial<PsaProduct> = {}): PsaProduct => ({
  id, identifier, description: null, productClass: 'Agreement', holdsOthers: false, inactive: false, price: '4', ...more,
}); // prettier-ignore

/** '1' is mapped. */
const mapped = product('1', 'DUO-SEAT', { partNumber: ' MFA-User ' });
const odd: readonly PsaProduct[] = [
  mapped,
  product('extends', 'duo-seat-old'),
  product('family', 'DUO_OLD', { inactive: true }),
  product('none', 'DUOS-OLD'),
  product('name', 'SEC/DUO'),
  product('description', 'SEC-1', { description: 'Login, by Duo.' }),
  product('inside', 'SEC-2', { description: 'Duodecimal' }),
  product('part', 'SEC-3', { partNumber: 'mfa-USER' }),
  product('other part', 'SEC-4', { partNumber: 'MFA-USER-2' }),
  product('no part', 'SEC-5', { partNumber: ' ' }),
  product('accent', 'D\u00dcO-1'),
  product('no name', '--'),
];

it.each<[string, readonly PsaProduct[], readonly string[]]>([
  ['a small catalog', odd, ['description', 'extends', 'family', 'name', 'part']],
  [
    'one in which the family is common',
    [...odd, ...Array.from({ length: 30 }, (_, nth) => product(`p${nth}`, `DUO.${nth}`))].filter(
      ({ id }) => id !== 'name',
    ),
    // Each of them has the vendor's name as a word: common or not, they look like the vendor's.
    ['description', 'extends', 'family', 'part', ...Array.from({ length: 30 }, (_, nth) => `p${nth}`)],
  ],
  [
    'one of another family, common or not by two products',
    [
      { ...mapped, identifier: 'MFA-SEAT' },
      ...Array.from({ length: 19 }, (_, nth) => product(`q${nth}`, `mfa ${nth}`)),
    ],
    Array.from({ length: 19 }, (_, nth) => `q${nth}`),
  ],
  [
    'the same with two more',
    [
      { ...mapped, identifier: 'MFA-SEAT' },
      ...Array.from({ length: 21 }, (_, nth) => product(`q${nth}`, `mfa ${nth}`)),
    ],
    [],
  ],
])('finds what looks like a mapped product in %s', async (_, products, expected) => {
  await api.db.deleteFrom('psaProduct').where('foreignId', '<>', '1').execute();
  await api.db.transaction().execute((tx) => storeProducts(tx, key, products, new Date()));
  const facts = await basisFacts(api.db, key);
  expect([...(facts?.relatedProductIds ?? [])].sort()).toEqual([...expected].sort());
  const byRule = relatedProducts(products, ['1'], ['duo'], catalogSize(products));
  expect(new Set(facts?.relatedProductIds)).toEqual(byRule);
});
