import type { Day } from '../quantity.ts';
import { usabilityByAgreement } from './agreement-usability.ts';
import { shiftByCycle } from './billing-cycle.ts';
import type { CompositionInput } from './composition.ts';

/**
 * No change on these agreements bills a day before this one, by default or by a person's choice (RULES 5): billing rules that
 * ended earlier decide nothing (RULES 13). It lies two cycles back at most, since an older next invoice date is not usable.
 */
export function oldestBilledDay({ agreements, today }: Pick<CompositionInput, 'agreements' | 'today'>): Day {
  let oldest = today;
  const consider = (day: Day): void => {
    if (day < oldest) oldest = day;
  };
  const usability = usabilityByAgreement(agreements, today);
  for (const { id, dated } of agreements) {
    const its = usability.get(id);
    if (its?.usable !== true) continue;
    if (its.nextInvoiceDate !== null) consider(shiftByCycle(its.nextInvoiceDate, its.billingCycle, -1));
    if (dated?.periodBegan != null) consider(dated.periodBegan);
  }
  return oldest;
}
