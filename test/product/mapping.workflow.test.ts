import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { body, type Connected, loaded, phaseIs } from './lifecycle.ts';
import { type Product, startProduct } from './product.ts';
import {
  account, accounts, decided, journalMark, listed, mappingsOf, named, outcomes, productId, requestsSince, serviceId,
  settled, status, type Item,
} from './set-up-steps.ts'; // prettier-ignore

/** Mapping before Finish, on `small`: 15 children, each with an equally named company, and the parent. */
describe('mapping', () => {
  let product: Product;
  let integration: Connected;
  beforeAll(async () => {
    product = await startProduct();
    integration = await loaded(product);
  });
  afterAll(() => product.close());

  const mapped = async () =>
    (await accounts(product, integration)).filter(
      ({ mapping, goneAt }) => mapping.state === 'mapped' && goneAt === null,
    );

  const mapping = async (name: string): Promise<Item> =>
    (await account(product, integration, name))['mapping'] as Item;

  async function reload(): Promise<void> {
    const answer = await settled(product, 'POST', `${integration.path}/load`);
    expect(answer.status).toBe(202);
    await phaseIs(product, integration, 'mapping');
  }

  /** A company for a child, as somebody would add it in the PSA. */
  async function addCompany(name: string): Promise<string> {
    const connectwise = await product.control.worldOf('connectwise');
    const added = await product.control.addCompany(connectwise.companies[0]!.id, {
      name,
      identifier: name.replaceAll(/\W/gu, ''),
    });
    return String(added.id);
  }

  it('loading matched every equal name and stored one vendor service; the parent is internal, not matched', async () => {
    expect(await mapped()).toHaveLength(15);
    expect((await mapped()).every((row) => row['mapping'].origin === 'exact')).toBe(true);
    expect(await listed(product, `${integration.path}/vendor-services`)).toMatchObject([
      { key: 'duo-user-license', name: 'Duo User License' },
    ]);
    const parent = (await accounts(product, integration)).filter(({ kind }) => kind === 'parent');
    expect(parent).toMatchObject([
      { label: 'This MSP (parent account)', mark: 'internal', mapping: { state: 'unmapped' } },
    ]);
  });

  it('a second authenticate changes nothing and loads nothing', async () => {
    const [first] = await mapped();
    await decided(product, integration, {
      kind: 'account',
      vendorId: first!['id'] as string,
      action: 'unmap',
    });
    const fingerprints = async () => {
      const { items } = body(await product.client.request('GET', `${integration.path}/credentials`)) as {
        items: { set: string; working: { fingerprint: string } | null }[];
      };
      return items.map(({ set, working }) => [set, working?.fingerprint]);
    };
    const state = async () => ({
      mappings: await mappingsOf(product, integration),
      services: await listed(product, `${integration.path}/vendor-services`),
      credentials: await fingerprints(),
      phase: (await status(product, integration))['phase'] as string,
      indicators: (await status(product, integration))['indicators'] as unknown,
    });
    const before = await state();
    const mark = await journalMark(product);
    expect((await settled(product, 'POST', `${integration.path}/authenticate`)).status).toBe(200);
    expect(await state()).toEqual(before);
    const asked = await requestsSince(product, mark);
    expect(asked.length).toBeGreaterThan(0);
    // One list, one probe of the parent, the small reads of the PSA's rights: no second loading.
    expect(asked.filter(({ path }) => path === '/accounts/v1/account/list')).toHaveLength(1);
    expect(asked.filter(({ path }) => path.endsWith('/additions'))).toHaveLength(1);
    expect(asked.filter(({ query }) => query.includes('pageSize=1000'))).toEqual([]);
    await decided(product, integration, {
      kind: 'account',
      vendorId: first!['id'] as string,
      action: 'map',
      psaId: first!['mapping'].company.id as string,
    });
  });

  it('a reload before Finish matches only accounts without any decision, and stores no second service', async () => {
    const [taken, excluded, marked] = await mapped();
    for (const name of ['Newcomer Books', 'Wavering Dairy'])
      await product.control.addDuoAccount({ name, users: 3 });
    await decided(
      product,
      integration,
      { kind: 'account', vendorId: taken!['id'] as string, action: 'unmap' },
      { kind: 'account', vendorId: excluded!['id'] as string, action: 'exclude', reason: 'pilot' },
      { kind: 'account', vendorId: marked!['id'] as string, action: 'unmap' },
      { kind: 'account', vendorId: marked!['id'] as string, action: 'mark', mark: 'nfr' },
    );
    await reload();
    expect([await mapping('Newcomer Books'), await mapping('Wavering Dairy')]).toMatchObject([
      { state: 'unmapped' },
      { state: 'unmapped' },
    ]);
    const wavering = await account(product, integration, 'Wavering Dairy');
    const anyCompany = taken!['mapping'].company.id as string;
    await decided(product, integration, {
      kind: 'account',
      vendorId: wavering['id'] as string,
      action: 'reject',
      psaId: anyCompany,
    });
    const newcomer = await addCompany('Newcomer Books');
    await addCompany('Wavering Dairy');
    await reload();
    expect(await mapping('Newcomer Books')).toMatchObject({
      state: 'mapped',
      origin: 'exact',
      company: { id: newcomer },
    });
    expect(await mapping('Wavering Dairy')).toMatchObject({ state: 'unmapped' });
    expect(await mapping(taken!['name'] as string)).toMatchObject({ state: 'unmapped' });
    expect(await mapping(excluded!['name'] as string)).toMatchObject({ state: 'excluded', reason: 'pilot' });
    expect(await account(product, integration, marked!['name'] as string)).toMatchObject({
      mark: 'nfr',
      mapping: { state: 'unmapped' },
    });
    expect(await listed(product, `${integration.path}/vendor-services`)).toHaveLength(1);
  });

  it('a suggestion has score and reason, is applied by a person only, and a rejected one never returns', async () => {
    await product.control.addDuoAccount({ name: 'Quillfeather, Inc.', users: 4 });
    const company = await addCompany('Quillfeather LLC');
    await reload();
    const found = await account(product, integration, 'Quillfeather, Inc.');
    const vendorId = found['id'] as string;
    const suggestions = () => listed(product, `${integration.path}/suggestions?account=${vendorId}`);
    expect(found['mapping']).toMatchObject({ state: 'unmapped' });
    expect(await suggestions()).toMatchObject([
      { company: { id: company }, reason: 'legal-form', score: 85 },
    ]);
    await decided(product, integration, { kind: 'account', vendorId, action: 'reject', psaId: company });
    expect(await suggestions()).toEqual([]);
    await reload();
    expect(await suggestions()).toEqual([]);
    // Rejected is not forbidden: a person may still map it.
    await decided(product, integration, { kind: 'account', vendorId, action: 'map', psaId: company });
    expect(await mapping('Quillfeather, Inc.')).toMatchObject({ state: 'mapped', origin: 'person' });
  });

  it('unknown, foreign and vanished accounts and a second company are refused one by one; the others are applied', async () => {
    const [vanishing, split, plain] = await mapped();
    await product.control.changeDuoAccount(vanishing!['foreignId'] as string, { remove: true });
    await reload();
    const foreign = await anotherTenantsAccount();
    const company = vanishing!['mapping'].company.id as string;
    const map = (vendorId: unknown) => ({ kind: 'account', vendorId, action: 'map', psaId: company });
    const result = await outcomes(
      product,
      integration,
      map(randomUUID()),
      { kind: 'account', vendorId: plain!['id'] as string, action: 'mark', mark: 'nfr' },
      map(foreign.accountId),
      { kind: 'account', vendorId: vanishing!['id'] as string, action: 'mark', mark: 'nfr' },
      map(split!['id']),
      { kind: 'account', vendorId: plain!['id'] as string, action: 'map', psaId: '999999' },
      {
        kind: 'account',
        vendorId: split!['id'] as string,
        action: 'exclude',
        reason: 'shared, billed by hand',
      },
    );
    expect(result.map(({ index, ok, code }) => [index, ok, code] as unknown)).toEqual([
      [0, false, 'AccountUnknown'],
      [1, true, null],
      [2, false, 'AccountUnknown'],
      [3, false, 'AccountGone'],
      [4, false, 'SplitNotAvailable'],
      [5, false, 'CompanyUnknown'],
      [6, true, null],
    ]);
    expect(result[4]!['detail']).toMatch(/shared, billed by hand/u);
    expect(await account(product, integration, plain!['name'] as string)).toMatchObject({
      mark: 'nfr',
      mapping: { state: 'mapped', company: { id: plain!['mapping'].company.id as string } },
    });
    expect(await mapping(split!['name'] as string)).toMatchObject({ state: 'excluded' });
    const gone = await listed(product, `${integration.path}/vendor-accounts?gone=true`);
    expect(gone).toMatchObject([{ id: vanishing!['id'] as string, mark: null }]);
    const untouched = await sql`select mark from vendor_account where id = ${foreign.accountId}`.execute(
      product.db,
    );
    expect(untouched.rows).toEqual([{ mark: null }]);
    const theirs = await product.client.request('GET', `/integrations/${foreign.integrationId}/status`);
    expect(theirs.status).toBe(404);
    await decided(
      product,
      integration,
      { kind: 'account', vendorId: split!['id'] as string, action: 'include' },
      { kind: 'account', vendorId: plain!['id'] as string, action: 'mark', mark: null },
    );
  });

  /** Another tenant with an integration and an account, put in by SQL: this release makes one tenant only. */
  async function anotherTenantsAccount(): Promise<{ integrationId: string; accountId: string }> {
    const [tenantId, integrationId, accountId] = [randomUUID(), randomUUID(), randomUUID()];
    await sql`insert into tenant select (jsonb_populate_record(t, jsonb_build_object('id', ${tenantId}::text))).*
      from tenant t limit 1`.execute(product.db);
    await sql`insert into integration (tenant_id, id, vendor, module, psa, phase)
      values (${tenantId}, ${integrationId}, 'duo', 'billing', 'connectwise', 'disconnected')`.execute(
      product.db,
    );
    await sql`insert into vendor_account (tenant_id, id, integration_id, foreign_id, kind, name)
      values (${tenantId}, ${accountId}, ${integrationId}, 'DAFOREIGN', 'child', 'Theirs')`.execute(
      product.db,
    );
    return { integrationId, accountId };
  }

  it('a company in the recycle bin, a bundle, an inactive, an unknown product and an unknown service are refused', async () => {
    const binned = await addCompany('Binned Partners');
    await product.control.changeCompany(Number(binned), { deletedFlag: true });
    await product.control.addDuoAccount({ name: 'Binned Partners', users: 2 });
    await reload();
    const vendorId = await serviceId(product, integration);
    const of = async (name: string) => ({
      kind: 'service',
      vendorId,
      action: 'map',
      psaId: await productId(product, integration, name),
    });
    const lonely = await account(product, integration, 'Binned Partners');
    expect(lonely['mapping']).toMatchObject({ state: 'unmapped' });
    const result = await outcomes(
      product,
      integration,
      { kind: 'account', vendorId: lonely['id'] as string, action: 'map', psaId: binned },
      await of('SEC-BUNDLE'),
      await of('DUO-ESS-OLD'),
      { ...(await of('DUO-ESS')), psaId: '999999' },
      { ...(await of('DUO-ESS')), vendorId: randomUUID() },
      await of('DUO-ESS'),
    );
    expect(result.map(({ code }) => code as unknown)).toEqual([
      'CompanyInRecycleBin',
      'ProductIsBundle',
      'ProductInactive',
      'ProductUnknown',
      'ServiceUnknown',
      null,
    ]);
    const products = await listed(product, `${integration.path}/psa-products`);
    expect(named(products, 'SEC-BUNDLE')).toMatchObject({ bundle: true, selectable: false, mappedTo: null });
    expect(named(products, 'DUO-ESS-OLD')).toMatchObject({
      inactive: true,
      selectable: false,
      mappedTo: null,
    });
    expect(named(products, 'DUO-ESS')).toMatchObject({ mappedTo: { vendorServiceId: vendorId } });
  });
});
