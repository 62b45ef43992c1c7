import { type LargeLists, startWithLargeLists } from '../../test/browser/large-lists.ts';
import { holds } from './report.ts';

describe('the console with 5,000 customers', () => {
  let lists: LargeLists;
  beforeAll(async () => {
    lists = await startWithLargeLists(5_000);
  }, 600_000);
  afterAll(() => lists.product.close());

  it('shows the month within half a second of calling it, with files that the browser keeps', async () => {
    const shown = await lists.month();
    holds({ what: 'month: figures on the screen', measured: shown, atMost: 500, unit: 'ms' });
  });

  it('shows usage lines within a second and scrolls without a long task', async () => {
    const { firstPaint, longestTask, from } = await lists.usage();
    holds({ what: 'usage: first paint after the answer', measured: firstPaint, atMost: 1_000, unit: 'ms' });
    holds({
      what: 'usage: longest task while scrolling',
      measured: longestTask,
      atMost: 100,
      unit: 'ms',
      from,
    });
  });

  it('shows the mapping board within a second; scrolling, dragging and searching stay smooth', async () => {
    const { firstPaint, longestTask, search, from } = await lists.mapping();
    holds({ what: 'mapping: first paint after the answer', measured: firstPaint, atMost: 1_000, unit: 'ms' });
    holds({
      what: 'mapping: longest task while scrolling and dragging',
      measured: longestTask,
      atMost: 100,
      unit: 'ms',
      from,
    });
    holds({ what: 'mapping: search among 5,000 companies', measured: search, atMost: 100, unit: 'ms' });
  });
});
