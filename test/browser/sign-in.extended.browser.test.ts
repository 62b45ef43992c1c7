import { freePort } from '../../config/free-port.ts';
import {
  type ScriptedProvider,
  type ScriptedProviders,
  scriptedProviders,
} from '../environment/scripted-provider.ts';
import { type BrowserProduct, describeInBrowser, startBrowserProduct, storySteps } from './browser.ts';
import { factorSteps } from './sign-in/factor-steps.ts';
import { inviteReviewer, policySteps, type Reviewer } from './sign-in/policy-steps.ts';
import { providerHost, providerSteps } from './sign-in/provider-steps.ts';
import type { Story } from './story.ts';

/** People who sign in by each method, on one page. Each step continues from the one before. */
describeInBrowser('signing in', () => {
  const story = { step: storySteps() } as Story;
  let own: BrowserProduct;
  let reviewer: Reviewer;
  let providers: ScriptedProviders;
  let provider: ScriptedProvider;
  beforeAll(async () => {
    providers = await scriptedProviders([providerHost]);
    provider = providers.at(`https://${providerHost}`);
    own = await startBrowserProduct({
      scenario: 'small',
      workers: false,
      port: await freePort(),
      sso: providers.outbound,
    });
    story.own = own;
    story.page = await own.newPage();
    reviewer = await inviteReviewer(own);
  });
  afterAll(async () => {
    await own.close();
    providers.close();
  });
  afterEach(async () => {
    await own.closePages(story.page);
    own.expectSilent();
  });

  factorSteps(story);
  policySteps(story, () => reviewer);
  providerSteps(story, () => provider);
});
