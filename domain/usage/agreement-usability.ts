import { type Message, message } from '../../messages/message.ts';
import { dayMs } from '../calendar.ts';
import type { BillingCycle, PsaAgreement } from '../psa-facts.ts';
import type { Day, Instant } from '../quantity.ts';
import { shiftByCycle } from './billing-cycle.ts';

export type AgreementUsability =
  | {
      readonly usable: true;
      /** Null: it bills now, and no open period is known to begin after the one that runs. */
      readonly nextInvoiceDate: Day | null;
      /** That of the parent agreement where that is later than the agreement's; absent: it is not. */
      readonly parentNextInvoiceDate?: Day;
      readonly billingCycle: BillingCycle;
    }
  | {
      readonly usable: false;
      /** Of RULES 3. */
      readonly reason: Message;
      readonly nextInvoiceDate: Day | null;
      readonly billingCycle: BillingCycle | null;
    };

/**
 * May a line on this agreement bill anything (RULES 3)? Neither canceled, expired nor inactive; `endDate` absent or
 * ≥ today; billing cycle not None; next invoice date present and not older than one cycle. A child agreement without
 * a next invoice date, or without a cycle of its own, uses its parent's (open). A cycle the PSA did not name is not
 * usable: nothing says that it is ever invoiced. Where changes name a day, an agreement whose last period runs, or that
 * the PSA bills by a rule, bills without a next invoice date.
 *
 * @param today the day E of RULES 3, in the PSA's time zone
 */
export function agreementUsability(
  agreement: PsaAgreement,
  parent: PsaAgreement | null,
  today: Day,
): AgreementUsability {
  const nextInvoiceDate = agreement.nextInvoiceDate ?? parent?.nextInvoiceDate ?? null;
  const billingCycle = agreement.billingCycle ?? parent?.billingCycle ?? null;
  const no = (reason: Message): AgreementUsability => ({
    usable: false,
    reason,
    nextInvoiceDate,
    billingCycle,
  });

  if (agreement.over !== null) return no(message(`usage.agreement.${agreement.over}`));
  if (agreement.endDate !== null && agreement.endDate < today)
    return no(message('usage.agreement.ended', { day: agreement.endDate }));
  const isDated = agreement.dated != null;
  if (billingCycle === null)
    return no(message(isDated ? 'usage.agreement.period-type-missing' : 'usage.agreement.cycle-missing'));
  if (billingCycle.never) return no(message('usage.agreement.cycle-none'));
  if (nextInvoiceDate === null)
    return agreement.dated?.periodBegan != null || agreement.dated?.byRule === true
      ? { usable: true, nextInvoiceDate, billingCycle }
      : no(message(isDated ? 'usage.agreement.periods-unknown' : 'usage.agreement.no-next-invoice'));
  if (shiftByCycle(nextInvoiceDate, billingCycle, 1) < today) {
    return no(message('usage.agreement.overdue', { day: nextInvoiceDate }));
  }
  const ofParent = parent?.nextInvoiceDate ?? null;
  const isAhead = ofParent !== null && ofParent > nextInvoiceDate;
  const ahead = isAhead ? { parentNextInvoiceDate: ofParent } : {};
  return { usable: true, nextInvoiceDate, ...ahead, billingCycle };
}

/**
 * Might a line on this agreement bill anything? For whoever decides what to read, before its parent and the PSA's day are
 * known: only what is over by its own word is left out, or by a date that lies in the past wherever the PSA stands.
 */
export function mayBill({ over, endDate }: PsaAgreement, now: Instant): boolean {
  const yesterday = new Date(Date.parse(now) - dayMs).toISOString().slice(0, 10);
  return over === null && (endDate === null || endDate >= yesterday);
}

/** Usability of every agreement by its id. */
export function usabilityByAgreement(
  agreements: readonly PsaAgreement[],
  today: Day,
): ReadonlyMap<string, AgreementUsability> {
  const byId = new Map(agreements.map((agreement) => [agreement.id, agreement]));
  return new Map(
    agreements.map((agreement) => {
      const parent = agreement.parentAgreementId === null ? undefined : byId.get(agreement.parentAgreementId);
      return [agreement.id, agreementUsability(agreement, parent ?? null, today)];
    }),
  );
}
