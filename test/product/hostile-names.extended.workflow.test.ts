import { csvRows } from '../environment/csv-rows.ts';
import { active, body, type Connected, phaseIs, runEnds, startSync } from './lifecycle.ts';
import { type Product, startProduct } from './product.ts';
import {
  accountOf,
  children,
  itemsOf,
  requestsSince,
  runDetail,
  seatsOf,
  vendorAccount,
} from './sync-observations.ts';

/** Names come as they are, but for characters that no database text holds: blank for tab and line end, else U+FFFD. */
const asKept = (name: string): string =>
  name.replace(/\r\n|[\t\r\n]/g, ' ').replace(/[\p{Cc}\p{Cs}]/gu, '\uFFFD');
const oddId = /[\p{Cc}\p{Cs}]/u;
/** An id that cannot be one is written out. */
const shownId = (id: string): string =>
  id.replace(
    /[\p{Cc}\p{Cs}]/gu,
    (one) => `\\u${one.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
  );

describe('an MSP whose names and hosts are hostile', () => {
  let product: Product;
  let integration: Connected;
  beforeAll(async () => {
    product = await startProduct({ scenario: 'hostile' });
    integration = await active(product);
  });
  afterAll(() => product.close());

  it('goes through the whole lifecycle, counts what is Duo, and rejects every host that is not', async () => {
    const runs = await itemsOf(product, `${integration.path}/syncs`);
    const run = await runDetail(product, runs[0]?.['id'] as string);
    expect(run).toMatchObject({ state: 'partial', trigger: 'first' });
    const all = await children(product);
    const good = /^(?:[a-z0-9-]{1,63}\.)+duosecurity\.test\.?$/iu;
    for (const child of all) {
      const account = accountOf(run, shownId(child.accountId));
      if (oddId.test(child.accountId) || child.name === 'Id of a user')
        expect(account).toMatchObject({ state: 'failed', cause: { code: 'VendorIdRejected' } });
      else if (good.test(child.apiHostname)) expect(account).toMatchObject({ seats: seatsOf(child) });
      else expect(account).toMatchObject({ state: 'failed', cause: { code: 'VendorHostRejected' } });
    }
    const asked = (await requestsSince(product, 0)).map(({ host }) => host);
    expect(asked.filter((host) => !good.test(host))).toEqual([]);
    const again = await runEnds(product, await startSync(product, integration));
    expect(again['totals']).toEqual(run['totals']);
    await phaseIs(product, integration, 'active');
  });

  it('keeps names as they are but for characters that no name has, and flags those, which match nothing', async () => {
    for (const child of await children(product)) {
      const account = await vendorAccount(product, integration, shownId(child.accountId));
      const cleaned = asKept(child.name) !== child.name;
      // One that Duo gives no name for goes by its id.
      const name = child.name === '' ? child.accountId : asKept(child.name);
      expect([account['name'], account['nameCleaned']]).toEqual([name, cleaned]);
      if (cleaned) expect(account['mapping']).toMatchObject({ state: 'unmapped' });
    }
    const { companies } = await product.control.scenarioOf('connectwise');
    const kept = await itemsOf(product, `${integration.path}/psa-companies?limit=500`);
    const names = new Map(kept.map(({ id, name }) => [id as string, name as string]));
    for (const company of companies) expect(names.get(String(company.id))).toBe(asKept(company.name));
    const answer = await product.client.request('GET', `/usage-lines?integration=${integration.id}`);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/u);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    // Searched for as text, not as a pattern or a query.
    const { items } = body(
      await product.client.request(
        'GET',
        `${integration.path}/vendor-accounts?q=${encodeURIComponent("Robert'); DROP TABLE")}`,
      ),
    );
    expect(items).toHaveLength(1);
  });

  it('counts users whose names or statuses hold such characters, says so, and takes none for Trash', async () => {
    const run = await runDetail(
      product,
      (await itemsOf(product, `${integration.path}/syncs`))[0]?.['id'] as string,
    );
    const child = (await children(product)).find(
      ({ userCounts, apiHostname, accountId }) =>
        !oddId.test(accountId) && (userCounts['pending\tdeletion'] ?? 0) > 0 && apiHostname.endsWith('.test'),
    )!;
    expect(accountOf(run, child.accountId)).toMatchObject({ state: 'counted', seats: seatsOf(child) });
    const { id } = await vendorAccount(product, integration, child.accountId);
    const history = body(
      await product.client.request('GET', `${integration.path}/vendor-accounts/${id as string}/history`),
    );
    expect((history['readings'] as { flags: string[] }[]).at(-1)!.flags).toEqual(
      expect.arrayContaining(['words-cleaned', 'unknown status "pending\uFFFDdeletion" counted']),
    );
  });

  it('gives a spreadsheet no cell that it would run', async () => {
    const answer = await product.client.request('GET', `/usage-lines.csv?integration=${integration.id}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^text\/csv/u);
    const rows = csvRows(answer.body as string);
    const [heads, ...lines] = rows;
    const { total } = body(
      await product.client.request('GET', `/usage-lines?integration=${integration.id}&limit=1`),
    );
    expect(lines).toHaveLength(total as number);
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([heads!.length]));
    const runs = (cell: string): boolean =>
      /^\s*[=+\-@]|^[\t\r\n]/u.test(cell) && !/^-?\d+(\.\d+)?$/u.test(cell);
    expect(lines.flat().filter(runs)).toEqual([]);
    const companies = lines.map((row) => row[heads!.indexOf('ConnectWise company')]!);
    expect(companies).toEqual(expect.arrayContaining(["'+1+1", "'-2+3", "'@SUM(1,1)", "' =1+1"]));
    expect(companies.filter((name) => name.startsWith("'=HYPERLINK"))).toHaveLength(1);
  });
});
