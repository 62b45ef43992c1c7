import { loaded, mapProducts } from '../product/lifecycle.ts';
import { type BrowserProduct, describeInBrowser, startBrowserProduct, storySteps } from './browser.ts';
import { billingRulesSteps } from './operations/billing-rules-steps.ts';
import { incidentSteps } from './operations/incident-steps.ts';
import { keeperSteps } from './operations/keeper-steps.ts';
import { lostAnswersSteps } from './operations/lost-answers-steps.ts';
import { mappingSteps } from './operations/mapping-steps.ts';
import { offlineSteps } from './operations/offline-steps.ts';
import { recordsSteps } from './operations/records-steps.ts';
import { refreshSteps } from './operations/refresh-steps.ts';
import { reviewSteps } from './operations/review-steps.ts';
import { settingsSteps } from './operations/settings-steps.ts';
import { webhooksAndNoticesSteps } from './operations/webhooks-and-notices-steps.ts';
import type { Story } from './story.ts';

/** What people do with a connection day by day, from its mapping and the last look before Finish; each step goes on from the one before. */
describeInBrowser('the console', () => {
  const story = { step: storySteps() } as Story;
  let own: BrowserProduct;
  beforeAll(async () => {
    own = await startBrowserProduct({ scenario: 'typical' });
    story.own = own;
    story.integration = await loaded(own.product);
    await mapProducts(own.product, story.integration);
    story.page = await own.signedIn();
  });
  afterAll(() => own.close());
  afterEach(async () => {
    await own.closePages(story.page);
    own.expectSilent();
  });

  describe('of the mapping', () => {
    mappingSteps(story);
  });
  describe('offline', () => {
    offlineSteps(story);
  });
  describe('of the review', () => {
    reviewSteps(story);
  });
  describe('after an answer was lost', () => {
    lostAnswersSteps(story);
  });
  describe('of the records', () => {
    recordsSteps(story);
  });
  describe('of newer data', () => {
    refreshSteps(story);
  });
  describe('of webhooks and notices', () => {
    webhooksAndNoticesSteps(story);
  });
  describe('of who keeps the keys', () => {
    keeperSteps(story);
  });
  describe('of an incident', () => {
    incidentSteps(story);
  });
  describe('of billing rules', () => {
    billingRulesSteps(story);
  });
  describe('of the settings', () => {
    settingsSteps(story);
  });
});
