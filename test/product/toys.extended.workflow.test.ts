import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { PsaLine } from '../../domain/psa-facts.ts';
import type { LineCapabilities } from '../../psa/port.ts';
import { type ToyPsaScenario, toyPsa } from '../../psa/testing/toy-psa.ts';
import { type ToyVendorScenario, toyVendor } from '../../vendors/testing/toy-vendor.ts';
import { body, type Connected, decide, type Item, phaseIs, runEnds, startSync } from './lifecycle.ts';
import { type Product, startProduct } from './product.ts';
import {
  approve,
  type Approved,
  turnOnWriteBack,
  answerBillingTarget,
  end,
  usageLine,
} from './write-back-steps.ts';

const members = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `u${index}`, name: `Person ${index}`, status: 'here' }));

const toyScenario = (): ToyVendorScenario => ({
  token: 'toy-token-1',
  accounts: [
    { id: 'acme', name: 'Acme Toys', members: [...members(12), { id: 'x', name: 'Left', status: 'gone' }] },
    { id: 'blocks', name: 'Building Blocks', members: members(7) },
    { id: 'dolls', name: 'Dolls House', members: members(5) },
    { id: 'eggs', name: 'Egg Cups', members: members(6) },
    { id: 'flutes', name: 'Flutes', members: members(8) },
    { id: 'games', name: 'Games', members: members(9) },
    { id: 'hoops', name: 'Hoops', members: members(4) },
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
  over: null,
  startDate: '2026-01-01',
  currency: 'USD',
  endDate: null,
  billingCycle: { name: 'every month', months: 1, days: null, never: false },
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
  billable: true,
  billCustomer: 'Billable',
  effectiveDate: '2026-01-01',
  cancelledDate: null,
  status: 'active',
  lastUpdated: '2026-01-01T08:00:00Z',
});

/** Of a product that nobody mapped. */
const other = (id: string, agreementId: string, quantity: string): PsaLine => ({
  ...line(id, agreementId, quantity),
  productId: 'p2',
  productIdentifier: 'BACKUP',
  description: 'Backup',
});

const byDifference: LineCapabilities = {
  quantity: 'delta',
  dated: 'no',
  decimals: false,
  zero: false,
  endLine: 'no',
};

/** By line: of one PSA two lines may differ. */
const ways: Readonly<Record<string, LineCapabilities>> = {
  l4: { ...byDifference, quantity: 'document' },
  l5: { ...byDifference, quantity: 'document' },
  l6: { ...byDifference, dated: 'day' },
  l7: { ...byDifference, quantity: 'absolute' },
};

const ledgerScenario = (): ToyPsaScenario => ({
  key: 'ledger-key-1',
  companies: [
    company('c1', 'Acme Toys'),
    company('c2', 'Building Blocks'),
    company('c3', 'Dolls House'),
    company('c4', 'Egg Cups'),
    company('c5', 'Flutes'),
    company('c6', 'Games'),
    company('c7', 'Hoops'),
  ],
  agreements: [1, 2, 3, 4, 5, 6, 7].map((n) => agreement(`a${n}`, `c${n}`)),
  products: [
    {
      id: 'p1',
      identifier: 'TOY-SEAT',
      description: 'Toy seat',
      productClass: null,
      holdsOthers: false,
      inactive: false,
      price: '2.00',
    },
    {
      id: 'p2',
      identifier: 'BACKUP',
      description: 'Backup',
      productClass: null,
      holdsOthers: false,
      inactive: false,
      price: '3.00',
    },
  ],
  lines: [
    line('l1', 'a1', '10'),
    line('l2', 'a2', '5'),
    line('l3', 'a3', '4'),
    line('l4', 'a4', '4'),
    other('o4', 'a4', '30'),
    line('l5', 'a5', '5'),
    other('o5', 'a5', '40'),
    line('l6', 'a6', '7'),
    line('l7', 'a7', '3'),
  ],
  ways: ({ id }) => ways[id] ?? byDifference,
  troubles: [],
  arrived: [],
  meanwhile: () => undefined,
  cannotTell: false,
});

describe('a vendor and a PSA that only a registry knows', () => {
  const toys = toyScenario();
  const ledger = ledgerScenario();
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
  const edit = (id: string, quantity: string) => {
    ledger.lines = ledger.lines.map((one) => (one.id === id ? { ...one, quantity } : one));
  };
  const detailOf = async ({ approvalLineId }: Approved): Promise<string> =>
    JSON.stringify(
      await product.db
        .selectFrom('approvalLine')
        .select('detail')
        .where('id', '=', approvalLineId)
        .executeTakeFirstOrThrow(),
    );
  const sentTo = (id: string) =>
    ledger.arrived.filter(({ lineId }) => lineId === id).map((one) => one.difference);

  it('is connected with the forms that it brings', async () => {
    const { items } = body(await request('GET', '/vendors')) as { items: Item[] };
    expect(items).toMatchObject([{ id: 'toys', shortName: 'Toys', psas: [{ id: 'toy-ledger' }] }]);
    const rejected = await request('POST', '/integrations', {
      vendor: 'duo',
      module: 'billing',
      psa: 'toy-ledger',
    });
    expect(body(rejected)['code']).toBe('VendorNotAvailable');
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

  it('is authenticated, each rejection in the words of its kind', async () => {
    const rejected = await product.client.request(
      'POST',
      `${integration.path}/authenticate`,
      {},
      randomUUID(),
    );
    expect(body(rejected)).toMatchObject({
      code: 'CredentialsRejected',
      errors: expect.arrayContaining([
        expect.objectContaining({
          set: 'toy-token', code: 'VendorKeyUnknown', advice: expect.stringContaining('Toy') as string,
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
    await answerBillingTarget(product, integration);
    await turnOnWriteBack(product, integration);
    const line = await approve(product, integration, 'Acme Toys');
    expect(await end(product, line)).toMatchObject({ state: 'confirmed', sendCount: 1, psaShows: '12' });
    expect([quantityOf('l1'), sentTo('l1')]).toEqual(['12', [2]]);
    expect(await runEnds(product, await startSync(product, integration))).toMatchObject({
      state: 'succeeded',
      calls: { vendor: 8, vendorUnreadable: 0 },
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

  it('is written with its document, which keeps what somebody changed on it while it was read', async () => {
    let edits = 0;
    ledger.meanwhile = () => {
      edits += 1;
      if (edits === 1) edit('o4', '31');
    };
    const line = await approve(product, integration, 'Egg Cups');
    expect(await end(product, line)).toMatchObject({ state: 'confirmed', sendCount: 1 });
    ledger.meanwhile = () => undefined;
    expect([quantityOf('l4'), quantityOf('o4')]).toEqual(['6', '31']);
    expect(edits).toBeGreaterThan(1);
  });

  it('is not sent a second time with a document that somebody changed since', async () => {
    ledger.troubles.push('lost-before');
    let reads = 0;
    ledger.meanwhile = () => {
      reads += 1;
      if (reads === 2) edit('o5', '41');
    };
    const line = await approve(product, integration, 'Flutes');
    const ended = await end(product, line);
    ledger.meanwhile = () => undefined;
    expect(ended).toMatchObject({ state: 'conflict', sendCount: 1 });
    expect(await detailOf(line)).toContain('"line":"o5"');
    expect([quantityOf('l5'), quantityOf('o5'), sentTo('l5')]).toEqual(['5', '41', [3]]);
  });

  it('is given the day on which it acts: the first that the next invoice covers', async () => {
    const line = await approve(product, integration, 'Games');
    expect(await end(product, line)).toMatchObject({ state: 'confirmed' });
    expect(ledger.arrived.filter(({ lineId }) => lineId === 'l6')).toEqual([
      { lineId: 'l6', difference: 2, day: soon },
    ]);
  });

  it('goes to a person where the PSA cannot tell what became of it, and is never sent twice', async () => {
    ledger.troubles.push('lost-before');
    ledger.cannotTell = true;
    const line = await approve(product, integration, 'Hoops');
    const ended = await end(product, line);
    ledger.cannotTell = false;
    expect(ended).toMatchObject({ state: 'conflict', sendCount: 1 });
    expect(await detailOf(line)).toContain('This proves nothing here.');
    expect([quantityOf('l7'), sentTo('l7')]).toEqual(['3', [1]]);
    const { rows } = await sql<{ detail: unknown }>`
      select detail from audit_event where action = 'write-back.conflict' and detail ->> 'label' = 'Hoops'`.execute(
      product.db,
    );
    expect(rows).toMatchObject([
      { detail: { verdict: 'undecidable', evaluatedBy: [{ quantity: '3' }, { quantity: '3' }] } },
    ]);
  });

  it('is disconnected, and no secret of it stays', async () => {
    await product.client.command('POST', `${integration.path}/disconnect`, {}, integration.path);
    await phaseIs(product, integration, 'disconnected');
    const kept = await product.db.selectFrom('credential').select('ciphertext').execute();
    expect(kept.every(({ ciphertext }) => ciphertext === null)).toBe(true);
  });
});
