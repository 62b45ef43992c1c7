import { active, everyLine, type Item, runEnds, startSync } from './lifecycle.ts';
import { type Product, startProduct } from './product.ts';

jest.setTimeout(60_000);

describe('the lifecycle, on real parts', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct();
  });
  afterAll(() => product.close());

  it('goes from connecting to active, reads again, and changes no version when nothing changed', async () => {
    const integration = await active(product);
    const before = await everyLine(product, integration);
    expect(before.length).toBeGreaterThan(0);
    const run = await runEnds(product, await startSync(product, integration));
    expect(run).toMatchObject({ state: 'succeeded', trigger: 'manual' });
    const after = await everyLine(product, integration);
    const versions = (lines: readonly Item[]): unknown[] =>
      lines.map(({ groupKey, version }): unknown => [groupKey, version]);
    expect(versions(after)).toEqual(versions(before));
  });
});
