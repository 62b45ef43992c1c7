import { render, screen } from '@testing-library/react';
import type { UsageDetail, UsageRow } from '../../../api/usage.ts';
import { inPseudoLocale, literalsIn } from '../../../components/literals.fixture.ts';
import { Served } from '../../../context/served.fixture.tsx';
import { reviewFixture } from '../review/review.fixture.tsx';
import { approvedRow, increaseRow, ruleRow } from '../../usage-line/usage-row.fixture.ts';
import { Effect } from './effect.tsx';
import { Evidence } from './evidence.tsx';
import { LineHistory } from './line-history.tsx';
import { LineLinks } from './line-links.tsx';
import { LineIdentity } from './line-sources.tsx';
import { NotePart } from './note-part.tsx';
import { NextStep } from './next-step.tsx';
import { RulePart } from './rule-part.tsx';

/** `read` is a word of a shared component. */
const data = [increaseRow.reason.message, 'ON', 'USD', 'B', 'read'];
const at = '2020-03-02T09:00:00.000Z';
const { integrationId, reason } = increaseRow;
const line = {
  psaLineId: '9077',
  companyId: '250',
  agreementId: '71',
  agreementName: 'ON',
  productId: '3',
  productIdentifier: null,
  quantity: '38',
  lessIncluded: '5',
  included: null,
  unitPrice: '4',
  currency: 'USD',
  effectiveDate: '2020-03-01',
  nextInvoiceDate: '2020-04-01',
  billingCycle: null,
  billCustomer: 'Billable',
  role: 'counts',
  status: 'canceled',
  cancelledDate: null,
  live: true,
  readAt: at,
} as unknown as UsageDetail['lines'][number];
const seatMove = { name: null } as UsageDetail['seatChanges']['came'][number];
const detail = {
  ...increaseRow,
  company: { id: '250', name: 'ON' },
  lines: [
    line,
    { ...line, psaLineId: '9078', live: false, notLiveReason: null, unitPrice: null, booked: [] },
    { ...line, psaLineId: '9079', companyId: '251', included: { answer: 'part', reason: 'ON' } },
  ],
  alsoCandidates: [],
  accounts: [{ accountId: 'A', name: 'ON', seats: 3, byStatus: null, readAt: at, newestRead: null }],
  vanished: [{ psaLineId: '1', text: 'ON', readAt: at }],
  found: [{ psaLineId: '2', text: 'ON', readAt: at }],
  warnings: [],
  seatChanges: { came: [seatMove, seatMove, seatMove, seatMove], went: [], since: '' },
  differs: { since: at, invoices: 2, amount: '36' },
  history: [],
  decisions: [
    { action: 'usage-line.held', at, by: { kind: 'member', name: 'ON' }, detail: { reason: 'ON' } },
    {
      action: 'line-role',
      at,
      by: { kind: 'member', name: 'ON' },
      detail: { role: 'target', psaLineId: '9077' },
    },
  ],
  links: { company: null, agreements: [{ agreementId: '71', href: '/' }], accounts: [] },
  advice: {
    kind: 'create-line',
    productIdentifier: null,
    agreementIds: [],
    agreementNames: [],
    quantity: '3',
  },
} as unknown as UsageDetail;
const included = [{ flag: 'included', reason }] as unknown as UsageRow['flags'];

it.each<[string, Partial<UsageRow>]>([
  ['an increase', {}],
  ['units that nobody explained', { flags: included }],
  ['a proposal', { decision: 'proposed' }],
  ['a choice of lines', { kind: 'choice' }],
  ['a choice of the line that changes', { needsTarget: true, target: null, billingTarget: null }],
  ['an account without a company', { kind: 'unmapped' }],
  ['a missing line', { kind: 'new' }],
  ['a line without seats', { kind: 'orphan' }],
  ['a line that bills nothing', { kind: 'bills-nothing' }],
  ['an approved change', approvedRow],
])('%s shows only texts of the catalog', (_, change) => {
  inPseudoLocale();
  const row = { ...increaseRow, ...change };
  const { Around } = reviewFixture();
  const mapped = { items: [{ mapping: { origin: 'exact', decidedByName: null, decidedAt: at } }] };
  const { container } = render(
    <Served known={[[['integrations', integrationId, 'accounts-of-company', '250'], mapped]]}>
      <Around>
        <NextStep row={row} detail={detail} />
        <Effect row={row} detail={detail} />
        <NotePart row={row} closed={null} onWritten={() => undefined} />
        <LineIdentity detail={detail} />
        <LineLinks detail={detail} />
        <Evidence row={row} detail={detail} />
        <LineHistory detail={detail} />
      </Around>
    </Served>,
  );
  expect(literalsIn(container, data)).toEqual([]);
});

it('shows how a rule turns seats into units, and both rules where they meet', () => {
  const { Around } = reviewFixture();
  const { applied } = ruleRow.rule!;
  const later = { from: '2026-12-15', applied: { ...applied!, id: 'R2', text: 'At least 11 units' } };
  const row: UsageRow = { ...ruleRow, rule: { ...ruleRow.rule!, later } };
  const { container, rerender } = render(<RulePart row={row} />, { wrapper: Around });
  expect(container.textContent).toContain('50 seats → 10 packs of 5 → minimum 10 = 10');
  expect(container.textContent).toContain('Billing rules change on Dec 15');
  expect(screen.getAllByRole('link').map((link) => link.textContent)).toEqual([
    applied!.text,
    'At least 11 units',
  ]);
  rerender(
    <RulePart row={{ ...ruleRow, rule: { ...row.rule!, later: { from: '2026-12-15', applied: null } } }} />,
  );
  expect(container.textContent).toContain('No billing rule applies on Dec 15: every seat is billed.');
});

it('takes the texts around a billing rule from the catalog', () => {
  inPseudoLocale();
  const { Around } = reviewFixture();
  const named = { ...ruleRow.rule!.applied!, scopeText: 'ON', text: 'ON', source: 'ON', equation: 'ON' };
  const rule = {
    day: '2026-12-01',
    applied: { ...named, to: '2027-06-30', endsSoon: '2027-06-30' },
    later: { from: '2026-12-15', applied: named },
  };
  const { container } = render(<RulePart row={{ ...ruleRow, rule }} />, { wrapper: Around });
  expect(literalsIn(container, data)).toEqual([]);
});
