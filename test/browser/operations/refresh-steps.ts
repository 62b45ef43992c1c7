import { runEnds, startSync } from '../../product/lifecycle.ts';
import { appears, disappears, knowsRuns, visit } from '../appearing.ts';
import { onPageOf, type Story } from '../story.ts';

/** What a run brought while mappings were on the screen. */
export function refreshSteps(story: Story): void {
  const { step, page, own, integration } = onPageOf(story);

  step(
    'mappings and records stand still when a run ends, light Refresh and show its news when pressed',
    async () => {
      await visit(page(), '/integrations');
      const atRisk = page().getByRole('group', { name: 'Connected' }).getByRole('cell', { name: / USD$/u });
      await appears(atRisk);
      const before = await atRisk.innerText();
      // A browser has six connections to a server, and each tab holds one for its events: so these are two browsers.
      const month = await own().beside(page(), '/month');
      const unmapped = month.getByRole('link', { name: /^Map: not mapped/iu });
      const accounts = await own().beside(page(), `${integration().path}/accounts?status=unmapped`);
      const services = await own().signedIn(`${integration().path}/services`);
      const notices = await own().beside(services, '/notices');
      const audit = await own().beside(services, '/audit');
      const tables = [month, accounts, services, notices, audit];
      for (const one of [page(), ...tables]) await knowsRuns(one);
      for (const one of [notices, audit]) await appears(one.getByRole('main').getByRole('listitem').first());
      const mapped = accounts.getByTestId('mapping-counts');
      await appears(mapped.filter({ hasText: 'of 62 mapped' }));
      const counts = await mapped.innerText();
      await appears(unmapped);
      const toMap = (await unmapped.getAttribute('aria-label')) ?? '';
      await appears(services.getByTestId('mapping-counts').filter({ hasText: '3 products mapped' }));
      await own().product.control.addDuoAccount({ name: 'Larkspur Books', users: 12 });
      await runEnds(own().product, await startSync(own().product, integration()));
      for (const one of tables) await appears(one.locator('[data-lit="true"]'));
      expect(await mapped.innerText()).toBe(counts);
      expect(await unmapped.getAttribute('aria-label')).toBe(toMap);
      expect(await accounts.getByRole('row', { name: 'Larkspur Books,' }).count()).toBe(0);
      for (const one of tables) {
        await one.getByRole('button', { name: /^Refresh: new data/u }).click();
        await appears(one.locator('[data-lit="false"]'));
      }
      await appears(mapped.filter({ hasText: 'of 63 mapped' }));
      await appears(
        accounts.getByRole('grid', { name: 'Duo accounts' }).getByRole('row', { name: 'Larkspur Books,' }),
      );
      await disappears(month.getByRole('link', { name: toMap, exact: true }));
      await appears(unmapped);
      // The card of a connection is no list: it moves by itself.
      await disappears(atRisk.filter({ hasText: before }));
      await appears(atRisk);
    },
  );
}
