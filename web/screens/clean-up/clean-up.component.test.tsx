import { render, screen } from '@testing-library/react';
import type { Unused } from '../../api/unused-seats.ts';
import { ScreenFrame, rowsOf } from '../../context/screen-frame.fixture.tsx';
import { CleanUpBody } from './clean-up-body.tsx';
import { inPseudoLocale, literalsIn } from '../../components/literals.fixture.ts';

const integrationId = '0a000000-0000-4000-8000-0000000000aa';
const accountId = '0a000000-0000-4000-8000-000000000002';
type Item = Unused['items'][number];
const acme: Item = {
  usageLineId: '0a000000-0000-4000-8000-000000000001',
  company: { id: '250', name: 'Acme Corp' },
  label: 'Acme',
  kind: 'increase',
  counted: 45,
  rule: 'At least 50 units',
  unused: 2,
  byReason: { disabled: 1, 'no-login': 1 },
  currency: 'USD',
  perMonth: '8',
  readAt: '2026-11-24T02:04:00.000Z',
  users: [
    {
      accountId,
      accountName: 'Acme Plant',
      userId: 'DU1',
      name: 'ada',
      status: 'disabled',
      reason: 'disabled',
      since: null,
    },
    {
      accountId,
      accountName: 'Acme Plant',
      userId: 'DU2',
      name: null,
      status: 'active',
      reason: 'no-login',
      since: '2020-03-02T09:00:00.000Z',
    },
  ],
};
const unknown: Item = {
  ...acme,
  usageLineId: '0a000000-0000-4000-8000-000000000003',
  company: null,
  label: 'Brook',
  rule: null,
  unused: 1,
  byReason: { 'never-enrolled': 1 },
  perMonth: null,
  users: [],
};
const unused = (change: Partial<Unused>): Unused => ({
  dataVersion: '7',
  currency: 'USD',
  days: 45,
  namesKept: true,
  byReason: { disabled: 1, 'no-login': 1, 'never-enrolled': 1 },
  seats: 3,
  cost: { lines: 2, perMonth: '8', unknown: 1 },
  items: [acme, unknown],
  ...change,
});
const shown = (change: Partial<Unused> = {}) =>
  render(<CleanUpBody unused={unused(change)} integrationId={integrationId} />, { wrapper: ScreenFrame });

describe('the list of unused seats', () => {
  it('sums what is known, and says of how many customers the cost is not', () => {
    shown();
    expect(screen.getByText(/3 unused seats, 8\.00 USD\/month/u).textContent).toBe(
      '3 unused seats, 8.00 USD/month + 1 unknown',
    );
  });

  it('has a row for each customer with reasons and cost, and leads to its sheet', () => {
    shown();
    expect(rowsOf('Customers').map((row) => row.split(' | ').slice(0, 5).join(' | '))).toEqual([
      'Acme Corp | 2 | 45 | 1 disabled, 1 no login for 45 days | 8.00Billing rule: At least 50 units',
      'Brook | 1 | 45 | 1 never enrolled | unknown',
    ]);
    expect(screen.getByRole('link', { name: 'Acme Corp' }).getAttribute('href')).toBe(
      `/reports/customers/${integrationId}/250`,
    );
  });

  it('names users, by id where a name is not known, with the last login', () => {
    shown();
    expect(rowsOf('Users')).toEqual([
      'Acme Corp | ada | Acme Plant | disabled | disabled',
      expect.stringMatching(
        /^Acme Corp \| DU2 \| Acme Plant \| active \| no login for 45 days, last Mar 2, 2020/u,
      ),
    ]);
  });

  it('names nobody where names are not kept', () => {
    shown({ namesKept: false, items: [{ ...acme, users: null }] });
    expect(rowsOf('Customers')).toHaveLength(1);
    expect(screen.queryByRole('table', { name: 'Users' })).toBeNull();
    expect(screen.getByText(/only counts are shown/u)).toBeTruthy();
  });

  it('says that every seat is used', () => {
    shown({ items: [], seats: 0, cost: { lines: 0, perMonth: '0', unknown: 0 } });
    expect(screen.getByText('No unused seats found.')).toBeTruthy();
  });

  it('has no literal other than names', () => {
    inPseudoLocale();
    const { container } = shown();
    expect(
      literalsIn(container, [
        'Acme Corp',
        'At least 50 units',
        'Acme Plant',
        'Brook',
        'DU2',
        'ada',
        'active',
        'disabled',
        'USD',
        'Nov',
      ]),
    ).toEqual([]);
  });
});
