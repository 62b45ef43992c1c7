import { type BrowserProduct, describeInBrowser, startBrowserProduct, storySteps } from './browser.ts';
import { anotherPsaSteps } from './path/another-psa-steps.ts';
import { connectionSteps } from './path/connection-steps.ts';
import { lineSteps } from './path/line-steps.ts';
import { mappingAndFinishSteps } from './path/mapping-and-finish-steps.ts';
import { monthEndSteps } from './path/month-end-steps.ts';
import { reviewSteps } from './path/review-steps.ts';
import { setUpSteps } from './path/set-up-steps.ts';
import type { Story } from './story.ts';
import { writeBackSteps } from './path/write-back-steps.ts';

// Loading and a first sync take their time on a busy machine.
/** One MSP from sign-in through a reviewed month to another PSA, on one page; each step goes on from the one before. */
describeInBrowser('the path of a month', () => {
  const story = { step: storySteps() } as Story;
  let own: BrowserProduct;
  beforeAll(async () => {
    own = await startBrowserProduct({ scenario: 'typical' });
    story.own = own;
    story.page = await own.newPage();
  });
  afterAll(() => own.close());
  afterEach(async () => {
    await own.closePages(story.page);
    own.expectSilent();
  });

  setUpSteps(story);
  mappingAndFinishSteps(story);
  reviewSteps(story);
  writeBackSteps(story);
  lineSteps(story);
  monthEndSteps(story);
  connectionSteps(story);
  anotherPsaSteps(story);
});
