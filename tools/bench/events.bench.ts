import { active, runEnds, startSync } from '../../test/product/lifecycle.ts';
import { type Product, startProduct } from '../../test/product/product.ts';
import { eventsOfRun } from './history-events.ts';
import { holds } from './report.ts';

describe('60 accounts', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct({ scenario: 'typical' });
  });
  afterAll(() => product.close());

  it('make a history that stays short', async () => {
    const integration = await active(product);
    const run = await runEnds(product, await startSync(product, integration));
    holds({
      what: 'Temporal events at 60 accounts',
      measured: await eventsOfRun(product, run['id'] as string),
      atMost: 70,
      unit: 'events',
    });
  });
});
