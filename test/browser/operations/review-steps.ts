import { body } from '../../product/lifecycle.ts';
import { appears, visit } from '../appearing.ts';
import { seriousFindings } from '../browser.ts';
import { onPageOf, type Story, usageOn } from '../story.ts';

/** What the review takes back, and what it shows to those who only read. */
export function reviewSteps(story: Story): void {
  const { step, page, own, integration, button, silentAxe } = onPageOf(story);

  const { row } = usageOn(story);
  const undo = (told: string) =>
    page().getByRole('listitem').filter({ hasText: told }).getByRole('button', { name: 'Undo' }).click();
  // Radix says a toast once more, to screen readers alone.
  const told = (text: string) => appears(page().getByText(text, { exact: true }).first());
  const isOpen = (name: string, kind: string) => appears(row(name).getByText(kind, { exact: true }));

  step('is reached from the month with exactly the lines that a row of it counts', async () => {
    await visit(page(), '/');
    await page().waitForURL(/\/month$/u);
    const ready = page().getByRole('link', { name: /^Review and approve: underbilled/iu });
    const count = Number(/\d+/u.exec((await ready.getAttribute('aria-label')) ?? '')?.[0]);
    await ready.click();
    await appears(row('Fernhill Veterinary'));
    expect(await page().getByTestId('table-totals').innerText()).toMatch(new RegExp(`^${count} lines?`, 'u'));
    expect(new URL(page().url()).search).toBe('?need=increase');
    await visit(page(), '/usage?kind=match');
    await appears(row('Abernathy'));
    await button(/^Open /u).click();
    await appears(page().getByText('Nothing left to decide in this view.'));
    expect(new URL(page().url()).search).toBe('?kind=match&show=open');
    await button(/^All /u).click();
    await appears(row('Abernathy'));
    expect(new URL(page().url()).search).toBe('?kind=match');
  });

  step('takes back a hold and a dismissal: at once by Undo, later from the panel', async () => {
    await visit(page(), '/usage?q=Redwood');
    await row('Redwood').focus();
    await page().keyboard.press('h');
    await undo('Redwood Analytics put on hold');
    await told('Redwood Analytics is open again');
    await isOpen('Redwood', 'Not billed yet');
    await row('Redwood').focus();
    await page().keyboard.press('d');
    await appears(row('Redwood').getByText(/^Dismissed for/u));
    await row('Redwood').click();
    await button('More actions for this line').click();
    await page().getByRole('menuitem', { name: 'Reopen' }).click();
    await isOpen('Redwood', 'Not billed yet');
    await silentAxe();
  });

  step('takes back what several were held for, and approved for while nothing was sent', async () => {
    await visit(page(), '/usage?q=Alder');
    await row('Alder').getByRole('checkbox').check();
    await button('Put on hold…').click();
    await page().getByRole('alertdialog').getByRole('button', { name: 'Put 1 line on hold' }).click();
    await undo('1 line put on hold');
    await told('1 line is open again');
    await isOpen('Alder', 'Underbilled');
    await row('Alder').click();
    await page()
      .getByRole('radio', { name: /^Following invoice: sent after/u })
      .click();
    await row('Alder').getByRole('checkbox').check();
    await button('Approve…').click();
    await page().getByRole('dialog').getByRole('button', { name: 'Approve 1 change' }).click();
    await appears(row('Alder').getByText('Approved'));
    await undo('1 line approved');
    await told('1 line is open again');
    await isOpen('Alder', 'Underbilled');
  });

  step('shows closed months to those who only read, on a phone too', async () => {
    const { client } = own().product;
    const closed = await client.request('POST', '/review-months', {
      integrationId: integration().id,
      month: body(await client.request('GET', '/month'))['month'],
      whileRunning: true,
    });
    expect(closed.status).toBe(201);
    const reader = await own().viewer('/usage', { width: 390, height: 844 });
    await reader.getByRole('link', { name: 'Reports', exact: true }).click();
    const month = reader.getByRole('list', { name: 'Months' }).getByRole('listitem').first();
    await appears(month.getByText('Administrator'));
    const csv = await reader.request.get(
      (await month.getByRole('link', { name: /^CSV of/u }).getAttribute('href')) ?? '',
    );
    expect(csv.headers()['content-type']).toContain('application/zip');
    expect(await seriousFindings(reader)).toEqual([]);
    await month.getByRole('link').first().click();
    await appears(reader.getByRole('heading', { name: / report$/u }));
    await appears(reader.getByRole('table', { name: 'Lines, open ones first' }));
  });
}
