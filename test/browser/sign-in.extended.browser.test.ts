import { freePort } from '../../config/free-port.ts';
import { type BrowserProduct, describeInBrowser, startBrowserProduct, storySteps } from './browser.ts';
import { factorSteps } from './sign-in/factor-steps.ts';
import { inviteReviewer, policySteps, type Reviewer } from './sign-in/policy-steps.ts';
import type { Story } from './story.ts';

/** One administrator, who signs in by each method. Each step continues from the one before. */
describeInBrowser('signing in', () => {
  const story = { step: storySteps() } as Story;
  let own: BrowserProduct;
  let reviewer: Reviewer;
  beforeAll(async () => {
    own = await startBrowserProduct({ scenario: 'small', workers: false, port: await freePort() });
    story.own = own;
    story.page = await own.newPage();
    reviewer = await inviteReviewer(own);
  });
  afterAll(() => own.close());
  afterEach(async () => {
    await own.closePages(story.page);
    own.expectSilent();
  });

  factorSteps(story);
  policySteps(story, () => reviewer);
});
