import type { PsaAddition, PsaAgreement, Scenario } from './scenario.ts';

type Psa = Pick<Scenario, 'connectwise'>;

/** The products a seat of Duo is billed with, in each PSA; tokens, the old price and the bundle are not among them. */
export const duoProducts: readonly string[] = ['DUO-ESS', 'DUO-ADV', 'DUO-PREM'];

/** Agreements of the company of exactly this name, by id. Throws when there are none. */
export function agreementsOf({ connectwise }: Psa, companyName: string): PsaAgreement[] {
  const found = connectwise.agreements.filter(({ company }) => company.name === companyName);
  if (found.length === 0) throw new Error(`No agreement of ${companyName} in the sandbox`);
  return found;
}

/** Duo lines on the agreements of a company, live or not, by id. */
export function linesOf(scenario: Psa, companyName: string): PsaAddition[] {
  const ids = agreementsOf(scenario, companyName).map(({ id }) => id);
  return scenario.connectwise.additions.filter(
    ({ agreementId, product }) =>
      ids.includes(agreementId) && duoProducts.includes(product.identifier ?? product.name),
  );
}

/** The one Duo line of a company. Throws when it has none or several: those are told apart with `linesOf`. */
export function lineOf(scenario: Psa, companyName: string): PsaAddition {
  const [line, ...more] = linesOf(scenario, companyName);
  if (line === undefined || more.length > 0)
    throw new Error(
      `${companyName} has ${line === undefined ? 'no' : more.length + 1} Duo lines in the sandbox`,
    );
  return line;
}
