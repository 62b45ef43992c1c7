import type { Locator, Page } from 'playwright-core';
import { decide } from '../../product/lifecycle.ts';
import { account, listed, named } from '../../product/set-up-steps.ts';
import { appears, visitAnew } from '../appearing.ts';
import { onPageOf, type Story } from '../story.ts';

/** A row of a pane by a part of its spoken name, "Acme Corp," or "Meridian Foods Plant,". */
const row = (page: Page, pane: string, name: string): Locator =>
  page.getByRole('grid', { name: pane, exact: true }).getByRole('row', { name });
const company = (page: Page, name: string): Locator => row(page, 'ConnectWise companies', name);
const duo = (page: Page, name: string): Locator => row(page, 'Duo accounts', name);

const counts = (page: Page): Locator => page.getByTestId('mapping-counts');
const heard = (page: Page, text: string | RegExp): Promise<void> =>
  page.locator('[aria-live]').filter({ hasText: text }).waitFor({ state: 'attached' });
const focused = (page: Page): Promise<string | null> => page.locator(':focus').getAttribute('aria-label');
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
      await visitAnew(page(), path(query));
      await run(page());
    });
  };
  const mappingOf = async (name: string) =>
    (await account(own().product, integration(), name))['mapping'] as {
      state: string;
      company: { name: string } | null;
    };

  boardStep(
    'maps by keyboard alone: pick, choose, confirm, put back, undo',
    '?status=unmapped',
    async (page) => {
      await shows(counts(page), '52 of 61 mapped');
      await appears(duo(page, 'Acme Corp,'));
      await page.keyboard.press('/');
      await page.keyboard.type('acme');
      await heard(page, '2 companies found.');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await heard(
        page,
        'Acme Corporation picked up. Choose a Duo account and press Enter, or Escape to put it back.',
      );
      await page.keyboard.press('Escape');
      await heard(page, 'Acme Corporation put back. Nothing changed.');
      await page.keyboard.press('Enter');
      await page.waitForURL(/pick=/u);
      expect(await focused(page)).toContain('Acme Corp,');
      await page.keyboard.press('Enter');
      await heard(page, 'Saved. 53 of 61 mapped.');
      expect(await focused(page)).toContain('Acme Corporation,');
      expect(await mappingOf('Acme Corp')).toMatchObject({
        state: 'mapped',
        company: { name: 'Acme Corporation' },
      });
      // The row stays where it is until the next press of the filter.
      await shows(duo(page, 'Acme Corp,'), '→ Acme Corporation CW');
      await page.keyboard.press('z');
      await heard(page, 'Saved. 52 of 61 mapped.');
      expect(await mappingOf('Acme Corp')).toMatchObject({ state: 'unmapped' });
      // The other way round: an account asks for a company.
      await page.keyboard.press('F6');
      await page.keyboard.press('Enter');
      await heard(page, 'Acme Corp picked up. Choose a company and press Enter');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await heard(page, 'Saved. 53 of 61 mapped.');
      expect(await mappingOf('Acme Corp')).toMatchObject({ state: 'mapped' });
      expect(await focused(page)).toContain('Acme Corp,');
      await page.keyboard.press('u');
      await heard(page, 'Saved. 52 of 61 mapped.');
    },
  );

  boardStep(
    'accepts a suggestion, and all exact ones after a summary; twins are never among them',
    '?status=unmapped',
    async (page) => {
      const harrison = duo(page, 'Harrison Plumbing,');
      await shows(harrison, 'Companies share this name: choose by id');
      expect(await harrison.getByRole('button', { name: /^Accept/u }).count()).toBe(0);
      const clinic = duo(page, "ST. MARY'S CLINIC,");
      await shows(clinic, 'names differ in capitals only');
      await clinic.press('a');
      await shows(clinic, "→ St. Mary's Clinic CW");
      await page.getByRole('button', { name: /^Undo last/u }).click();
      await shows(clinic, 'suggestion:');
      expect(await page.getByRole('button', { name: /^Accept all/u }).count()).toBe(0);
      const alder = await account(own().product, integration(), 'Alder & Sons');
      await decide(own().product, integration().path, [
        { kind: 'account', vendorId: alder['id'] as string, action: 'unmap' },
      ]);
      await appears(page.getByText('1 decision made elsewhere'));
      await page.getByRole('button', { name: 'Show', exact: true }).click();
      await page.getByRole('button', { name: 'Refresh' }).click();
      await appears(page.getByRole('button', { name: 'Accept all 1 exact' }));
      await harrison.press('Shift+A');
      await appears(
        page
          .getByRole('alertdialog', { name: 'Accept 1 exact suggestion?' })
          .getByText('Alder & Sons → Alder & Sons'),
      );
      await page.getByRole('button', { name: 'Accept 1', exact: true }).click();
      await shows(counts(page), '52 of 61 mapped');
    },
  );

  boardStep(
    'excludes with a reason, marks, and takes back; several at once after a summary',
    '?status=unmapped',
    async (page) => {
      await duo(page, 'Oak Street Offices,').press('x');
      const dialog = page.getByRole('dialog', { name: 'Exclude Oak Street Offices?' });
      await appears(dialog.getByText('Say why first.'));
      await dialog.getByRole('button', { name: 'Shared, billed by hand' }).click();
      await dialog.getByRole('button', { name: 'Exclude', exact: true }).click();
      await shows(duo(page, 'Oak Street Offices,'), 'excluded: Shared, billed by hand');
      await appears(page.getByText('Excluded Oak Street Offices: Shared, billed by hand.').first());
      // An excluded account takes no company.
      await searchCompanies(page, 'acme cap');
      await company(page, 'Acme Capital,').click();
      await shows(duo(page, 'Oak Street Offices,'), 'Excluded. Include it first.');
      await page.keyboard.press('Escape');
      await duo(page, 'Oak Street Offices,').press(' ');
      await page.keyboard.press('Shift+ArrowDown');
      expect(await focused(page)).toContain('Old Pilot,');
      await shows(page.getByText('2 selected'), '2 selected');
      await page.getByRole('button', { name: 'Exclude 1…' }).click();
      await page
        .getByRole('dialog', { name: 'Exclude Old Pilot?' })
        .getByRole('button', { name: 'Pilot', exact: true })
        .click();
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'More for Old Pilot' }).click();
      await page.getByRole('menuitem', { name: 'Mark as NFR' }).click();
      await shows(duo(page, 'Old Pilot,'), 'nfr: counted, never billed');
      await page.getByRole('button', { name: /^Undo last/u }).click();
      await shows(duo(page, 'Old Pilot,'), 'unmapped');
      await duo(page, 'Old Pilot,').press('z');
      await shows(duo(page, 'Oak Street Offices,'), 'unmapped');
      expect(await mappingOf('Oak Street Offices')).toMatchObject({ state: 'unmapped' });
    },
  );

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
      await shows(duo(page, 'Acme Corp,'), 'Waiting for the worker; your decision is kept');
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
    'gives a refused row back and says why: somebody was first, or the twin is in the recycle bin',
    '?status=unmapped&psaq=harrison',
    async (page) => {
      const harrison = duo(page, 'Harrison Plumbing,');
      const living = page.getByRole('row', { name: /^Harrison Plumbing,.*not mapped, 2 companies/u }).first();
      await appears(living);
      const bin = company(page, 'Harrison Plumbing, ConnectWise id').filter({ hasText: 'recycle bin' });
      await bin.focus();
      await page.keyboard.press('Enter');
      await heard(page, /In the recycle bin of ConnectWise/u);
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
      await heard(page, /Not saved\. .*recycle bin of ConnectWise\. The row is back as it was\./u);
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
        company(page, 'Harrison Plumbing, ConnectWise id').filter({ hasNotText: 'recycle bin' }),
        harrison,
      );
      await appears(harrison.locator('[title*="Administrator mapped it"]'));
      await decide(own().product, integration().path, [
        { kind: 'account', vendorId: found['id'] as string, action: 'unmap' },
      ]);
    },
  );

  step('closes every decision to a viewer, readably', async () => {
    const page = await own().viewer(path('?status=all'));
    await appears(page.getByText('Mapping needs the approver role. Ask an approver.'));
    await appears(duo(page, 'Acme Corp,'));
    expect(await page.getByRole('checkbox').count()).toBe(0);
    expect(await page.getByRole('button', { name: /^Unmap/u }).count()).toBe(0);
    expect(await page.locator('[data-grip]').count()).toBe(0);
  });
}
