import { active, body, type Connected, everyLine, type Item, runEnds, startSync } from './lifecycle.ts';
import { type Product, startProduct } from './product.ts';
import { openNotices, runDetail } from './sync-observations.ts';

/** A line as a person tells it: whose, kind, flags with their checks, Duo against PSA. */
function told({ label, kind, flags, vendorQuantity, psaQuantity }: Item): string {
  const marks = (flags as Item[]).map(({ flag, check }) =>
    check === undefined ? String(flag) : `${String(flag)} by ${String(check)}`,
  );
  return `${String(label)}: ${[kind, ...marks].join(', ')}, ${vendorQuantity ?? '?'}/${psaQuantity ?? '?'}`;
}

const inOrder = [
  'Adler Optics', 'Borage Farms', 'Cedar Point', 'Dale Harbor', 'Ember Kilns', 'Fennel Deli', 'Gale Sails',
  'Heath Nursery', 'Ivy League Cleaners', 'Juniper Spas',
].map((name, nth) => `${name}: match, ${8 + nth}/${8 + nth}`); // prettier-ignore

/** Odd in the first week and in the second. */
const odd = [
  'Ashlar Stone: not-read, 10/?',
  'Birch Labs: increase, 384/383',
  'Elm Court Hotels: decrease, included, 12/17',
  'Garnet Foods: new, scheduled, 11/?',
  'Harlow Clinics Annex: no-account, ?/9',
  'Harlow Clinics: new, 9/?',
  'Iris Travel: new, 14/?',
  'Jasper Tools: match, 10/10',
  'Mistral Cafe: decrease, held by first, 31/64',
  'Rook & Sons: increase, held by jump, held by fraction, 12/-3',
  'Slate Bank: increase, held by unknown, 12/?',
  'Tern\uFFFD Air: no-account, ?/7',
  'Tern\uFFFD Air: unmapped, 7/?',
  'Umber\uFFFD Arts: no-account, ?/6',
  'Umber\uFFFD Arts: unmapped, 6/?',
  'Vale\uFFFD Stoneware: no-account, ?/5',
  'Vale\uFFFD Stoneware: unmapped, 5/?',
  'Wick Candles: match, 8/8',
  'Xenon Labs: not-read, ?/4',
  'Zephyr East: not-read, ?/11',
  'Zephyr North: not-read, ?/10',
  'Zephyr South: not-read, ?/12',
  'Zephyr West: not-read, ?/13',
];

const firstWeek = [
  'Abbey Dental: increase, 12/10',
  'Beacon Realty: match, 20/20',
  'Dunmore Mills: match, 18/18',
  'Keel Marine: match, 16/16',
  'Lumen Optics: match, 13/13',
  'Nimbus Air: match, 62/62',
  'Opal Jewels: match, 42/42',
  'Pewter Works: match, 42/42',
  'Quill Print: decrease, 20/25',
];

const secondWeek = [
  'Abbey Dental: not-read, 12/10',
  'Beacon Realty: not-read, 20/20',
  'Dunmore Mills: not-read, 18/18',
  'Keel Marine: new, vanished, 16/?',
  'Lumen Optics: new, vanished, 13/?',
  'Nimbus Air: decrease, held by drop, 41/62',
  'Opal Jewels: increase, held by jump, 42/5',
  'Pewter Works: decrease, held by drop, 42/100',
  'Quill Print: decrease, held by first, 19/25',
];

describe('a scenario in which most customers have a trouble of their own', () => {
  let product: Product;
  let integration: Connected;
  beforeAll(async () => {
    product = await startProduct({ scenario: 'dirty' });
    integration = await active(product);
  });
  afterAll(() => product.close());

  const lines = async (): Promise<readonly string[]> =>
    (await everyLine(product, integration)).map(told).sort();
  const detailOf = async (label: string): Promise<Item> => {
    const line = (await everyLine(product, integration)).find((one) => one['label'] === label);
    return body(await product.client.request('GET', `/usage-lines/${String(line?.['id'])}`));
  };

  it('tells each apart after the first sync, and leaves the rest in order', async () => {
    expect(await lines()).toEqual([...inOrder, ...odd, ...firstWeek].sort());
  });

  it('never advises to create what is billed elsewhere, later or as another product', async () => {
    const details = [];
    for (const label of ['Harlow Clinics', 'Garnet Foods', 'Iris Travel'])
      details.push(await detailOf(label));
    expect(details.map(({ advice }) => advice as unknown)).toEqual([null, null, null]);
    expect(details.map(({ found }) => (found as Item[]).map(({ relation }): unknown => relation))).toEqual([
      ['child-agreement'],
      ['own-agreement'],
      ['own-agreement'],
    ]);
  });

  it('shows a status word beside the dates that decide, and money in whole cents', async () => {
    expect((await detailOf('Jasper Tools'))['warnings']).toMatchObject([
      { code: 'usage.warning.canceled-without-date' },
    ]);
    expect((await detailOf('Birch Labs'))['money']).toMatchObject({
      effectPerMonth: '2.33',
      effectPerInvoice: '2.33',
    });
  });

  it('says of each account that could not be read whose it is and why', async () => {
    const runs = body(await product.client.request('GET', `${integration.path}/syncs`));
    const run = await runDetail(product, (runs['items'] as Item[])[0]?.['id'] as string);
    expect(run['state']).toBe('partial');
    const failed = ((run['accounts'] as Item)['items'] as Item[])
      .filter(({ state }) => state !== 'counted')
      .map(
        ({ name, state, cause }) => `${String(name)}: ${String(state)}, ${String((cause as Item)['code'])}`,
      );
    expect(failed.sort()).toEqual([
      'Xenon Labs: failed, VendorHostRejected',
      'Zephyr East: failed, VendorAccountRejectsKey',
      'Zephyr North: failed, VendorAccountRejectsKey',
      'Zephyr South: failed, VendorAccountRejectsKey',
      'Zephyr West: failed, VendorAccountRejectsKey',
    ]);
  });

  it('lets the newest reading decide, and spoils no neighbor, in the second week', async () => {
    await product.control.actTwo();
    const run = await runEnds(product, await startSync(product, integration));
    expect(run['state']).toBe('partial');
    expect(await lines()).toEqual([...inOrder, ...odd, ...secondWeek].sort());
  });

  it('names them in one notice', async () => {
    const notices = await openNotices(product, integration);
    expect(notices.map(({ code, detail }): unknown => [code, detail])).toEqual([
      [
        'SyncPartial',
        expect.stringMatching(
          /^8 accounts could not be read: Abbey Dental, Beacon Realty, and Dunmore Mills, and 5 more\. 1 agreement could not be read: Managed Services Ashlar Stone\.$/u,
        ),
      ],
    ]);
  });
});
