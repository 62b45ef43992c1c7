import type { Contract, ContractScope, ContractTerms } from '../contract.ts';
import { addDays, addMonths } from './days.ts';
import { account, bills, type CustomerFixture } from './fixtures.ts';
import type { LinePlan } from './psa-side.ts';

/** A term of a contract: valid from `since` to the last day before `until`, in months after the present one. */
export interface ContractFixture {
  readonly scope: ContractScope;
  /** A function: of the first day of the month that many months after the present one. */
  readonly terms: ContractTerms | ((month: (ahead: number) => string) => ContractTerms);
  readonly source: string;
  readonly since?: number;
  readonly until?: number;
  readonly withPsaTerms?: true;
}

/** @param monthStart first day of the present month */
export function contractOf(plan: ContractFixture, monthStart: string): Contract {
  const month = (ahead: number): string => addMonths(monthStart, ahead);
  return {
    scope: plan.scope,
    terms: typeof plan.terms === 'function' ? plan.terms(month) : plan.terms,
    source: plan.source,
    from: month(plan.since ?? -6),
    to: plan.until === undefined ? null : addDays(month(plan.until), -1),
    ...(plan.withPsaTerms === undefined ? {} : { withPsaTerms: plan.withPsaTerms }),
  };
}

export const ofCustomer = (
  customer: string,
  terms: ContractFixture['terms'],
  source: string,
  more: Partial<ContractFixture> = {},
): ContractFixture => ({ scope: { kind: 'customer', customer }, terms, source, ...more });

const line = (product: string, quantity: number, more: Partial<LinePlan> = {}): LinePlan => ({
  product,
  quantity,
  ...more,
});
const ess = (quantity: number, more?: Partial<LinePlan>): LinePlan => line('DUO-ESS', quantity, more);

/** Customers of one security agreement each, which an agreement type gives its terms. */
const secured = (name: string, users: number, billed: number): CustomerFixture => ({
  duo: account(name, 'ESS', users),
  psa: [{ name, agreements: [{ type: 'Security Services', lines: [ess(billed, { price: 35 })] }] }],
});

const customer = (name: string, users: number, ...lines: LinePlan[]): CustomerFixture => ({
  duo: account(name, 'ESS', users),
  psa: [bills(name, ...lines)],
});

/** The customers of `contracts`: seats in Duo, what is billed, and the term that explains the difference. */
export const contractCustomers: readonly CustomerFixture[] = [
  customer('Ashgrove Dental', 18, ess(25)),
  customer('Brookfield Legal', 34, ess(7, { price: 20 })),
  {
    duo: account('Cypress Hotels', 'ESS', { active: 33, bypass: 3, disabled: 4, pendingDeletion: 2 }),
    psa: [bills('Cypress Hotels', ess(34))],
  },
  customer('Dovetail Joinery', 19, ess(1, { price: 60 })),
  customer('Elmwood Clinic', 23, ess(25)),
  customer('Foxglove Media', 31, ess(40)),
  customer('Gable Roofing', 6),
  secured('Hazel Foods', 26, 3),
  secured('Ivy Tutors', 12, 2),
  { duo: account('Jasper Bank', 'PREM', 112), psa: [bills('Jasper Bank', line('DUO-PREM', 100))] },
  customer('Kite & Company', 11, ess(10)),
  customer('Larch Motors', 9, ess(9)),
  customer('Maple Charity', 14, ess(20, { lessIncluded: 5 })),
  customer('Nettle Farm', 8, ess(10, { minimum: 10 })),
  {
    duo: account('Orchid Labs', 'ADV', { active: 45, lockedOut: 2, disabled: 3 }),
    psa: [bills('Orchid Labs', line('DUO-ADV', 10))],
  },
  customer('Pine Optics', 14, ess(4, { price: 11 })),
  customer('Quince Realty', 16, ess(15)),
];

/** Every step and every scope of docs/rules.md 13, with a renewal, a commitment, and one that has ended. */
export const contractFixtures: readonly ContractFixture[] = [
  ofCustomer('Ashgrove Dental', { minimum: 25 }, 'Managed services agreement 2025-031, section 4'),
  ofCustomer('Brookfield Legal', { ratio: { per: 5, round: 'up' } }, 'Order form 2025-118'),
  ofCustomer(
    'Cypress Hotels',
    { excludeStatuses: ['disabled'], free: 2 },
    'Managed services agreement 2024-207, section 2',
  ),
  {
    scope: { kind: 'line', customer: 'Dovetail Joinery', product: 'DUO-ESS' },
    terms: { fixed: { units: 1, flat: true } },
    source: 'Offer 2025-009',
  },
  ofCustomer('Elmwood Clinic', { fixed: { units: 25 } }, 'Agreement 2024-077', {
    until: 4,
  }),
  ofCustomer('Elmwood Clinic', { minimum: 20 }, 'Renewal 2026-012, section 3', { since: 4 }),
  ofCustomer(
    'Foxglove Media',
    (month) => ({ commitment: { units: 40, decreaseFrom: month(7) } }),
    'Three-year agreement 2023-150, section 6',
  ),
  ofCustomer('Gable Roofing', { doNotBill: { reason: 'Demonstration customer' } }, 'Sales memo 2025-14'),
  {
    scope: { kind: 'agreement-type', type: 'Security Services' },
    terms: { ratio: { per: 10, round: 'nearest' }, minimum: 2 },
    source: 'Security Services price list 2025',
  },
  {
    scope: { kind: 'product', product: 'DUO-PREM' },
    terms: { maximum: 100 },
    source: 'Price list 2025, Premier',
  },
  ofCustomer('Maple Charity', { minimum: 20 }, 'Managed services agreement 2025-055, section 5', {
    withPsaTerms: true,
  }),
  ofCustomer('Nettle Farm', { minimum: 10 }, 'Managed services agreement 2025-060, section 5', {
    withPsaTerms: true,
  }),
  ofCustomer(
    'Orchid Labs',
    {
      excludeStatuses: ['disabled'],
      free: 2,
      ratio: { per: 4, round: 'nearest' },
      minimum: 5,
      maximum: 10,
    },
    'Managed services agreement 2025-099, schedule A',
  ),
  ofCustomer('Pine Optics', { ratio: { per: 3, round: 'down' } }, 'Order form 2025-140'),
  ofCustomer('Quince Realty', { minimum: 25 }, 'Managed services agreement 2022-018', { until: 0 }),
  // Last: before the others, it would ask about included units that they answer.
  {
    scope: { kind: 'everything' },
    terms: { free: 1 },
    source: 'Terms of service, section 9',
  },
];
