import { render, screen } from '@testing-library/react';
import type { Sheet } from '../../api/customers.ts';
import { ScreenFrame, rowsOf } from '../../context/screen-frame.fixture.tsx';
import { CustomerSheetBody } from './sheet-page.tsx';
import { inPseudoLocale, literalsIn } from '../../components/literals.fixture.ts';

const integrationId = '0a000000-0000-4000-8000-0000000000aa';
const usageLineId = '0a000000-0000-4000-8000-000000000001';
type Line = Sheet['lines'][number];
const account: Line['accounts'][number] = {
  accountId: '0a000000-0000-4000-8000-000000000002',
  name: 'Bluewater Plant',
  seats: 40,
  byStatus: { active: 36, disabled: 4, bypass: 0 },
  notCounted: { 'pending deletion': 5 },
  readAt: '2026-11-24T02:04:00.000Z',
  holders: [
    { userId: 'DU1', name: 'ada', status: 'active', holdsSeat: true },
    { userId: 'DU2', name: null, status: 'pending deletion', holdsSeat: false },
  ],
};
const line: Line = {
  usageLineId,
  service: 'Seat license',
  kind: 'increase',
  reason: { code: 'usage.reason.differs', message: '40 seats, 36 billed', params: {} },
  decision: 'open',
  vendorQuantity: 40,
  billableUnits: 40,
  rule: null,
  psaQuantity: '36',
  variance: '4',
  currency: 'USD',
  effectPerMonth: '16',
  vendorReadAt: '2026-11-24T02:04:00.000Z',
  psaReadAt: null,
  accounts: [account],
  billed: [
    {
      agreementId: '71',
      agreementName: 'Managed IT',
      psaLineId: '9077',
      productId: '3',
      productIdentifier: 'SEAT-ESS',
      quantity: '36',
      lessIncluded: '0',
      unitPrice: '4',
      live: true,
      nextInvoiceDate: '2099-12-01',
    } as Line['billed'][number],
  ],
};
const sheet: Sheet = {
  dataVersion: '7',
  company: { id: '250', name: 'Bluewater Dental' },
  day: '2099-11-24',
  currency: 'USD',
  lines: [line],
  namesKept: true,
};
const shown = (change: Partial<Sheet> = {}) =>
  render(<CustomerSheetBody sheet={{ ...sheet, ...change }} integrationId={integrationId} />, {
    wrapper: ScreenFrame,
  });

describe('the sheet of a customer', () => {
  it('says both sides with the difference and its money, and leads to the line', () => {
    shown();
    const summary = screen.getByRole('listitem').textContent;
    expect(summary).toContain('40 seats in Seats · 36 billed');
    expect(summary).toContain('+4, +16.00/month');
    expect(screen.getByRole('link', { name: 'Open line' }).getAttribute('href')).toBe(
      `/usage?line=${usageLineId}`,
    );
  });

  it('says the billing rule in one sentence, and what it makes of the seats', () => {
    const applied: NonNullable<NonNullable<Line['rule']>['applied']> = {
      id: '0a000000-0000-4000-8000-000000000003',
      version: 1,
      scope: { kind: 'customer', id: '250' },
      endsSoon: null,
      scopeText: 'Customer Bluewater Dental',
      terms: { minimum: 45 },
      source: 'MSA 2025-114, section 3',
      from: '2099-01-01',
      to: null,
      units: 45,
      steps: [{ step: 'minimum', minimum: 45, units: 45 }],
      text: 'At least 45 units',
      equation: '40 seats → minimum 45 = 45',
    };
    shown({ lines: [{ ...line, billableUnits: 45, rule: { day: '2099-12-01', applied, later: null } }] });
    const summary = screen.getByRole('listitem').textContent;
    expect(summary).toContain('40 seats in Seats · 45 billable · 36 billed');
    expect(summary).toContain('40 seats → minimum 45 = 45At least 45 units (MSA 2025-114, section 3)');
  });

  it('counts users by status, says which take a seat and by which rule, and leaves out what nobody has', () => {
    shown();
    expect(rowsOf('Seats by status').map((row) => row.split(' | ').slice(0, 4).join(' | '))).toEqual([
      'Bluewater Plant | active | 36 | Yes',
      'Bluewater Plant | disabled | 4 | Yes',
      'Bluewater Plant | pending deletion | 5 | No',
    ]);
    expect(screen.getByText('Seat rule.')).toBeTruthy();
  });

  it('shows what is billed with its price and next invoice', () => {
    shown();
    expect(rowsOf('Billed')).toEqual(['Managed IT | SEAT-ESS | 36 |  | 4.00 | Dec 1, 2099']);
  });

  it('names users where names are kept, and says so where their ids stand instead', () => {
    const { rerender } = shown();
    expect(rowsOf('Users')).toEqual([
      'ada | Bluewater Plant | active | Yes',
      'DU2 | Bluewater Plant | pending deletion | No',
    ]);
    expect(screen.queryByText(/not stored/u)).toBeNull();
    rerender(<CustomerSheetBody sheet={{ ...sheet, namesKept: false }} integrationId={integrationId} />);
    expect(screen.getByText('User names are not stored. User IDs are shown instead.')).toBeTruthy();
  });

  it('of a customer without seats and lines says that there is nothing', () => {
    shown({ lines: [] });
    expect(screen.queryByRole('table')).toBeNull();
    expect(screen.getByText(/No Seats account is mapped to this customer/u)).toBeTruthy();
  });

  it('has no literal other than names and texts of the API', () => {
    inPseudoLocale();
    const { container } = shown({ namesKept: false });
    expect(
      literalsIn(container, [
        'Bluewater Plant',
        'Managed IT',
        'SEAT-ESS',
        'Seat license',
        'pending deletion',
        'active',
        'disabled',
        'ada',
        'DU2',
        'Everybody takes a seat.',
        'Nov 24, 2:04 AM',
        'Dec 1, 2099',
      ]),
    ).toEqual([]);
  });
});
