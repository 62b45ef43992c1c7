import type { ConnectWiseScenario, PsaAddition, PsaAgreement } from '../scenario.ts';
import { invoiceDateMoved } from '../scenarios/billing-cycles.ts';
import { dayNumber } from '../scenarios/days.ts';

/** The agreement with the dates by which it is invoiced: its parent's if it has none (RULES 3). */
export function ownDatesOf(
  { agreements }: Pick<ConnectWiseScenario, 'agreements'>,
  agreement: PsaAgreement,
): PsaAgreement {
  // Called for every line of a list.
  if (agreement.nextInvoiceDate !== null || agreement.parentAgreement === null) return agreement;
  const parent = agreements.find(({ id }) => id === agreement.parentAgreement?.id);
  if (parent === undefined) return agreement;
  const { billingCycle, nextInvoiceDate } = parent;
  return { ...agreement, billingCycle, nextInvoiceDate };
}

/** The longest life of an agreement that is looked through, in periods. */
const mostPeriods = 1_200;

/**
 * Share of its first period that a line is billed for, by days: how ConnectWise counts is not public. Null: it begins with
 * a period, or the agreement does not prorate.
 */
export function shareOfFirstPeriod(agreement: PsaAgreement, effectiveDate: string): number | null {
  if (!agreement.prorateFlag || effectiveDate === agreement.startDate) return null;
  let first = agreement.nextInvoiceDate;
  for (let nth = 0; nth < mostPeriods && first !== null; nth += 1) {
    const at: PsaAgreement = { ...agreement, nextInvoiceDate: first };
    const next = invoiceDateMoved(at, 1);
    if (next === null) return null;
    if (effectiveDate < first) first = invoiceDateMoved(at, -1);
    else if (effectiveDate >= next) first = next;
    else
      return effectiveDate === first
        ? null
        : (dayNumber(next) - dayNumber(effectiveDate)) / (dayNumber(next) - dayNumber(first));
  }
  return null;
}

const cents = (amount: number): number => Math.round(amount * 100) / 100;

/** `prorate*` of an addition (connectwise.md 6.5): of a unit, and of all. Null: nothing of it is prorated. */
export function proratedAmounts(
  { unitPrice, unitCost, quantity, lessIncluded, effectiveDate }: PsaAddition,
  agreement: PsaAgreement,
): Readonly<Record<string, number>> | null {
  const share = shareOfFirstPeriod(agreement, effectiveDate);
  if (share === null || quantity === null) return null;
  const units = Math.max(0, quantity - (lessIncluded ?? 0));
  const [price, cost] = [unitPrice ?? 0, unitCost ?? 0];
  return {
    proratePrice: cents(price * share),
    prorateCost: cents(cost * share),
    extendedProratePrice: cents(price * share * units),
    extendedProrateCost: cents(cost * share * units),
  };
}
