import type { DuoAccount, PsaAddition, PsaAgreement, Scenario } from '../../scenario.ts';
import { addMonths, dayIn } from '../days.ts';

/**
 * What a scenario says by docs/rules.md, written again without the product, so that tests of a scenario do not lean on the
 * code that the scenario is to test.
 */

/** The instant tests build `typical` at: mid-period in Chicago, next invoices on 1 December. */
export const now = new Date('2025-11-24T15:00:00Z');

const duoProducts = ['DUO-ESS', 'DUO-ADV', 'DUO-PREM'];

export const seatsOf = (account: DuoAccount): number =>
  account.users.filter((user) => user.status !== 'pending deletion').length;
export const isReadable = (account: DuoAccount): boolean =>
  !account.hangs && !account.otherDeployment && account.apiHostname !== '';
export const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

export function childNamed(scenario: Scenario, name: string): DuoAccount {
  const child = scenario.duo.children.find((one) => one.name === name);
  if (child === undefined) throw new Error(`no ${name}`);
  return child;
}

/** RULES 3, written again without the product: live by its own dates, on a usable agreement. */
function isUsable(agreement: PsaAgreement, today: string): boolean {
  const months = { Monthly: 1, Quarterly: 3, Annual: 12 }[agreement.billingCycle?.name ?? ''];
  return (
    !agreement.cancelledFlag &&
    agreement.agreementStatus === 'Active' &&
    (agreement.endDate === null || agreement.endDate >= today) &&
    months !== undefined &&
    agreement.nextInvoiceDate !== null &&
    addMonths(agreement.nextInvoiceDate, months) >= today
  );
}

export function liveDuoLines(scenario: Scenario): { line: PsaAddition; agreement: PsaAgreement }[] {
  const today = dayIn('America/Chicago', now);
  return scenario.connectwise.additions.flatMap((line) => {
    const agreement = scenario.connectwise.agreements.find((one) => one.id === line.agreementId);
    const live =
      agreement !== undefined &&
      isUsable(agreement, today) &&
      duoProducts.includes(line.product.identifier ?? '') &&
      line.effectiveDate <= today &&
      (line.cancelledDate === null || line.cancelledDate >= today);
    return live ? [{ line, agreement }] : [];
  });
}

export function billedTo(scenario: Scenario, companyName: string): number[] {
  return liveDuoLines(scenario)
    .filter(({ agreement }) => agreement.company.name === companyName)
    .map(({ line }) => line.quantity ?? -1);
}

/** RULES 9 in cents: what a quantity costs a month on the first live line of a company. */
function monthlyCents(scenario: Scenario, companyName: string, quantity: number): number {
  const first = liveDuoLines(scenario).find(({ agreement }) => agreement.company.name === companyName);
  if (first === undefined) throw new Error(`nothing is billed to ${companyName}`);
  const { line, agreement } = first;
  const billed = Math.max(0, quantity - (line.lessIncluded ?? 0));
  return (
    (billed * Math.round((line.unitPrice ?? NaN) * 100)) /
    (agreement.billingCycle?.name === 'Quarterly' ? 3 : 1)
  );
}

/** Effect of moving a customer's line from what is billed to what Duo holds; `child` where the names differ. */
export function effectCents(
  scenario: Scenario,
  company: string,
  children: readonly string[] = [company],
): number {
  const seats = sum(children.map((name) => seatsOf(childNamed(scenario, name))));
  const billed = sum(billedTo(scenario, company));
  return monthlyCents(scenario, company, seats) - monthlyCents(scenario, company, billed);
}

export const openIncreases = [
  'Bluewater Dental',
  'Castellan Law',
  'Fernhill Veterinary',
  'Summit Hotels',
  'Delta Farms',
  'Alder & Sons',
];
export const meridian = ['Meridian Foods', ['Meridian Foods Plant', 'Meridian Foods Office']] as const;

/** RULES 11: equal after NFC and trimming, never between twins, never with the recycle bin. */
export function exactMatches(scenario: Scenario): string[] {
  const key = (name: string): string => name.normalize('NFC').trim();
  const count = (names: readonly string[], name: string): number =>
    names.filter((one) => one === name).length;
  const companies = scenario.connectwise.companies.map((company) => key(company.name));
  const children = scenario.duo.children.map((child) => key(child.name));
  return children.filter((name) => {
    const company = scenario.connectwise.companies.find((one) => key(one.name) === name);
    return count(companies, name) === 1 && count(children, name) === 1 && company?.deletedFlag === false;
  });
}
