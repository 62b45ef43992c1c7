import { randomUUID } from 'node:crypto';
import type { PsaLine } from '../../domain/psa-facts.ts';
import { type ToyPsaWorld, toyPsa } from '../../psa/testing/toy-psa.ts';
import { type ToyVendorWorld, toyVendor } from '../../vendors/testing/toy-vendor.ts';
import { body, type Connected, decide, type Item, phaseIs, runEnds, startSync } from './lifecycle.ts';
import { type Product, startProduct } from './product.ts';
import { approve, arm, answerLanding, end, usageLine } from './write-back-steps.ts';

jest.setTimeout(60_000);

const members = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `u${index}`, name: `Person ${index}`, status: 'here' }));

const toyWorld = (): ToyVendorWorld => ({
  token: 'toy-token-1',
  accounts: [
    { id: 'acme', name: 'Acme Toys', members: [...members(12), { id: 'x', name: 'Left', status: 'gone' }] },
    { id: 'blocks', name: 'Building Blocks', members: members(7) },
    { id: 'dolls', name: 'Dolls House', members: members(5) },
  ],
});

const soon = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);

const company = (id: string, name: string) => ({
  id,
  name,
  identifier: id,
  status: 'open',
  deleted: false,
  parentCompanyId: null,
  billToCompanyId: null,
});

const agreement = (id: string, companyId: string) => ({
  id,
  name: `Contract ${id}`,
  companyId,
  typeId: 't1',
  typeName: 'Toys',
  parentAgreementId: null,
  status: null,
  cancelled: false,
  startDate: '2026-01-01',
  endDate: null,
  billingCycle: { name: 'every month', months: 1 },
  nextInvoiceDate: soon,
  prorates: false,
  periodType: null,
});

const line = (id: string, agreementId: string, quantity: string): PsaLine => ({
  id,
  agreementId,
  productId: 'p1',
  productIdentifier: 'TOY-SEAT',
  description: 'Toy seat',
  quantity,
  lessIncluded: null,
  unitPrice: '2.00',
  billCustomer: 'Billable',
  effectiveDate: '2026-01-01',
  cancelledDate: null,
  status: 'active',
  lastUpdated: '2026-01-01T08:00:00Z',
});

const ledgerWorld = (): ToyPsaWorld => ({
  key: 'ledger-key-1',
  companies: [company('c1', 'Acme Toys'), company('c2', 'Building Blocks'), company('c3', 'Dolls House')],
  agreements: [agreement('a1', 'c1'), agreement('a2', 'c2'), agreement('a3', 'c3')],
  products: [
    {
      id: 'p1',
      identifier: 'TOY-SEAT',
      description: 'Toy seat',
      productClass: null,
      inactive: false,
      price: '2.00',
    },
  ],
  lines: [line('l1', 'a1', '10'), line('l2', 'a2', '5'), line('l3', 'a3', '4')],
  ways: { quantity: 'delta', dated: 'no', decimals: false, zero: false, createLine: false, endLine: false },
  troubles: [],
  arrived: [],
});

describe('a vendor and a PSA that only a registry knows', () => {
  const toys = toyWorld();
  const ledger = ledgerWorld();
  let product: Product;
  let integration: Connected;
  beforeAll(async () => {
    const [vendor, psa] = [toyVendor(toys), toyPsa(ledger)];
    product = await startProduct({
      kinds: { vendors: { [vendor.kind]: vendor }, psas: { [psa.kind]: psa } },
    });
  });
  afterAll(() => product.close());

  const request = (method: 'GET' | 'PUT' | 'POST', path: string, sent?: unknown) =>
    product.client.request(method, path, sent, method === 'POST' ? randomUUID() : undefined);
  const quantityOf = (id: string) => ledger.lines.find((one) => one.id === id)?.quantity;
  const sentTo = (id: string) =>
    ledger.arrived.filter(({ lineId }) => lineId === id).map((one) => one.difference);

  it('is connected with the forms that it brings', async () => {
    const { items } = body(await request('GET', '/vendors')) as { items: Item[] };
    expect(items).toMatchObject([{ id: 'toys', shortName: 'Toys', psas: [{ id: 'toy-ledger' }] }]);
    const refused = await request('POST', '/integrations', {
      vendor: 'duo',
      module: 'billing',
      psa: 'toy-ledger',
    });
    expect(body(refused)['code']).toBe('VendorNotAvailable');
    const answer = await request('POST', '/integrations', {
      vendor: 'toys',
      module: 'billing',
      psa: 'toy-ledger',
    });
    expect(answer.status).toBe(201);
    const id = body(answer)['id'] as string;
    integration = { id, path: `/integrations/${id}` };
    const put = (set: string, fields: object) =>
      request('PUT', `${integration.path}/credentials/${set}`, fields);
    expect((await put('toy-token', { host: 'toys.elsewhere.test', token: toys.token })).status).toBe(422);
    expect((await put('toy-token', { host: 'toys.example.test', token: 'wrong-token' })).status).toBe(200);
    expect((await put('psa', { site: 'ledger.example.test', key: ledger.key })).status).toBe(200);
    const listed = body(await request('GET', `${integration.path}/credentials`))['items'] as Item[];
    expect(listed.map(({ set, form }): unknown => [set, form.name])).toEqual([
      ['toy-token', 'Token'],
      ['psa', 'Toy Ledger'],
    ]);
  });

  it('is authenticated, each refusal in the words of its kind', async () => {
    const refused = await product.client.request(
      'POST',
      `${integration.path}/authenticate`,
      {},
      randomUUID(),
    );
    expect(body(refused)).toMatchObject({
      code: 'CredentialsRefused',
      errors: expect.arrayContaining([
        expect.objectContaining({
          set: 'toy-token', code: 'VendorKeyUnknown', advice: 'Ask the toy shop for another token.',
        }), // prettier-ignore
      ]) as unknown,
    });
    const fields = { host: 'toys.example.test', token: toys.token };
    await request('PUT', `${integration.path}/credentials/toy-token`, fields);
    await product.client.command('POST', `${integration.path}/authenticate`, {}, integration.path);
    await phaseIs(product, integration, 'mapping');
  });

  it('is loaded, matched by name, mapped and finished', async () => {
    const services = body(await request('GET', `${integration.path}/vendor-services`))['items'] as Item[];
    expect(services).toMatchObject([{ key: 'toy-seat', name: 'Toy seat' }]);
    const products = body(await request('GET', `${integration.path}/psa-products?q=TOY`))['items'] as Item[];
    await decide(product, integration.path, [
      {
        kind: 'service',
        vendorId: services[0]!['id'] as string,
        action: 'map',
        psaId: products[0]!['id'] as string,
      },
    ]);
    await product.client.command('POST', `${integration.path}/finish`, {}, integration.path);
    await phaseIs(product, integration, 'active', 30_000);
    expect(await usageLine(product, integration, 'Acme Toys')).toMatchObject({
      kind: 'increase', vendorQuantity: 12, psaQuantity: '10', variance: '2',
    }); // prettier-ignore
  });

  it('is written: one difference, and the next sync finds a match', async () => {
    await answerLanding(product, integration);
    await arm(product, integration);
    const line = await approve(product, integration, 'Acme Toys');
    expect(await end(product, line)).toMatchObject({ state: 'confirmed', sendCount: 1, psaShows: '12' });
    expect([quantityOf('l1'), sentTo('l1')]).toEqual(['12', [2]]);
    expect(await runEnds(product, await startSync(product, integration))).toMatchObject({
      state: 'succeeded',
      calls: { vendor: 4, vendorUnreadable: 0 },
    });
    expect(await usageLine(product, integration, 'Acme Toys')).toMatchObject({ kind: 'match' });
  });

  it('is read back where the answer was lost', async () => {
    ledger.troubles.push('lost-after');
    const line = await approve(product, integration, 'Building Blocks');
    expect(await end(product, line)).toMatchObject({ state: 'confirmed', sendCount: 1 });
    expect([quantityOf('l2'), sentTo('l2')]).toEqual(['7', [2]]);
  });

  it('is never sent a difference twice: one that reads back as not done goes to a person', async () => {
    ledger.troubles.push('lost-before');
    const line = await approve(product, integration, 'Dolls House');
    expect(await end(product, line)).toMatchObject({ state: 'conflict', sendCount: 1 });
    expect([quantityOf('l3'), sentTo('l3')]).toEqual(['4', [1]]);
  });

  it('is disconnected, and no secret of it stays', async () => {
    await product.client.command('POST', `${integration.path}/disconnect`, {}, integration.path);
    await phaseIs(product, integration, 'disconnected');
    const kept = await product.db.selectFrom('credential').select('ciphertext').execute();
    expect(kept.every(({ ciphertext }) => ciphertext === null)).toBe(true);
  });
});
