import type { Page } from 'playwright-core';
import { body, decide, type Item, phaseIs } from '../../product/lifecycle.ts';
import { readyToWrite } from '../../product/write-back-steps.ts';
import { appears, disappears, visit, visitAndRefresh } from '../appearing.ts';
import { onPageOf, type Story } from '../story.ts';

const why = 'Unavailable while you’re offline.';

async function cut({ own, page }: Story): Promise<void> {
  own.allow(/ERR_INTERNET_DISCONNECTED/u);
  await page.context().setOffline(true);
  await appears(page.getByText('You’re offline. Showing data'));
}
async function restore(page: Page): Promise<void> {
  await page.context().setOffline(false);
  await disappears(page.getByText('You’re offline. Showing data'));
}

/** Buttons that are open are closed offline, say why, are deaf to a press, and send nothing once they are open again. */
async function areClosedOffline(story: Story, names: readonly string[]): Promise<void> {
  const { page } = story;
  const buttons = names.map((name) => page.getByRole('button', { name, exact: true }).first());
  const whenOpen = buttons.map((button) => button.and(page.locator('[aria-disabled="false"]')));
  for (const button of whenOpen) await appears(button);
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.method() !== 'GET') sent.push(`${request.method()} ${request.url()}`);
  });
  await cut(story);
  const seen: unknown[] = [];
  for (const [index, button] of buttons.entries()) {
    const reason = page.locator(`[id="${(await button.getAttribute('aria-describedby')) ?? ''}"]`);
    seen.push([names[index], await button.getAttribute('aria-disabled'), await reason.innerText()]);
    await button.click({ force: true });
  }
  expect(seen).toEqual(names.map((name) => [name, 'true', why]));
  await restore(page);
  for (const button of whenOpen) await appears(button);
  expect(sent).toEqual([]);
}

/** Answers of this path as the page gets them, with these fields in the place of their own. */
const answersWith = (page: Page, path: string, change: (answer: Answer) => object) =>
  page.route(path, async (route) => {
    if (route.request().method() !== 'GET') return route.continue();
    const response = await route.fetch();
    const answer = (await response.json()) as Answer;
    return route.fulfill({ response, json: { ...answer, ...change(answer) } });
  });
interface Answer {
  readonly indicators: readonly { readonly part: string }[];
  readonly items: readonly object[];
}

/** Without a connection: every command is closed and says why, and what was not read yet is read afterwards. */
export function offlineSteps(story: Story): void {
  const { step, page, own, integration } = onPageOf(story);
  const pathOf = (path: string): string => `/integrations/${integration().id}${path}`;
  const at = (path: string) => visit(page(), pathOf(path));

  step('the commands of the set-up are closed, say why, and send nothing later', async () => {
    await at('/setup/credentials');
    await areClosedOffline(story, ['Authenticate', 'Fill in sandbox credentials']);
    await at('/setup/review');
    await areClosedOffline(story, ['Finish setup']);
    const cause = { code: 'PsaAccessDenied', title: 'A right is missing', detail: 'Catalog', advice: 'Set it.' }; // prettier-ignore
    await answersWith(page(), '**/api/v1/**/status', ({ indicators }) => ({
      indicators: indicators.map((one) =>
        one.part === 'services' ? { ...one, status: 'error', cause } : one,
      ),
    }));
    await visitAndRefresh(page(), pathOf('/setup/status'));
    await areClosedOffline(story, ['Retry services']);
    await answersWith(page(), '**/api/v1/integrations', () => ({ items: [], total: 0 }));
    await visitAndRefresh(page(), '/connect/duo/module');
    await page().getByRole('radio', { name: 'Billing' }).click();
    await page().getByRole('radio', { name: 'ConnectWise' }).click();
    await areClosedOffline(story, ['Continue']);
    await page().unrouteAll({ behavior: 'wait' });
  });

  step('what changes between the first answer and the first event is seen', async () => {
    const { product } = own();
    const { items } = body(await product.client.request('GET', `${integration().path}/vendor-services`));
    const { id: service, products } = (items as Item[])[0] as { id: string; products: readonly Item[] };
    const decideOnAll = (action: 'map' | 'unmap') =>
      decide(
        product,
        integration().path,
        products.map(({ id }) => ({ kind: 'service', vendorId: service, action, psaId: id as string })),
      );
    await decideOnAll('unmap');
    const closed = page().getByText('Map at least one service to continue.');
    let listen = (): void => undefined;
    const late = new Promise<void>((resolve) => (listen = resolve));
    await page().route('**/api/v1/events', async (route) => {
      await late;
      await route.continue();
    });
    await page().goto(pathOf('/setup/review'));
    await appears(closed);
    await decideOnAll('map');
    listen();
    await disappears(closed);
    await page().unrouteAll({ behavior: 'wait' });
    await own().product.client.command('POST', `${integration().path}/finish`, {}, integration().path);
  });

  step('a screen that was never opened opens by itself once the connection is back', async () => {
    own().allow(/ChunkMissing|Failed to fetch dynamically imported module/u);
    await page().goto('/integrations');
    await appears(page().getByRole('heading', { level: 1, name: 'Integrations' }));
    await cut(story);
    await page().getByRole('link', { name: 'Runs', exact: true }).click();
    await appears(page().getByRole('heading', { level: 1, name: 'This page couldn’t be loaded' }));
    await page().getByRole('button', { name: 'Try again' }).click();
    await appears(page().getByRole('heading', { level: 1, name: 'This page couldn’t be loaded' }));
    await restore(page());
    await appears(page().getByRole('heading', { level: 1, name: 'Runs' }));
  });

  step(
    'what was not read yet says that nobody answers, and is read once the connection is back',
    async () => {
      await visit(page(), '/settings/checks');
      await appears(page().getByRole('heading', { level: 1, name: 'Settings' }));
      await cut(story);
      await page().getByRole('link', { name: 'People', exact: true }).click();
      await appears(page().getByText('Seatwise is not responding'));
      await restore(page());
      await appears(page().getByRole('cell', { name: 'Administrator (you)' }));
    },
  );

  step('the commands of a connection are closed, say why, and send nothing later', async () => {
    const { product } = own();
    await phaseIs(product, integration(), 'active', 30_000);
    await visit(page(), '/integrations');
    await areClosedOffline(story, ['Retry failed accounts']);
    await at('');
    await areClosedOffline(story, ['Sync now', 'Turn on write-back…', 'Pause…', 'Disconnect…']);
    await at('/schedule');
    await page().getByLabel('Every day at').fill('04:45');
    await areClosedOffline(story, ['Change']);
    await readyToWrite(product, integration());
    const capped = {
      ...(body(await product.client.request('GET', '/notices?state=open'))['items'] as object[])[0],
      integrationId: integration().id,
      code: 'WriteCapReached',
      subject: 'writeCaps',
    };
    await answersWith(page(), '**/api/v1/notices?*', () => ({ items: [capped], total: 1 }));
    await page().goto('/write-backs');
    await areClosedOffline(story, ['Turn off write-back…', 'Continue']);
    await page().getByRole('button', { name: 'Turn off write-back…' }).click();
    await areClosedOffline(story, ['Turn off']);
    await page().unrouteAll({ behavior: 'wait' });
  });
}
