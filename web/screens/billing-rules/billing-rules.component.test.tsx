import { fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import type { ComponentProps } from 'react';
import type { Effect, RuleDetail } from '../../api/billing-rules.ts';
import { inPseudoLocale, literalsIn } from '../../components/literals.fixture.ts';
import { BrowserRouter, Routes } from '../../components/router.tsx';
import { ShortcutProvider } from '../../components/shortcuts.tsx';
import { newBillingRulePlace } from '../../components/rule-places.ts';
import { rowsOf } from '../../context/screen-frame.fixture.tsx';
import { problem, serve, Served } from '../../context/served.fixture.tsx';
import Screen from './screen.tsx';

const integrationId = '0a000000-0000-4000-8000-0000000000aa';
const ruleId = '0a000000-0000-4000-8000-0000000000bb';
const base = `/integrations/${integrationId}/billing-rules`;
const statuses = `GET /integrations/${integrationId}/seat-statuses`;
const version = {
  id: ruleId,
  version: 2,
  scope: { kind: 'customer', id: '250' },
  terms: { minimum: 25 },
  source: 'MSA 2025-114',
  from: '2026-12-01',
  to: '2027-06-30',
  withPsaTerms: false,
  change: 'corrected',
  reason: 'as signed',
  actor: { kind: 'member', id: '1', name: 'Dana' },
  madeAt: '2026-11-24T09:00:00.000Z',
} as const;
const rule: RuleDetail = {
  ...version,
  scopeName: 'Acme Corp',
  status: 'upcoming',
  text: 'At least 25 units',
  lines: 3,
  endsSoon: '2027-06-30',
  versions: [version, { ...version, version: 1, change: 'added', reason: 'new contract', to: null }],
};
const side = { kind: 'increase', units: 40, variance: '15', currency: 'USD', rule: null, later: null };
const effect: Effect = {
  customers: 1,
  total: 1,
  lines: [
    {
      usageLineId: '0a000000-0000-4000-8000-000000000001',
      groupKey: 'g',
      label: 'Acme',
      seats: 20,
      before: { ...side, units: 20, effectPerMonth: '-20' },
      after: {
        ...side,
        kind: 'match',
        units: 25,
        effectPerMonth: null,
        later: { from: '2026-12-15', units: 30, rule: null },
      },
    },
  ],
  perMonth: [{ currency: 'USD', before: '-20', after: '0', unknown: 0 }],
  voided: [{ approvalLineId: ruleId, label: 'Acme', before: '25', after: '20' }],
  psaTerms: [],
  effect: 'token-1',
};
const withTerms = {
  label: 'Acme',
  psaLineId: '41',
  source: 'MSA 2025-114',
  held: false,
  lessIncluded: '2',
  minimum: '5',
  units: null,
};
const list = (rules: readonly RuleDetail[]) => ({
  items: rules,
  nextCursor: null,
  total: rules.length,
  dataVersion: '7',
});

function show(
  at: string,
  role: 'admin' | 'reviewer' = 'admin',
  known: ComponentProps<typeof Served>['known'] = [],
) {
  history.replaceState(null, '', at);
  return render(
    <Served role={role} known={known} router={BrowserRouter}>
      <ShortcutProvider>
        <Routes table={[{ routes: { '/integrations/:id/billing-rules/:ruleId?/:action?': <Screen /> } }]} />
      </ShortcutProvider>
    </Served>,
  );
}

/** With a customer, a minimum, and a source. */
const begun = newBillingRulePlace(integrationId, {
  scope: { kind: 'customer', id: '250' },
  terms: { minimum: 25 },
  source: 'MSA 2025-114',
});
const fill = (label: string, value: string): void =>
  void fireEvent.change(screen.getByLabelText(label), { target: { value } });
const shownAs = (label: string): string | undefined =>
  screen.getByLabelText<HTMLSelectElement>(label).selectedOptions[0]?.text;
const press = (name: string): void => void fireEvent.click(screen.getByRole('button', { name }));

describe('billing rules', () => {
  it('lists each with scope, terms, validity, source, author, status, and lines', async () => {
    serve({ [`GET ${base}?status=in-force%2Cupcoming&limit=200`]: () => [200, list([rule])] });
    show(base);
    await screen.findByRole('table', { name: 'Billing rules' });
    expect(rowsOf('Billing rules')).toEqual([
      expect.stringMatching(
        /^Customer Acme Corp \| At least 25 units \| Dec 1, 2026 to Jun 30, 2027Ends on Jun 30, 2027 \| MSA 2025-114 \| Dana .+ \| Upcoming \| 3$/u,
      ),
    ]);
    expect(screen.getByRole('link', { name: '3' }).getAttribute('href')).toBe(
      `/usage?integration=${integrationId}&rule=${ruleId}`,
    );
  });

  it.each<[Partial<RuleDetail>, string]>([
    [{ scopeName: null }, 'Bills no longer has what it is for'],
    [{ scope: { kind: 'line', id: '41' } }, 'changes do not go to its line'],
    [{ scope: { kind: 'everything' }, scopeName: null }, 'its scope has none, or more specific rules apply'],
    [{ status: 'ended' }, ''],
  ])('says why a rule in force applies to no line: %j', async (change, why) => {
    const idle: RuleDetail = { ...rule, status: 'in-force', lines: 0, ...change };
    serve({ [`GET ${base}?status=in-force%2Cupcoming&limit=200`]: () => [200, list([idle])] });
    show(base);
    await screen.findByRole('table', { name: 'Billing rules' });
    const words = screen.queryByText(/Applies to no line now/u)?.textContent ?? '';
    expect(words).toBe(why === '' ? '' : `Applies to no line now: ${why}`);
  });

  it('says what a seat is billed as without any rule', async () => {
    serve({ [`GET ${base}?status=in-force%2Cupcoming&limit=200`]: () => [200, list([])] });
    show(base);
    expect(await screen.findByText(/every seat is billed as one unit/u)).toBeTruthy();
  });

  it('shows every version of a rule', async () => {
    serve({ [`GET ${base}/${ruleId}`]: () => [200, rule] });
    show(`${base}/${ruleId}`);
    await screen.findByRole('table', { name: 'Versions' });
    expect(rowsOf('Versions').map((row) => row.split(' | ').toSpliced(2, 1).join(' | '))).toEqual([
      '2 | Corrected | Dana | as signed | At least 25 units | Dec 1, 2026 to Jun 30, 2027 | MSA 2025-114',
      '1 | Added | Dana | new contract | At least 25 units | From Dec 1, 2026 | MSA 2025-114',
    ]);
  });

  it('adds a rule only after its effect was read, with exactly that effect', async () => {
    const sent = serve({
      [`POST ${base}/preview`]: () => [200, effect],
      [`POST ${base}/changes`]: () => [200, rule],
    });
    show(begun);
    expect(screen.getByText('At least 25 units')).toBeTruthy();
    fill('First day', '2026-12-01');
    press('Show effect');
    await screen.findByText('1 line of 1 customer will change this month.');
    expect(rowsOf('Lines')).toEqual([
      'Acme | 20 | 20 | 25; 30 from Dec 15, 2026 | Underbilled | Matched | −20.00 | –',
    ]);
    expect(rowsOf('Approvals that become void')).toEqual(['Acme | 25 → 20']);
    expect(screen.getByRole('button', { name: 'Add rule' }).getAttribute('aria-disabled')).toBe('true');
    fill('Reason for this change', 'signed');
    press('Add rule');
    await waitFor(() => expect(location.pathname).toBe(`${base}/${ruleId}`));
    expect(sent.at(-1)).toMatchObject({
      call: `POST ${base}/changes`,
      body: {
        change: {
          change: 'add',
          rule: {
            scope: { kind: 'customer', id: '250' },
            terms: { minimum: 25 },
            source: 'MSA 2025-114',
            from: '2026-12-01',
            to: null,
          },
        },
        effect: 'token-1',
        reason: 'signed',
      },
    });
    expect(sent.at(-1)?.key).not.toBeNull();
  });

  it('offers the statuses of seats, and what a rule excludes already', async () => {
    serve({ [statuses]: () => [200, { statuses: ['active', 'disabled'] }] });
    show(newBillingRulePlace(integrationId, { terms: { excludeStatuses: ['parked'] } }));
    fireEvent.click(await screen.findByRole('checkbox', { name: 'disabled' }));
    expect(screen.getByText('Without parked or disabled users')).toBeTruthy();
    fireEvent.click(screen.getByRole('checkbox', { name: 'parked' }));
    expect(screen.getByText('Without disabled users')).toBeTruthy();
    expect(screen.getByRole<HTMLInputElement>('checkbox', { name: 'active' }).checked).toBe(false);
  });

  it('offers customer, lines, and products of the usage line that it is for, and takes an only one', () => {
    serve({});
    const line = { agreementName: 'Managed IT', productId: '6', productIdentifier: 'SEAT-ESS' };
    const detail = {
      company: { id: '250', name: 'Acme Corp' },
      lines: [
        { ...line, psaLineId: '41' },
        { ...line, psaLineId: '42' },
      ],
    };
    show(newBillingRulePlace(integrationId, { usageLineId: 'u' }), 'admin', [
      [['usage-line-of-page', 'u'], detail],
    ]);
    fill('Scope', 'customer');
    expect(shownAs('Customer')).toBe('Acme Corp');
    fill('Scope', 'product');
    expect(shownAs('Item')).toBe('SEAT-ESS');
    fill('Scope', 'line');
    expect(shownAs('Line in Bills')).toBe('Choose…');
    fill('Line in Bills', '42');
    expect(shownAs('Line in Bills')).toBe('Managed IT: SEAT-ESS (line 42)');
  });

  it('takes the effect away once the rule is typed differently', async () => {
    serve({ [`POST ${base}/preview`]: () => [200, effect] });
    show(begun);
    fill('First day', '2026-12-01');
    press('Show effect');
    await screen.findByRole('button', { name: 'Add rule' });
    fill('Minimum', '30');
    expect(screen.queryByRole('button', { name: 'Add rule' })).toBeNull();
    expect(screen.getByText('At least 30 units')).toBeTruthy();
  });

  it('asks whether terms of the PSA apply too, and looks at the effect of the answer', async () => {
    const psaTerms = [
      { ...withTerms, minimum: null, units: '23' },
      { ...withTerms, label: 'Bluebird', source: 'Price list', held: true },
    ];
    const sent = serve({ [`POST ${base}/preview`]: () => [200, { ...effect, psaTerms }] });
    show(begun);
    fill('First day', '2026-12-01');
    press('Show effect');
    await screen.findByText('Do both apply?');
    const held = within(screen.getByRole('table', { name: 'Lines that will be blocked' }));
    expect([held.queryByText('Bluebird') === null, held.queryByText('Acme')]).toEqual([false, null]);
    fill('Reason for this change', 'signed');
    const isClosed = () => screen.getByRole('button', { name: 'Add rule' }).getAttribute('aria-disabled');
    expect(isClosed()).toBe('true');
    fireEvent.click(screen.getByRole('checkbox', { name: 'Both apply' }));
    await waitFor(() => expect(isClosed()).toBe('false'));
    expect(sent.at(-1)).toMatchObject({ body: { rule: { withPsaTerms: true } } });
  });

  it('reads the effect again where it is another one by now, and keeps the reason', async () => {
    let read = 0;
    const sent = serve({
      [`POST ${base}/preview`]: () => [200, { ...effect, effect: `token-${++read}` }],
      [`POST ${base}/changes`]: () =>
        read === 1 ? problem(409, 'EffectChanged', 'The effect has changed') : [200, rule],
    });
    show(begun);
    fill('First day', '2026-12-01');
    press('Show effect');
    await screen.findByRole('button', { name: 'Add rule' });
    fill('Reason for this change', 'signed');
    press('Add rule');
    await screen.findByText('The effect has changed');
    await waitFor(
      () => {
        // Soon after the first press, a second one is the same press.
        for (const add of screen.queryAllByRole('button', { name: 'Add rule' })) fireEvent.click(add);
        expect(location.pathname).toBe(`${base}/${ruleId}`);
      },
      { timeout: 5_000 },
    );
    expect(sent.at(-1)?.body).toMatchObject({ effect: 'token-2', reason: 'signed' });
  });

  it('shows the effect to whoever may propose, and names the role that confirms', async () => {
    serve({ [`POST ${base}/preview`]: () => [200, effect] });
    show(begun, 'reviewer');
    fill('First day', '2026-12-01');
    press('Show effect');
    await screen.findByRole('button', { name: 'Add rule' });
    expect(screen.getByText('Approving requires the approver role. Ask an approver.')).toBeTruthy();
  });

  it('sets the last day of a rule, with the version that was looked at', async () => {
    const sent = serve({
      [`GET ${base}/${ruleId}`]: () => [200, rule],
      [`POST ${base}/preview`]: () => [200, effect],
      [`POST ${base}/changes`]: () => [200, rule],
    });
    show(`${base}/${ruleId}/end`);
    await screen.findByLabelText('Last day');
    fill('Last day', '2027-03-31');
    press('Show effect');
    await screen.findByRole('button', { name: 'End rule' });
    fill('Reason for this change', 'terminated');
    press('End rule');
    await waitFor(() => expect(location.pathname).toBe(`${base}/${ruleId}`));
    expect(sent.at(-1)?.body).toMatchObject({
      change: { change: 'end', id: ruleId, version: 2, to: '2027-03-31' },
    });
  });

  it('imports nothing while a row is rejected', async () => {
    serve({
      [`POST ${base}/import/preview`]: () => [
        200,
        { rules: 1, rejected: [{ row: 2, detail: 'Unknown customer 999' }], effect: null },
      ],
    });
    show(`${base}/import`);
    fireEvent.change(screen.getByLabelText('CSV file'), { target: { files: [csvFile('a')] } });
    await screen.findByRole('table', { name: '1 row rejected' });
    expect(rowsOf('1 row rejected')).toEqual(['2 | Unknown customer 999']);
    expect(screen.queryByRole('button', { name: /Import/u })).toBeNull();
  });

  it('imports every row of a file with the effect that was shown', async () => {
    const sent = serve({
      [`POST ${base}/import/preview`]: () => [200, { rules: 2, rejected: [], effect }],
      [`POST ${base}/import`]: () => [200, { rules: 2 }],
      [`GET ${base}?status=in-force%2Cupcoming&limit=200`]: () => [200, list([rule])],
    });
    show(`${base}/import`);
    fireEvent.change(screen.getByLabelText('CSV file'), { target: { files: [csvFile('a,b')] } });
    await screen.findByRole('button', { name: 'Import 2 rules' });
    fill('Reason for this change', 'all contracts');
    press('Import 2 rules');
    await waitFor(() => expect(location.pathname).toBe(base));
    expect(sent.at(-1)?.body).toEqual({ csv: 'a,b', effect: 'token-1', reason: 'all contracts' });
  });

  it('has no literal in the editor, its effect, or the question about terms of the PSA', async () => {
    inPseudoLocale();
    const psaTerms = [withTerms, { ...withTerms, held: true }];
    serve({ [`POST ${base}/preview`]: () => [200, { ...effect, psaTerms }] });
    const { container } = show(begun);
    // Of the commitment, the first day, and the last day.
    const [, from = container] = container.querySelectorAll('input[type="date"]');
    fireEvent.change(from, { target: { value: '2026-12-01' } });
    fireEvent.submit(container.querySelector('form') ?? container);
    await waitFor(() => expect(within(container).queryAllByRole('table').length).toBeGreaterThan(0));
    expect(literalsIn(container, ['Acme', 'USD', 'MSA 2025-114', '250', '41'])).toEqual([]);
  });
});

/** jsdom's files cannot be read as text. */
const csvFile = (content: string): File =>
  Object.assign(new File([content], 'rules.csv'), { text: () => Promise.resolve(content) });
