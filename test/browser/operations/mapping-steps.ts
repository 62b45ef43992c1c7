import type { Locator, Page } from 'playwright-core';
import { decide } from '../../product/lifecycle.ts';
import { account, listed, named } from '../../product/set-up-steps.ts';
import { appears, visitAgain } from '../appearing.ts';
import { onPageOf, type Story } from '../story.ts';

/** A row of a pane by a part of its spoken name, "Acme Corp," or "Meridian Foods Plant,". */
const row = (page: Page, pane: string, name: string): Locator =>
  page.getByRole('grid', { name: pane, exact: true }).getByRole('row', { name });
const company = (page: Page, name: string): Locator => row(page, 'ConnectWise companies', name);
const duo = (page: Page, name: string): Locator => row(page, 'Duo accounts', name);

const counts = (page: Page): Locator => page.getByTestId('mapping-counts');
const heard = (page: Page, text: string | RegExp): Promise<void> =>
  page.locator('[aria-live]').filter({ hasText: text }).waitFor({ state: 'attached' });
const shows = (where: Locator, text: string | RegExp): Promise<void> =>
  appears(where.filter({ hasText: text }).first());

const drag = (from: Locator, to: Locator): Promise<void> => from.dragTo(to, { steps: 20 });
const searchCompanies = (page: Page, text: string): Promise<void> =>
  page.getByRole('searchbox', { name: 'Search companies' }).fill(text);

/** Mapping of accounts; what it maps stays as it was, but for Acme Corp. */
export function mappingSteps(story: Story): void {
  const { step, page, own, integration } = onPageOf(story);
  const path = (query = ''): string => `${integration().path}/accounts${query}`;
  const boardStep = (name: string, query: string, run: (page: Page) => Promise<void>) => {
    step(name, async () => {
      await visitAgain(page(), path(query));
      await run(page());
    });
  };
  const mappingOf = async (name: string) =>
    (await account(own().product, integration(), name))['mapping'] as {
      state: string;
      company: { name: string } | null;
    };

  boardStep(
    'keeps a drop while no worker runs, shows it still saving after a reload, and as mapped once one is back',
    '?status=unmapped&psaq=acme+cor',
    async (page) => {
      await appears(duo(page, 'Acme Corp,'));
      await own().product.stopWorkers();
      await drag(company(page, 'Acme Corporation,'), duo(page, 'Acme Corp,'));
      await shows(duo(page, 'Acme Corp,'), 'Saving…');
      await shows(counts(page), '52 of 61 mapped');
      await shows(duo(page, 'Acme Corp,'), 'Still saving…');
      await page.clock.install();
      await page.reload();
      await shows(duo(page, 'Acme Corp,'), 'Still saving…');
      await page.clock.fastForward(10_000);
      await shows(duo(page, 'Acme Corp,'), 'Waiting for a worker. Your decision is saved.');
      expect(await mappingOf('Acme Corp')).toMatchObject({ state: 'unmapped' });
      await own().product.startWorkers();
      await shows(duo(page, 'Acme Corp,'), '→ Acme Corporation CW');
      await shows(counts(page), '53 of 61 mapped');
      const { origins } = await page.context().storageState();
      const kept = origins.flatMap(({ localStorage }) => localStorage.map(({ name }) => name));
      expect(kept.filter((name) => name.startsWith('seatwise.mapping.'))).toEqual([]);
    },
  );

  boardStep(
    'gives a rejected row back and says why: somebody was first, or the twin is in the recycle bin',
    '?status=unmapped&psaq=harrison',
    async (page) => {
      const harrison = duo(page, 'Harrison Plumbing,');
      const living = page.getByRole('row', { name: /^Harrison Plumbing,.*not mapped, 2 companies/u }).first();
      await appears(living);
      const bin = company(page, 'Harrison Plumbing, ConnectWise ID').filter({ hasText: 'recycle bin' });
      await bin.focus();
      await page.keyboard.press('Enter');
      await heard(page, /In the ConnectWise recycle bin/u);
      // Put there after this page read the list, and loaded again by somebody else.
      const kestrel = duo(page, 'Kestrel');
      await searchCompanies(page, 'kestrel');
      const companies = await listed(own().product, `${integration().path}/psa-companies?q=kestrel`);
      const target = companies[0]!;
      await own()
        .product.db.updateTable('psaCompany')
        .set({ deleted: true })
        .where('foreignId', '=', target['id'] as string)
        .execute();
      await drag(company(page, 'Kestrel'), kestrel);
      await shows(kestrel, 'Not saved');
      await heard(page, /Not saved\. .*ConnectWise recycle bin.* The row is unchanged\./u);
      await own()
        .product.db.updateTable('psaCompany')
        .set({ deleted: false })
        .where('foreignId', '=', target['id'] as string)
        .execute();
      // Mapped by another session meanwhile.
      await searchCompanies(page, 'harrison');
      const found = await account(own().product, integration(), 'Harrison Plumbing');
      const other = named(await listed(own().product, `${integration().path}/psa-companies`), 'Acme Capital');
      await decide(own().product, integration().path, [
        { kind: 'account', vendorId: found['id'] as string, action: 'map', psaId: other['id'] as string },
      ]);
      await drag(
        company(page, 'Harrison Plumbing, ConnectWise ID').filter({ hasNotText: 'recycle bin' }),
        harrison,
      );
      await appears(harrison.locator('[title*="Administrator mapped it"]'));
      await decide(own().product, integration().path, [
        { kind: 'account', vendorId: found['id'] as string, action: 'unmap' },
      ]);
    },
  );
}
