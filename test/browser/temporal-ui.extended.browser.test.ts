import { message } from '../../messages/message.ts';
import { rendered as english } from '../texts/rendered.ts';
import type { Frame, Locator, Page } from 'playwright-core';
import { errorText } from '../../messages/error-texts.ts';
import { integrationWorkflowId, syncScheduleId } from '../../contracts/temporal/names.ts';
import { freePort } from '../../config/free-port.ts';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import type { FaultState } from '../../sandbox/faults.ts';
import type { RequestEntry } from '../../sandbox/request-log.ts';
import { temporalUiUrl } from '../environment/temporal.ts';
import { active, body, type Connected, phaseIs, runEnds, startSync } from '../product/lifecycle.ts';
import {
  accountsRead, callsByFormula, itemsOf, requestLogEnd, listPath, openNotices, requestsSince, runDetail, usersPath, workflowIdOf,
} from '../product/sync-observations.ts'; // prettier-ignore
import { appears } from './appearing.ts';
import { type BrowserProduct, describeInBrowser, startBrowserProduct, storySteps } from './browser.ts';

interface Rendered {
  readonly text: string;
  readonly link: string | null;
}

/** Null: it was taken away while it was read. */
async function readFrame(frame: Frame): Promise<Rendered | null> {
  try {
    const links = frame.getByRole('link');
    return {
      text: await frame.locator('body').innerText({ timeout: 1_000 }),
      link: (await links.count()) === 0 ? null : await links.first().getAttribute('href', { timeout: 1_000 }),
    };
  } catch {
    return null;
  }
}

const isRejected = ({ outcome }: RequestEntry): boolean => outcome !== 200;

/**
 * The real Temporal UI as operators see it, beside the console and in the same browser. Its selectors were found on
 * version 2.54.1, which the pinned server brings along.
 */
describeInBrowser('in the Temporal UI, operators', () => {
  let own: BrowserProduct;
  let integration: Connected;
  /** Signed in to the console. */
  let consolePage: Page;
  let ui: Page;
  beforeAll(async () => {
    const port = await freePort();
    own = await startBrowserProduct({
      temporalUiUrl: temporalUiUrl(),
      port,
      settings: { publicUrl: `http://localhost:${port}`, repairIntervalMs: 2_000 },
      // One account after the other, so that a key can be revoked between two.
      reading: { vendorParallel: 1 },
    });
    integration = await active(own.product);
    consolePage = await own.signedIn('/runs');
    ui = await consolePage.context().newPage();
    // Its pages are heavier than the console's.
    ui.setDefaultTimeout(60_000);
  });
  afterAll(() => own.close());
  afterEach(() => own.expectSilent());

  const step = storySteps();
  let runId: string;
  let since: number;
  let revoked: FaultState;
  /** Accounts whose users were asked for before the run failed, in order; the last one was rejected. */
  let readBefore: readonly (string | null)[];

  /** By a link within the UI once it is loaded, which takes seconds of the processor. */
  const look = async (path: string): Promise<void> => {
    const address = `${temporalUiUrl()}/namespaces/${own.product.namespace.namespace}/${path}`;
    if (!ui.url().startsWith(temporalUiUrl())) {
      await ui.goto(address);
      return;
    }
    await ui.evaluate(`(() => {
      const link = Object.assign(document.createElement('a'), { href: ${JSON.stringify(address)} });
      document.body.append(link);
      link.click();
      link.remove();
    })()`);
    await ui.waitForURL((url) => url.href.startsWith(address));
  };
  /** Ids occur twice in these pages: in the dialog that is open, and in one that is not. */
  const dialog = (): Locator => ui.getByRole('dialog').filter({ visible: true });
  const confirm = () => dialog().getByTestId('confirm-modal-button').click();

  /** The UI renders Markdown in frames of their own, and again when it polls: what the one says that has these words. */
  const rendered = (words: string): Promise<Rendered> =>
    waitFor(`a text with "${words}"`, 15_000, async () => {
      for (const frame of ui.frames().filter((one) => one.url().includes('/render?'))) {
        const found = await readFrame(frame);
        if (found?.text.includes(words) === true) return found;
      }
      return null;
    });

  step('read of a failed sync whose it is, what failed, what to do first and what to press', async () => {
    const { product } = own;
    since = await requestLogEnd(product);
    // From one call on Duo knows the key no more: after the list and some accounts, however fast they are read.
    revoked = await product.control.inject({
      vendor: 'duo',
      after: 6,
      fault: { kind: 'duo-error', code: 40102 },
    });
    runId = await startSync(product, integration);
    expect(await runEnds(product, runId)).toMatchObject({
      state: 'failed',
      cause: { code: 'VendorKeyUnknown' },
    });
    await phaseIs(product, integration, 'needs-attention');
    const asked = await requestsSince(product, since);
    readBefore = accountsRead(asked.slice(0, asked.findIndex(isRejected) + 1));
    expect(readBefore.length).toBeGreaterThanOrEqual(5);

    await look(`workflows/${encodeURIComponent(await workflowIdOf(product, runId))}`);
    const { title, advice } = errorText('VendorKeyUnknown', { vendor: 'Duo', psa: 'ConnectWise' })!;
    const found = english(message('duo.one-application'));
    const label = 'Duo Security → ConnectWise, Harbor Lane IT Services';
    // At once, in the failure itself, also where no worker answers the question for details.
    await appears(
      ui.getByText(`${label}: ${title} (VendorKeyUnknown). ${found} First: ${advice} Then use Reset`).first(),
    );
    await ui.getByText('User Metadata').click();
    await rendered(`${label}: sync of all accounts`);
    const details = (await rendered('Failed:')).text;
    for (const words of [
      label,
      `Failed: ${title} · VendorKeyUnknown`,
      found,
      `First: ${advice}`,
      'Then use Reset on this page, to the first workflow task',
      `Or use Trigger on the schedule ${syncScheduleId(integration.id)}`,
    ])
      expect(details).toContain(words);
  });

  step('read of the integration that it needs attention, and why', async () => {
    await look(`workflows/${encodeURIComponent(integrationWorkflowId(integration.id))}`);
    await ui.getByText('User Metadata').click();
    expect((await rendered('Phase needs-attention')).text).toContain(
      'Duo does not recognize this key at this host',
    );
  });

  step('press Reset to the first workflow task: the run goes on where it stopped and succeeds', async () => {
    const { product } = own;
    await product.control.clear(revoked.id);
    await look(`workflows/${encodeURIComponent(await workflowIdOf(product, runId))}`);
    await ui.getByRole('button', { name: 'Reset', exact: true }).click();
    await dialog().getByTestId('workflow-reset-event-id-select-button').click();
    await dialog().getByRole('option').first().click();
    await dialog().getByTestId('reset-reason').fill('the key is valid again');
    await confirm();
    await waitFor('the run to succeed', 15_000, async () =>
      (await runDetail(product, runId))['state'] === 'succeeded' ? true : null,
    );
    await phaseIs(product, integration, 'active');
    await ui.getByText('This Workflow has been reset').locator('xpath=..').getByRole('link').click();
    await appears(ui.getByText('Completed', { exact: true }).first());
    await ui.getByText('User Metadata').click();
    const { link } = await rendered('16 of 16 accounts counted');

    // API and console say the same, and the link there leads to it.
    const run = await runDetail(product, runId);
    expect(run).toMatchObject({
      state: 'succeeded',
      cause: null,
      totals: { accountsListed: 16, counted: 16 },
    });
    expect(link).toBe(`${own.origin}/runs/${runId}`);
    await consolePage.goto(link!);
    await appears(consolePage.getByText(/^16 read/u));
    const { vendor, vendorFormula } = run['calls'] as { vendor: number; vendorFormula: number };
    await appears(consolePage.getByText(`Duo calls ${vendor} (formula ${vendorFormula})`));
    expect(await openNotices(product, integration)).toEqual([]);

    // Each account as often as must be: those counted before the failure not again, the list once.
    const requests = await requestsSince(product, since);
    const answered = requests.filter((request) => !isRejected(request));
    expect(answered).toHaveLength(await callsByFormula(product));
    expect(answered.filter(({ path }) => path === listPath)).toHaveLength(1);
    // Besides: the call that was rejected, the one that asked whether it was the key, and one with each of the two keys,
    // so that none that is rejected reads as verified.
    expect(requests.filter(isRejected).map(({ path, accountId }) => [path, accountId])).toEqual([
      [usersPath, readBefore.at(-1)],
      [listPath, null],
      [listPath, null],
      [usersPath, null],
    ]);
    const readAfter = accountsRead(requests).slice(readBefore.length);
    const counted = readBefore.slice(0, -1);
    expect(readAfter.filter((id) => counted.includes(id))).toEqual([]);
    expect(readAfter).toContain(readBefore.at(-1));
  });

  step('press Trigger on the schedule: a run of it reads everything', async () => {
    const { product } = own;
    await look(`schedules/${encodeURIComponent(syncScheduleId(integration.id))}`);
    await ui.locator('#schedule-actions-menu-button').filter({ visible: true }).click();
    await ui.getByTestId('trigger-schedule').filter({ visible: true }).click();
    await confirm();
    const run = await waitFor('a run by schedule', 15_000, async () => {
      const runs = await itemsOf(product, `${integration.path}/syncs?trigger=schedule`);
      return runs[0] ?? null;
    });
    expect(await runEnds(product, run['id'] as string)).toMatchObject({
      state: 'succeeded',
      totals: { counted: 16 },
    });
  });

  step(
    'press Pause, which Seatwise reports and leaves alone, and Unpause, which closes the notice',
    async () => {
      const { product } = own;
      const schedule = async () => body(await product.client.request('GET', `${integration.path}/schedule`));
      await ui.locator('#schedule-actions-primary-button').filter({ visible: true }).click();
      await dialog().locator('#pause-reason').fill('the PSA is being moved');
      await confirm();
      const [notice] = await waitFor('the notice', 15_000, async () => {
        const open = await openNotices(product, integration);
        return open.length > 0 ? open : null;
      });
      expect(notice).toMatchObject({ code: 'SchedulePausedInTemporal', times: 1 });
      expect(await schedule()).toMatchObject({ pausedInTemporal: true });
      await consolePage.goto('/notices');
      await appears(consolePage.getByText(errorText('SchedulePausedInTemporal')!.title).first());

      await ui.getByRole('button', { name: 'Unpause' }).filter({ visible: true }).first().click();
      await dialog().locator('#pause-reason').fill('it has moved');
      await confirm();
      await waitFor('the notice to be closed', 15_000, async () =>
        (await openNotices(product, integration)).length === 0 ? true : null,
      );
      expect(await schedule()).toMatchObject({ pausedInTemporal: false });
    },
  );
});
