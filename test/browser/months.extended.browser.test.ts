import { type BrowserProduct, describeInBrowser, startBrowserProduct, storySteps } from './browser.ts';
import { firstMonthSteps, mappedWithWriteBackSteps } from './months/first-month-steps.ts';
import { closingSteps, ownerAndOperatorSteps, routineMonthSteps } from './months/later-months-steps.ts';
import { wholeListsSteps } from './months/whole-lists-steps.ts';
import type { Story } from './story.ts';

// The first sync takes its time on a busy machine.
/** What each role does in a month, by real mouse and keyboard: how many presses, and how long. */
describeInBrowser('a month', () => {
  const story = { step: storySteps() } as Story;
  let own: BrowserProduct;
  beforeAll(async () => {
    own = await startBrowserProduct({ scenario: 'typical' });
    story.own = own;
  });
  afterAll(() => own.close());
  afterEach(async () => {
    await own.closePages(story.page);
    own.expectSilent();
  });

  mappedWithWriteBackSteps(story);
  firstMonthSteps(story);
  wholeListsSteps(story);
  routineMonthSteps(story);
  ownerAndOperatorSteps(story);
  closingSteps(story);
});
