import { type CurrencyCode, currencyOfAgreement } from '../currency.ts';
import type { PsaAgreement, PsaLine } from '../psa-facts.ts';
import type { Day } from '../quantity.ts';
import { withRenewals } from './renewals.ts';
import { type AgreementUsability, usabilityByAgreement } from './agreement-usability.ts';
import type { CompositionInput } from './composition.ts';

/**
 * - `live`: in the sum (RULES 3)
 * - `unusable-agreement`: live by its own dates on an agreement that bills nothing
 * - `continued`: live, and a renewal takes over before a change of it could act: that one is in the sum in its place
 * - `future`: begins after today
 * - `ended`: cancelled, or without an effective date; history
 */
type LineStanding = 'live' | 'continued' | 'unusable-agreement' | 'future' | 'ended';

/** A line judged on day E. */
export interface AssessedLine {
  readonly line: PsaLine;
  /** Null: the PSA listed the line on an agreement it did not list. */
  readonly agreement: PsaAgreement | null;
  readonly usability: AgreementUsability | null;
  /** The company whose agreement the line is on. */
  readonly companyId: string | null;
  /** What it is billed in (RULES 9). */
  readonly currency: CurrencyCode;
  readonly standing: LineStanding;
  /** Why it is not live, in the words of RULES 3; null when live. */
  readonly notLiveReason: string | null;
  /** The line that this one takes over from where its agreement ends; absent: it renews none. */
  readonly continues?: string;
}

interface Standing {
  readonly standing: LineStanding;
  readonly notLiveReason: string | null;
}

/**
 * Live on day E (RULES 3): `effectiveDate ≤ E`; `cancelledDate` absent or `> E`; on a usable agreement. What is not
 * live is not in the sum.
 */
function lineStanding(line: PsaLine, usability: AgreementUsability | null, today: Day): Standing {
  const { effectiveDate, cancelledDate } = line;
  if (effectiveDate === null) return { standing: 'ended', notLiveReason: 'no effective date' };
  if (cancelledDate !== null && (cancelledDate <= today || cancelledDate <= effectiveDate)) {
    return { standing: 'ended', notLiveReason: `cancelled on ${cancelledDate}` };
  }
  if (effectiveDate > today) return { standing: 'future', notLiveReason: `begins on ${effectiveDate}` };
  if (usability === null) return { standing: 'unusable-agreement', notLiveReason: 'agreement not listed' };
  if (!usability.usable) return { standing: 'unusable-agreement', notLiveReason: usability.reason };
  return { standing: 'live', notLiveReason: null };
}

type LineFacts = Pick<
  CompositionInput,
  'today' | 'companies' | 'agreements' | 'lines' | 'mappedProductIds' | 'currencies'
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
  const assessed = input.lines
    .filter((line) => productIds.has(line.productId))
    .sort((a, b) => compareIds(a.id, b.id))
    .map((line) => {
      const agreement = agreements.get(line.agreementId) ?? null;
      const usable = usability.get(line.agreementId) ?? null;
      return {
        line,
        agreement,
        usability: usable,
        companyId: agreement?.companyId ?? null,
        currency: currencyOfAgreement(agreement, companies, input.currencies),
        ...lineStanding(line, usable, input.today),
      };
    });
  return withRenewals(assessed);
}

/** Foreign ids are text, often numbers: shorter first, then by code unit, so that 99 stands before 100. */
function compareIds(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}
