import { body } from '../../product/lifecycle.ts';
import { appears, visit } from '../appearing.ts';
import { onPageOf, type Story } from '../story.ts';

/** A contract term as a billing rule: from its first sentence to its withdrawal, so that nothing of it stays. */
export function billingRulesSteps(story: Story): void {
  const { step, page, own, integration, button, heading, silentAxe } = onPageOf(story);
  const path = (): string => `${integration().path}/billing-rules`;
  const table = (name: string) => page().getByRole('table', { name, exact: true });
  const field = (label: string) => page().getByLabel(label, { exact: true });
  const confirm = async (name: string): Promise<void> => {
    await field('Reason for this change').fill('as signed');
    await button(name).click();
    await page().waitForURL(/\/billing-rules\/[\da-f-]{36}$/u);
    await heading('Customer Quarry Ridge');
  };
  const showEffect = async (): Promise<void> => {
    await button('Show effect').click();
    await appears(page().getByText('1 line of 1 customer will change this month.'));
  };

  step('add a billing rule for a customer once its effect was read', async () => {
    await visit(page(), path());
    await appears(page().getByText(/^No billing rules in force or upcoming\./u));
    await silentAxe();
    await page().getByRole('link', { name: 'Add a rule' }).first().click();
    await heading('Add a rule');
    await field('Scope').selectOption('customer');
    await field('Find a company').fill('Quarry');
    await appears(page().getByText('1 result', { exact: true }));
    await field('Company').selectOption({ label: 'Quarry Ridge' });
    await button('Minimum').click();
    await field('Minimum').fill('25');
    await appears(page().getByText('At least 25 units', { exact: true }));
    await field('First day').fill('2020-01-01');
    await field('Source').fill('MSA 2025-114, section 3');
    await showEffect();
    const cells = await table('Lines')
      .getByRole('row', { name: /^Quarry Ridge/u })
      .getByRole('cell')
      .allInnerTexts();
    expect(cells.slice(1, 6)).toEqual(['22', '22', '25', 'Overbilled', 'Matched']);
    await silentAxe();
    await confirm('Add rule');
    await silentAxe();
  });

  step('reject a file with a rule for the same customer, and name its row', async () => {
    const [rule] = body(await own().product.client.request('GET', path()))['items'] as [
      { readonly scope: { readonly id: string } },
    ];
    const head =
      'ruleId,version,scope,scopeId,scopeName,excludeStatuses,free,per,round,minimum,maximum,fixed,flat,committed,decreaseFrom,doNotBill,source,from,to,withPsaTerms';
    await visit(page(), `${path()}/import`);
    await field('CSV file').setInputFiles({
      name: 'rules.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`${head}\n,,customer,${rule.scope.id},,,,,,30,,,,,,,MSA 2026-1,2026-01-01,,\n`),
    });
    await appears(table('1 row rejected').getByRole('row', { name: /^1 .*MSA 2025-114/u }));
    await silentAxe();
  });

  step('correct a billing rule, withdraw it, and show its versions', async () => {
    await visit(page(), path());
    await page().getByRole('link', { name: 'Customer Quarry Ridge' }).click();
    await page().getByRole('link', { name: 'Correct…' }).click();
    await field('Minimum').fill('24');
    await showEffect();
    await confirm('Correct rule');
    await page().getByRole('link', { name: 'End…' }).click();
    await field('Last day').fill('2019-12-31');
    await showEffect();
    await confirm('End rule');
    await appears(table('Versions').getByRole('row', { name: /^3 Ended .* Withdrawn/u }));
    expect(await table('Versions').getByRole('row').count()).toBe(4);
  });
}
