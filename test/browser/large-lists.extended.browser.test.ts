import { describeInBrowser } from './browser.ts';
import { type LargeLists, startWithLargeLists } from './large-lists.ts';

/**
 * Targets of architecture.md 14 on a quiet machine, asserted in `tools/bench/`; here printed, and far off only where
 * something broke.
 */
const monthShown = 500;
const firstPaint = 1_000;
const longestTask = 100;
const search = 100;
const busy = 10;

describeInBrowser('a console with 5,000 customers', () => {
  let lists: LargeLists;
  beforeAll(async () => {
    lists = await startWithLargeLists(5_000);
  });
  afterAll(() => lists.product.close());

  it('shows the month soon', async () => {
    const shown = await lists.month();
    process.stderr.write(`    month: figures on the screen after ${shown.toFixed(0)} ms\n`);
    expect(shown).toBeLessThan(busy * monthShown);
    lists.product.expectSilent();
  });

  it('shows the usage lines soon and scrolls without long tasks', async () => {
    const figures = await lists.usage();
    process.stderr.write(
      `    usage: first paint ${figures.firstPaint.toFixed(0)} ms after the answer; ${figures.from}\n`,
    );
    expect(figures.firstPaint).toBeLessThan(busy * firstPaint);
    expect(figures.longestTask).toBeLessThan(busy * longestTask);
    lists.product.expectSilent();
  });

  it('shows the mapping board soon, scrolls, drags and searches without long tasks', async () => {
    const figures = await lists.mapping();
    process.stderr.write(
      `    mapping: first paint ${figures.firstPaint.toFixed(0)} ms after the answer; search ${figures.search.toFixed(0)} ms; ${figures.from}\n`,
    );
    expect(figures.firstPaint).toBeLessThan(busy * firstPaint);
    expect(figures.longestTask).toBeLessThan(busy * longestTask);
    expect(figures.search).toBeLessThan(busy * search);
    lists.product.expectSilent();
  });
});
