import { type Message, message } from '../../messages/message.ts';
import { type CanceledDay, hasEnded } from '../canceled-day.ts';
import { currencyOfAgreement } from '../currency.ts';
import type { PsaLine } from '../psa-facts.ts';
import type { Day } from '../quantity.ts';
import type { AssessedLine } from './assessed-line.ts';
import { asBooked, isIdle, shownDates } from '../usage/own-dates.ts';
import { withRenewals } from './renewals.ts';
import { type AgreementUsability, usabilityByAgreement } from '../usage/agreement-usability.ts';
import type { CompositionInput } from '../usage/composition.ts';

export type { AssessedLine } from './assessed-line.ts';

interface Status {
  readonly status: AssessedLine['status'];
  readonly notLiveReason: Message | null;
}

/**
 * Live on day E (RULES 3): `effectiveDate ≤ E`; `cancelledDate` absent or `≥ E` (`> E` where that day is not billed); on a
 * usable agreement. What is not live is not in the sum.
 *
 * @param today of a line that Seatwise created, its first billed day where that is later: it counts from now on
 */
function lineStatus(
  line: PsaLine,
  usability: AgreementUsability | null,
  today: Day,
  canceledDay: CanceledDay,
): Status {
  const { effectiveDate, cancelledDate } = line;
  if (effectiveDate === null)
    return { status: 'ended', notLiveReason: message('usage.not-live.no-effective-date') };
  if (cancelledDate !== null && [today, effectiveDate].some((day) => hasEnded(line, day, canceledDay))) {
    return { status: 'ended', notLiveReason: message('usage.not-live.canceled', { day: cancelledDate }) };
  }
  if (effectiveDate > today)
    return { status: 'future', notLiveReason: message('usage.not-live.begins', { day: effectiveDate }) };
  if (usability === null)
    return { status: 'unusable-agreement', notLiveReason: message('usage.agreement.not-listed') };
  if (!usability.usable) return { status: 'unusable-agreement', notLiveReason: usability.reason };
  return { status: 'live', notLiveReason: null };
}

const withoutUnits: Status = { status: 'ended', notLiveReason: message('usage.not-live.no-units') };

type LineFacts = Pick<
  CompositionInput,
  | 'today'
  | 'companies'
  | 'agreements'
  | 'lines'
  | 'ownDates'
  | 'mappedProductIds'
  | 'currencies'
  | 'canceledDay'
>;

/** All lines of mapped products, in the order of their ids, whatever the order the PSA gave. */
export function assessLines(input: LineFacts): readonly AssessedLine[] {
  return assessLinesOf(input, new Set(input.mappedProductIds));
}

/** The same for lines of other products. */
export function assessLinesOf(input: LineFacts, productIds: ReadonlySet<string>): readonly AssessedLine[] {
  const agreements = new Map(input.agreements.map((agreement) => [agreement.id, agreement]));
  const companies = new Map(input.companies.map((company) => [company.id, company]));
  const usability = usabilityByAgreement(input.agreements, input.today);
  const ownDates = new Map(input.ownDates.map((dates) => [dates.psaLineId, dates]));
  const assessed = input.lines
    .filter((line) => productIds.has(line.productId))
    .sort((a, b) => compareIds(a.id, b.id))
    .map((line): AssessedLine => {
      const agreement = agreements.get(line.agreementId) ?? null;
      const usable = usability.get(line.agreementId) ?? null;
      const written = ownDates.get(line.id);
      const own = written === undefined ? undefined : shownDates(line, agreement, written, input.today);
      const booked = asBooked(line, agreement);
      return {
        line: booked ?? line,
        agreement,
        usability: usable,
        companyId: agreement?.companyId ?? null,
        currency: currencyOfAgreement(agreement, companies, input.currencies),
        ...(own === undefined ? {} : { own }),
        ...(isIdle(line, agreement, own, input.today) ? { idle: true } : {}),
        ...(booked === null
          ? withoutUnits
          : lineStatus(booked, usable, own?.begins ?? input.today, input.canceledDay ?? 'billed')),
      };
    });
  return withRenewals(assessed, input.today);
}

/** Foreign ids are text, often numbers: shorter first, then by code unit, so that 99 stands before 100. */
function compareIds(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}
