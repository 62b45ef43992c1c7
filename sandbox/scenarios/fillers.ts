import type { PsaAgreement, PsaCompany } from '../scenario.ts';
import { businessNames } from './business-names.ts';
import { otherProducts } from './products.ts';
import type { PsaStateBuilder } from './psa-side.ts';
import { Chance } from './random.ts';

export interface Totals {
  readonly companies: number;
  readonly agreements: number;
  readonly lines: number;
}

/** Every third filler agreement is out of the ordinary; none carries a Duo product, so none matters to a sum. */
function fillerAgreement(psa: PsaStateBuilder, company: PsaCompany, nth: number): PsaAgreement {
  switch (nth % 18) {
    case 0:
      return psa.agreement(company, { type: 'Hardware Care', cycle: 'Annual' });
    case 3:
      return psa.agreement(company, { canceled: true });
    case 6:
      return psa.agreement(company, { expired: true });
    case 9:
      return psa.agreement(company, { type: 'Hardware Care', cycle: 'None' });
    case 12:
      return psa.agreement(company, { type: 'Cloud Services', cycle: 'Quarterly' });
    default:
      return psa.agreement(company, { type: nth % 2 === 0 ? 'Managed Services' : 'Cloud Services' });
  }
}

/**
 * Fills a PSA up to these totals with companies, agreements and lines that have nothing to do with Duo. Names never
 * repeat one that is taken; a few lines have ended or are given away, as in any PSA.
 */
export function fillUp(
  psa: PsaStateBuilder,
  totals: Totals,
  seed: number,
  takenNames: ReadonlySet<string>,
): void {
  const chance = new Chance('fillers', seed);
  const missing = totals.companies - psa.companies.length;
  const names = businessNames(Math.min(6_400, missing + takenNames.size), 'fillers', seed)
    .filter((name) => !takenNames.has(name))
    .slice(0, missing);
  const fillers = names.map((name) => psa.company(name));
  for (let nth = 0; psa.agreements.length < totals.agreements; nth += 1) {
    const company = fillers[nth % Math.max(1, fillers.length)];
    if (company === undefined) throw new Error('No company to carry another agreement.');
    fillerAgreement(psa, company, nth);
  }
  const agreements = psa.agreements;
  for (let nth = 0; psa.lineCount < totals.lines; nth += 1) {
    const agreement = agreements[nth % agreements.length];
    if (agreement === undefined) throw new Error('No agreement to carry another line.');
    psa.line(agreement, {
      product: chance.pick(otherProducts),
      quantity: chance.between(1, 60),
      ...(chance.oneIn(15) ? { endedMonthsAgo: chance.between(1, 10) } : {}),
      ...(chance.oneIn(25) ? { billCustomer: 'NoCharge' as const } : {}),
    });
  }
}
