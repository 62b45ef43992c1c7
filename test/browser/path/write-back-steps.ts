import { lineOf } from '../../../sandbox/scenario-lookup.ts';
import { pathOf } from '../../product/write-back-observations.ts';
import { changeable, end, raiseByOne, reaches, usageLine } from '../../product/write-back-steps.ts';
import { appears, disappears, visit } from '../appearing.ts';
import { onPageOf, type Story } from '../story.ts';

/** What became of the decisions in ConnectWise: confirmed, reverted, in conflict, at the day's limit. */
export function writeBackSteps(story: Story): void {
  const { step, page, own, integration, button, dialog, silentAxe } = onPageOf(story);
  const changes = () => page().getByRole('grid', { name: 'Write-backs' });
  const panel = () => page().getByRole('complementary', { name: 'Write-back' });

  step('follows each change to ConnectWise and back', async () => {
    await page()
      .getByRole('link', { name: /^Write-backs/u })
      .click();
    for (const name of ['Bluewater Dental', 'Castellan Law', 'Bright Path', 'Summit Hotels', 'Fernhill'])
      await appears(changes().getByRole('row', { name: new RegExp(`^${name}.*, Confirmed`, 'u') }));
    await changes()
      .getByRole('row', { name: /^Bluewater/u })
      .click();
    const shown = panel();
    await appears(shown.getByText(/^Sent 1: 30 → 40/u));
    await silentAxe();
    await shown.getByRole('button', { name: 'Revert…' }).click();
    await dialog().getByLabel('Reason (optional)').fill('ten people were a test');
    await dialog().getByRole('button', { name: 'Revert to 30' }).click();
    await appears(shown.getByText('Reverted by a later change'));
    await page().reload();
    await appears(shown.getByText('Reverted by a later change'));
    await button('Refresh').click();
    await appears(changes().getByRole('row', { name: /^Bluewater Dental, Confirmed, 40 → 30/u }));
    const scenario = await own().product.control.scenario();
    expect(lineOf(scenario, 'Castellan Law').quantity).toBe(340);
    expect(lineOf(scenario, 'Bright Path').quantity).toBe(13);
  });

  step('shows both values of a conflict, and resolves it with a reason', async () => {
    const { product } = own();
    const [label = ''] = await changeable(product, integration());
    const { target } = await usageLine(product, integration(), label);
    const { psaLineId, before } = target as { psaLineId: string; before: string };
    const path = await pathOf(product, psaLineId);
    const when = { vendor: 'connectwise', method: 'PATCH', path } as const;
    const byPhone = Number(before) + 10;
    await product.control.inject({ ...when, times: 1, fault: { kind: 'done-answer-lost' } });
    await product.control.atMoment({
      when: { ...when, phase: 'after-handling' },
      do: { kind: 'change-line', lineId: Number(psaLineId), changes: { quantity: byPhone } },
    });
    const approved = await raiseByOne(product, integration(), label);
    expect(await end(product, approved)).toMatchObject({ state: 'conflict' });
    await visit(page(), '/write-backs?state=conflict');
    await changes()
      .getByRole('row', { name: /, Conflict/u })
      .click();
    const values = panel().getByRole('definition');
    await appears(values.filter({ hasText: String(byPhone) }));
    await appears(values.filter({ hasText: approved.after }).first());
    await panel().getByRole('button', { name: 'Resolve…' }).click();
    await appears(dialog().getByText('Enter what you found.'));
    await dialog().getByLabel('What did you find?').fill('the customer bought ten by phone');
    await dialog().getByRole('button', { name: 'Resolve', exact: true }).click();
    await appears(panel().getByText('Resolved by Administrator: the customer bought ten by phone'));
  });

  step("stands still at the day's limit, says so, and goes on once an administrator continues", async () => {
    const { product } = own();
    const sent = await product.db
      .selectFrom('writeIntent')
      .select(({ fn }) => fn.count<string>('approvalLineId').distinct().as('lines'))
      .executeTakeFirstOrThrow();
    await product.client.request('PUT', '/settings', { writeCaps: { lines: Number(sent.lines) } });
    const [, label = ''] = await changeable(product, integration());
    const approved = await raiseByOne(product, integration(), label);
    await visit(page(), '/write-backs?state=queued');
    await button('Continue').click();
    await disappears(button('Continue'));
    await reaches(product, approved, ['confirmed']);
    await product.client.request('PUT', '/settings', { writeCaps: { lines: 200 } });
  });
}
