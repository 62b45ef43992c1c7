import { billableUnits } from '../billing-rules/billable-units.ts';
import type { AppliedRule } from '../usage/composition.ts';
import type { MonthChange } from './month-report.ts';
import type { MonthLine } from './review-month.ts';

export const monthLine = (change: Partial<MonthLine> = {}): MonthLine => ({
  usageLineId: '1',
  label: 'Acme',
  companyId: '1',
  kind: 'increase',
  flags: [],
  decision: 'open',
  version: 1,
  vendorQuantity: 13,
  psaQuantity: '10',
  variance: '3',
  agreementName: 'Acme managed services',
  productName: 'DUO-MFA',
  unitPrice: '4',
  effectPerMonth: '12',
  atRiskPerMonth: null,
  vendorReadAt: null,
  psaReadAt: null,
  notRead: null,
  open: true,
  ...change,
});

export const monthChange = (more: Partial<MonthChange> = {}): MonthChange => ({
  approvalLineId: '1',
  label: 'Acme',
  companyId: '1',
  agreementId: '77',
  agreementName: 'Acme managed services',
  productName: 'DUO-MFA',
  psaLineId: '901',
  decision: 'approve',
  by: { kind: 'member', id: 'm1' },
  byName: 'Ada',
  reason: null,
  before: '10',
  after: '13',
  seats: 13,
  state: 'confirmed',
  invoiceDate: '2026-12-01',
  billingTarget: 'next-invoice',
  approvedAt: '2026-11-03T09:00:00.000Z',
  finishedAt: '2026-11-03T09:01:00.000Z',
  unitPrice: '4',
  effectPerInvoice: '12',
  effectPerMonth: '12',
  made: true,
  conflict: false,
  ...more,
});

/** The first 2 free, packs of 5, at least 10. */
export function packsOfFive(seats: number): AppliedRule {
  const terms = { free: 2, ratio: { per: 5, round: 'up' }, minimum: 10 } as const;
  const { units, steps } = billableUnits({ active: seats }, terms, '2026-12-01');
  const scope = { kind: 'customer', id: '1' } as const;
  const contract = { source: 'MSA 2025-114, section 3', from: '2026-01-01', to: null } as const;
  return { id: 'r1', version: 2, scope, terms, ...contract, units, steps };
}
