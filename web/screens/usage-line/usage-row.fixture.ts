import type { UsageRow } from '../../api/usage.ts';

/** Acme: 300 billed, 340 seats, on the invoice of 1 Dec 2026. */
export const increaseRow: UsageRow = {
  id: '0a000000-0000-4000-8000-000000000001',
  integrationId: '0a000000-0000-4000-8000-0000000000aa',
  groupKey: 'c250/s1',
  label: 'Acme',
  kind: 'increase',
  flags: [],
  decision: 'open',
  need: 'increase',
  measure: 'underBilled',
  version: 3,
  company: { id: '250', name: 'Acme Corp' },
  accountNames: ['Acme'],
  accountId: null,
  service: { id: '0a000000-0000-4000-8000-0000000000bb', name: 'User' },
  products: ['SEAT-ESS'],
  descriptions: ['Seats, essential'],
  agreements: [{ id: '71', name: 'Managed IT', type: 'Managed services' }],
  vendorQuantity: 340,
  billableUnits: 340,
  rule: null,
  psaQuantity: '300',
  includedBeside: '0',
  variance: '40',
  target: { psaLineId: '9077', before: '300', after: '340' },
  billingTarget: {
    kind: 'billing-target',
    billingTarget: 'next-invoice',
    invoiceDate: '2026-12-01',
    periodBegins: '2026-12-01',
    periodEnds: '2027-01-01',
    days: [],
    later: [],
    untilThen: null,
    text: { code: 'usage.target.invoice', message: 'Dec 1, 2026 invoice', params: {} },
  },
  needsTarget: false,
  money: {
    currency: 'USD',
    effectPerInvoice: '300',
    effectPerMonth: '300',
    atRiskPerMonth: null,
    estimated: false,
    note: null,
  },
  reason: {
    code: 'usage.reason.differs',
    message: 'Duo: 340, ConnectWise: 300, change: +40.',
    params: { seats: 340, units: '300', change: '40' },
  },
  waiting: null,
  writeBack: null,
  decisionDetail: null,
  note: null,
  noteVersion: 0,
  vendorReadAt: '2026-11-27T02:09:00.000Z',
  psaReadAt: '2026-11-27T02:12:00.000Z',
  beginsOn: null,
  endsOn: null,
  notRead: null,
  changedAt: '2026-11-27T02:12:00.000Z',
};

const approval = {
  approvalId: '0a000000-0000-4000-8000-0000000000c1',
  approvalLineId: '0a000000-0000-4000-8000-0000000000c2',
};

/** The same, approved: the change waits for its invoice. */
export const approvedRow: UsageRow = {
  ...increaseRow,
  decision: 'approved',
  need: null,
  measure: 'waitingUp',
  flags: [
    {
      flag: 'waiting',
      reason: {
        code: 'usage.flag.waiting',
        message: '300 → 340 waiting for the Dec 1, 2026 invoice.',
        params: {},
      },
    },
  ],
  waiting: {
    ...approval,
    state: 'queued',
    before: '300',
    after: '340',
    targetInvoice: { code: 'usage.target.invoice', message: 'Dec 1, 2026 invoice', params: {} },
    billingTarget: 'next-invoice',
    invoiceDate: '2026-12-01',
    furtherVariance: '0',
  },
  writeBack: { ...approval, state: 'queued', code: null, after: '340', billedFrom: null },
};

/** The same, written and read back. */
export const billedRow: UsageRow = {
  ...increaseRow,
  kind: 'match',
  need: null,
  psaQuantity: '340',
  variance: '0',
  billingTarget: null,
  money: { ...increaseRow.money, effectPerInvoice: '0', effectPerMonth: '0' },
  writeBack: { ...approval, state: 'confirmed', code: null, after: '340', billedFrom: '2026-12-01' },
};

/** Acme under a rule: packs of five, at least 10; 50 seats are 10 units, and 12 are billed. */
export const ruleRow: UsageRow = {
  ...increaseRow,
  kind: 'decrease',
  vendorQuantity: 50,
  billableUnits: 10,
  psaQuantity: '12',
  variance: '-2',
  target: { psaLineId: '9077', before: '12', after: '10' },
  rule: {
    day: '2026-12-01',
    applied: {
      id: '0a000000-0000-4000-8000-0000000000d1',
      version: 1,
      scope: { kind: 'customer', id: '250' },
      terms: { ratio: { per: 5, round: 'up' }, minimum: 10 },
      source: 'MSA 2025-114',
      from: '2026-01-01',
      to: null,
      units: 10,
      steps: [
        { step: 'ratio', per: 5, round: 'up', units: 10 },
        { step: 'minimum', minimum: 10, units: 10 },
      ],
      endsSoon: null,
      scopeText: 'Customer Acme Corp',
      text: 'One unit per 5 seats (rounded up) and at least 10 units',
      equation: '50 seats → 10 packs of 5 → minimum 10 = 10',
    },
    later: null,
  },
};
