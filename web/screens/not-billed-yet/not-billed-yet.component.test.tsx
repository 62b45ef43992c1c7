import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ToCreate } from '../../api/customers.ts';
import { rowsOf } from '../../context/screen-frame.fixture.tsx';
import { serve, Served } from '../../context/served.fixture.tsx';
import { fixtureWords } from '../../context/words.fixture.ts';
import { endOffer, linePreview, newLineOffer } from '../line-change/line-change.fixture.ts';
import { clipboardText, ToCreateBody } from './screen.tsx';
import { inPseudoLocale, literalsIn } from '../../components/literals.fixture.ts';
import { textsIn } from '../../components/texts.ts';
import { consoleNotBilledYet } from '../../../messages/generated/console-not-billed-yet.ts';

const integrationId = '0a000000-0000-4000-8000-0000000000aa';
type Item = ToCreate['items'][number];
const item: Item = {
  usageLineId: '0a000000-0000-4000-8000-000000000001',
  company: { id: '250', name: 'Northgate' },
  label: 'Northgate',
  advised: true,
  productId: 'SEAT-ESS',
  agreements: [{ id: '71', name: 'Managed IT' }],
  quantity: 14,
  equation: null,
  unitPrice: '4',
  currency: 'USD',
  perMonth: '56',
  reason: { code: 'usage.reason.new', message: 'no line bills these seats', params: {} },
  awaitsSync: true,
  lineVersion: 1,
  suggestion: null,
  rejected: null,
};
const looked: Item = {
  ...item,
  usageLineId: '0a000000-0000-4000-8000-000000000002',
  label: 'Fernhill',
  company: { id: '251', name: 'Fernhill' },
  advised: false,
  reason: { code: 'usage.reason.new-vanished', message: 'a line of 17 vanished', params: {} },
};
const unpriced: Item = {
  ...item,
  usageLineId: '0a000000-0000-4000-8000-000000000003',
  company: { id: '252', name: '=Ridge' },
  agreements: [
    { id: '72', name: 'Support' },
    { id: '73', name: 'Other' },
  ],
  equation: '7 seats → minimum 14 = 14',
  unitPrice: null,
  perMonth: null,
};
const ready: Item = {
  ...item,
  usageLineId: '0a000000-0000-4000-8000-000000000005',
  company: { id: '254', name: 'Larkspur' },
  lineVersion: 4,
  suggestion: {
    agreementId: '75',
    agreementName: 'Managed IT',
    productId: '3',
    quantity: 14,
    unitPrice: '4',
    firstBilledDay: '2020-12-01',
    sentence: {
      code: 'write-back.create',
      message: 'Create 14 × SEAT-ESS on Managed IT at 4.00 from Dec 1',
      params: {},
    },
  },
};
const answered = {
  outcome: 'proposed',
  lineVersion: 5,
  approvalId: null,
  approvalLineId: null,
  replaced: null,
  change: null,
  code: null,
  title: null,
  advice: null,
  detail: null,
  params: null,
  agreementTypeId: null,
  offer: null,
};
const list = (...items: Item[]): ToCreate => ({ dataVersion: '7', currency: 'USD', items, toEnd: [] });
const shown = (all: ToCreate) =>
  render(<ToCreateBody list={all} integrationId={integrationId} />, { wrapper: Served });

describe('the list for the PSA', () => {
  it('has customer, product, agreement, quantity and price of each line to add, and what they are worth', () => {
    shown(list(item, unpriced));
    expect(rowsOf('Lines to add')).toEqual([
      ' | Northgate | 250 | SEAT-ESS | Managed IT | 14 | 4.00 | – | 56.00 | Choose… | Open',
      ' | =Ridge | 252 | SEAT-ESS | Support or Other | 147 seats → minimum 14 = 14 | unknown | – | unknown | Choose… | Open',
    ]);
    expect(screen.getByText('2 lines, about', { exact: false }).textContent).toBe(
      '2 lines, about 56.00 USD/month + 1 unknown',
    );
    expect(screen.getByRole('link', { name: 'Northgate' }).getAttribute('href')).toBe(
      `/reports/customers/${integrationId}/250`,
    );
  });

  it('keeps apart what is to be looked at first, with the reason', () => {
    shown(list(item, looked));
    expect(rowsOf('Lines to add')).toHaveLength(1);
    expect(rowsOf('Check before adding')).toEqual([expect.stringContaining('a line of 17 vanished')]);
  });

  it('goes to the clipboard by tabs, without what is to be looked at first, and without formulas', () => {
    expect(
      clipboardText(list(item, looked, unpriced), 'B', textsIn(consoleNotBilledYet, fixtureWords)).split(
        '\r\n',
      ),
    ).toEqual([
      'Customer\tB\tProduct\tContract\tQuantity\tUnit price, USD',
      'Northgate\t250\tSEAT-ESS\tManaged IT\t14\t4',
      "'=Ridge\t252\tSEAT-ESS\tSupport or Other\t14\t",
    ]);
  });

  it('names the duplicates to end, with what they bill too much', () => {
    shown({
      ...list(item),
      toEnd: [
        {
          usageLineId: '0a000000-0000-4000-8000-000000000004',
          company: { id: '253', name: 'Tidewater' },
          label: 'Tidewater',
          psaLineId: '9101',
          productId: 'SEAT-ESS',
          agreement: { id: '74', name: 'Old plan' },
          quantity: '50',
          unitPrice: '4',
          perMonth: '-200',
          ends: null,
        },
      ],
    });
    expect(rowsOf('Lines to end')).toEqual([
      'Tidewater | 253 | 9101 | SEAT-ESS | Old plan | 50 | −200.00 | Not yet | Open | End line…',
    ]);
  });

  it('says of each duplicate of a customer by itself that its end was approved', async () => {
    const usageLineId = '0a000000-0000-4000-8000-000000000004';
    const path = `/usage-lines/${usageLineId}`;
    serve({
      [`GET ${path}/lines-to-end`]: () => [200, endOffer],
      [`POST ${path}/line-change/preview`]: () => [200, linePreview],
      [`POST ${path}/end-line`]: () => [200, { ...answered, outcome: 'approved', usageLineId }],
    });
    const duplicate = {
      usageLineId,
      company: { id: '253', name: 'Acme Corp' },
      label: 'Acme Corp',
      productId: 'SEAT-ESS',
      agreement: { id: '74', name: 'Old plan' },
      quantity: '50',
      unitPrice: '4',
      perMonth: '-200',
      ends: null,
    };
    const toEnd = ['9077', '9078'].map((psaLineId) => ({ ...duplicate, psaLineId }));
    shown({ ...list(item), toEnd });
    await userEvent.click(screen.getByRole('button', { name: 'End line 9077 of Acme Corp' }));
    await userEvent.type(
      await screen.findByLabelText('Type “Acme Corp” to confirm the customer'),
      'Acme Corp',
    );
    await userEvent.type(screen.getByLabelText('Reason'), 'sold twice');
    await userEvent.click(await screen.findByRole('button', { name: 'End line' }));
    await waitFor(() => expect(rowsOf('Lines to end')[0]).toMatch(/Approved$/u));
    expect(rowsOf('Lines to end')[1]).toMatch(/End line…$/u);
  });

  it('creates lines together as they are suggested, after a summary of all that is sent', async () => {
    const second = { ...ready, usageLineId: ready.usageLineId.replace(/5$/u, '6'), lineVersion: 7 };
    const rejected = {
      ...answered,
      usageLineId: second.usageLineId,
      outcome: 'rejected',
      code: 'MayBillTwice',
      title: 'A line may bill this already',
    };
    const sent = serve({
      'POST /usage-lines/decisions': () => [
        200,
        { items: [{ ...answered, usageLineId: ready.usageLineId }, rejected] },
      ],
    });
    shown(list(item, ready, second));
    await userEvent.click(screen.getByRole('button', { name: 'Review 2 lines…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Create 2 lines?' });
    expect(dialog.textContent).toContain('Larkspur: Create 14 × SEAT-ESS on Managed IT at 4.00 from Dec 1');
    expect(dialog.textContent).toContain('Northgate: choose its contract, item, or price first.');
    await userEvent.click(screen.getByRole('button', { name: 'Propose 2 lines' }));
    await waitFor(() => expect(rowsOf('Lines to add')[1]).toContain('Proposed'));
    expect(rowsOf('Lines to add')[2]).toContain('A line may bill this already');
    const newLine = {
      agreementId: '75',
      productId: '3',
      expectedUnitPrice: '4',
      firstBilledDay: '2020-12-01',
    };
    const wish = { decision: 'create', quantity: 14, newLine, reason: null };
    expect(sent.map(({ body }) => body)).toEqual([
      {
        selection: 'ticked',
        items: [
          { usageLineId: ready.usageLineId, lineVersion: 4, ...wish },
          { usageLineId: second.usageLineId, lineVersion: 7, ...wish },
        ],
      },
    ]);
  });

  it('keeps what was entered for one line until it is decided', async () => {
    const path = `/usage-lines/${ready.usageLineId}`;
    const answers = [{ outcome: 'rejected', code: 'MayBillTwice', title: 'It may bill twice' }, {}];
    serve({
      [`GET ${path}/line-to-create`]: () => [200, newLineOffer],
      [`POST ${path}/line-change/preview`]: () => [200, linePreview],
      'POST /usage-lines/decisions': () => [
        200,
        { items: [{ ...answered, usageLineId: ready.usageLineId, ...answers.shift() }] },
      ],
    });
    shown(list(ready));
    await userEvent.click(screen.getByRole('button', { name: /^Choose/u }));
    await userEvent.type(await screen.findByLabelText('Unit price'), '3.5');
    await userEvent.type(screen.getByLabelText('Reason for this price'), 'MSA');
    const propose = { name: `Propose: ${linePreview.sentence.message}` };
    await userEvent.click(await screen.findByRole('button', propose));
    const dialog = await screen.findByRole('dialog');
    await waitFor(() => expect(dialog.textContent).toContain('It may bill twice'));
    expect(screen.getByLabelText<HTMLInputElement>('Unit price').value).toBe('3.5');
    await userEvent.click(await screen.findByRole('button', propose));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(rowsOf('Lines to add')[0]).toContain('Proposed');
  });

  it('shows the newer values of a line that changed meanwhile, and sends these', async () => {
    const path = `/usage-lines/${ready.usageLineId}`;
    const changed = {
      outcome: 'rejected',
      code: 'LineChanged',
      title: 'The line changed',
      detail: '16 units',
    };
    const newer = {
      ...linePreview,
      after: '16',
      sentence: { ...linePreview.sentence, message: 'Create 16 × SEAT-ESS' },
    };
    const answers = [changed, {}];
    const hasChanged = (): boolean => answers.length < 2;
    const sent = serve({
      [`GET ${path}/line-to-create`]: () => [
        200,
        hasChanged() ? { ...newLineOffer, lineVersion: 9 } : newLineOffer,
      ],
      [`POST ${path}/line-change/preview`]: () => [200, hasChanged() ? newer : linePreview],
      'POST /usage-lines/decisions': () => [
        200,
        { items: [{ ...answered, usageLineId: ready.usageLineId, ...answers.shift() }] },
      ],
    });
    shown(list(ready));
    await userEvent.click(screen.getByRole('button', { name: /^Choose/u }));
    await userEvent.click(
      await screen.findByRole('button', { name: `Propose: ${linePreview.sentence.message}` }),
    );
    await userEvent.click(await screen.findByRole('button', { name: 'Propose: Create 16 × SEAT-ESS' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    const decided = sent.flatMap(({ body }) => (body as { items?: object[] } | undefined)?.items ?? []);
    expect(decided).toMatchObject([
      { lineVersion: 3, quantity: 15 },
      { lineVersion: 9, quantity: 16 },
    ]);
  });

  it('reviews only what is selected, and never what is to be checked first', async () => {
    const doubtful = { ...ready, usageLineId: looked.usageLineId, advised: false };
    shown(list(ready, { ...ready, usageLineId: item.usageLineId }, doubtful));
    expect(screen.getByRole('button', { name: 'Review 2 lines…' })).toBeTruthy();
    await userEvent.click(screen.getAllByRole('checkbox', { name: 'Select the line of Larkspur' })[0]!);
    expect(screen.getByRole('button', { name: 'Review 1 line…' })).toBeTruthy();
  });

  it('says that nothing is missing once every customer has its line', () => {
    shown(list());
    expect(screen.getByText('Every mapped customer has a line.')).toBeTruthy();
    expect(screen.queryByRole('table')).toBeNull();
  });

  it('has no literal other than names and codes', () => {
    inPseudoLocale();
    const { container } = shown(list(item, looked, unpriced, ready));
    expect(
      literalsIn(container, [
        'Northgate',
        'Fernhill',
        'Ridge',
        'SEAT-ESS',
        'Managed IT',
        'Support or Other',
        'a line of 17 vanished',
        '7 seats → minimum 14 = 14',
        'Larkspur',
        'Dec 1, 2020',
        'B',
      ]),
    ).toEqual([]);
  });
});
