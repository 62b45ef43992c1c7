import type { PsaAgreement, PsaRef } from '../scenario.ts';
import { addMonths, isLastOfMonth, withDate } from './days.ts';

export type CycleName = 'Monthly' | 'Quarterly' | 'Semi-Annual' | 'Annual' | 'None';

const cycles: Readonly<Record<CycleName, { readonly id: number; readonly months: number | null }>> = {
  Monthly: { id: 2, months: 1 },
  Quarterly: { id: 3, months: 3 },
  'Semi-Annual': { id: 4, months: 6 },
  Annual: { id: 5, months: 12 },
  None: { id: 9, months: null },
};

export function billingCycle(name: CycleName): PsaRef {
  return { id: cycles[name].id, name };
}

/** Months of a cycle; null for none. */
export function cycleLength(name: CycleName): number | null {
  return cycles[name].months;
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

/**
 * The invoice date one cycle after (`1`) or before (`-1`) the next one; null where there is none. A date that a short
 * month cut down goes back to the date of the first bill: 31 January, 28 February, 31 March. Without a first bill the
 * date stays as it is.
 */
export function invoiceDateMoved(agreement: PsaAgreement, cyclesOn: 1 | -1): string | null {
  const { nextInvoiceDate, billStartDate } = agreement;
  const months = cycleMonths(agreement);
  if (months === null || nextInvoiceDate === null) return null;
  const moved = addMonths(nextInvoiceDate, cyclesOn * months);
  const wasCut =
    billStartDate !== null &&
    isLastOfMonth(nextInvoiceDate) &&
    billStartDate.slice(8) > nextInvoiceDate.slice(8);
  return wasCut ? withDate(moved, Number(billStartDate.slice(8))) : moved;
}
