import type { PsaAgreement, PsaRef } from '../world.ts';
import { addMonths } from './days.ts';

export type CycleName = 'Monthly' | 'Quarterly' | 'Annual' | 'None';

const cycles: Readonly<Record<CycleName, { readonly id: number; readonly months: number | null }>> = {
  Monthly: { id: 2, months: 1 },
  Quarterly: { id: 3, months: 3 },
  Annual: { id: 5, months: 12 },
  None: { id: 9, months: null },
};

export function billingCycle(name: CycleName): PsaRef {
  return { id: cycles[name].id, name };
}

/** Months of an agreement's cycle; null where it bills nothing. */
function cycleMonths(agreement: PsaAgreement): number | null {
  const cycle = Object.values(cycles).find(({ id }) => id === agreement.billingCycle?.id);
  return cycle?.months ?? null;
}

/** An agreement on which invoices are made: neither ended nor without a cycle (RULES 3). */
export function isInvoiced(agreement: PsaAgreement): boolean {
  return (
    !agreement.cancelledFlag && agreement.agreementStatus === 'Active' && cycleMonths(agreement) !== null
  );
}

/** The invoice date after the next one; null where there is none. */
export function oneCycleOn(agreement: PsaAgreement): string | null {
  const months = cycleMonths(agreement);
  return months === null || agreement.nextInvoiceDate === null
    ? null
    : addMonths(agreement.nextInvoiceDate, months);
}
