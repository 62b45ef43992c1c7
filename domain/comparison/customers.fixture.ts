import type { PsaAgreement, PsaCompany, PsaLine, PsaProduct } from '../psa-facts.ts';
import type {
  AccountMapping,
  AgreementReading,
  CompositionInput,
  IncludedAnswer,
  IncludedChoice,
  LineChoice,
  VendorAccountFacts,
} from '../usage/composition.ts';
import { defaultCheckLimits } from '../defaults.ts';
import { isOutside } from '../usage/line-roles.ts';
import { catalogSize } from './catalog-size.fixture.ts';
import { relatedProducts } from './related-products.ts';

/** Builds the input of a composition from customers as a test would describe them. */

const now = '2026-11-24T08:10:00.000Z';
const readAt = '2026-11-24T08:05:00.000Z';
const service = 'service-1';

const products: readonly PsaProduct[] = [
  product('1', 'DUO-ESS', '4.00'),
  product('2', 'DUO-ADV', '7.50'),
  product('3', 'DUO-PREM', '11.00'),
  product('4', 'FOB-TOKEN', '25.00'),
  { ...product('5', 'DUO-ESS-OLD', '3.00'), inactive: true },
  { ...product('6', 'SEC-BUNDLE', '30.00'), productClass: 'Bundle', holdsOthers: true },
];

function product(id: string, identifier: string, price: string): PsaProduct {
  return {
    id,
    identifier,
    description: identifier,
    productClass: 'Service',
    holdsOthers: false,
    inactive: false,
    price,
  };
}

const mappedProductIds = ['1', '2', '3'] as const;

type Edition = 'ESS' | 'ADV' | 'PREM';
const editionCodes = { ESS: 'ENTERPRISE', ADV: 'PLATFORM', PREM: 'BEYOND' } as const;
const productIds = { ESS: '1', ADV: '2', PREM: '3' } as const;
const prices = { ESS: '4.00', ADV: '7.50', PREM: '11.00' } as const;

interface LineSpec extends Partial<PsaLine> {
  readonly on?: Partial<PsaAgreement>;
  /** Same number, same agreement. */
  readonly agreement?: number;
  /** What an approver said of its free units. */
  readonly free?: IncludedAnswer;
}

interface CustomerSpec {
  readonly name: string;
  readonly edition?: Edition;
  /** One account each; null is an account that could not be read. */
  readonly seats?: readonly (number | null)[];
  readonly byStatus?: Readonly<Record<string, number>>;
  readonly code?: string;
  readonly lines?: readonly LineSpec[];
  readonly billTo?: readonly LineSpec[];
  readonly mapping?: AccountMapping;
  readonly parent?: boolean;
}

/** Ids are derived from names, so that a test names what it means. */
const slug = (name: string): string =>
  name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
export const groupOf = (name: string): string => `company:co-${slug(name)}:${service}`;
export const accountOf = (name: string, index = 0): string => `acc-${slug(name)}-${index}`;
export const lineOf = (name: string, index = 0): string => `line-${slug(name)}-${index}`;

export class ScenarioBuilder {
  readonly accounts: VendorAccountFacts[] = [];
  readonly companies: PsaCompany[] = [];
  readonly agreements: PsaAgreement[] = [];
  readonly agreementReadings: AgreementReading[] = [];
  readonly lines: PsaLine[] = [];
  readonly included: IncludedChoice[] = [];

  customer(spec: CustomerSpec): this {
    const edition = spec.edition ?? 'ESS';
    const companyId = `co-${slug(spec.name)}`;
    const billToId = spec.billTo === undefined ? null : `co-${slug(spec.name)}-bill-to`;
    if (spec.mapping === undefined) this.company(companyId, spec.name, billToId);
    if (billToId !== null) this.company(billToId, `${spec.name} (bill to)`, null);
    (spec.seats ?? []).forEach((seats, index) => this.account(spec, companyId, edition, seats, index));
    (spec.lines ?? []).forEach((line, index) => this.line(spec.name, companyId, edition, line, index));
    (spec.billTo ?? []).forEach((line, index) =>
      this.line(`${spec.name} bill to`, billToId ?? '', edition, line, index),
    );
    return this;
  }

  private company(id: string, name: string, billToCompanyId: string | null): void {
    this.companies.push({
      id,
      name,
      identifier: slug(name),
      status: 'Active',
      deleted: false,
      parentCompanyId: null,
      billToCompanyId,
    });
  }

  private account(
    spec: CustomerSpec,
    companyId: string,
    edition: Edition,
    seats: number | null,
    index: number,
  ): void {
    const id = accountOf(spec.name, index);
    this.accounts.push({
      id,
      foreignId: `DA-${id}`,
      kind: spec.parent === true ? 'parent' : 'child',
      name: spec.name,
      edition: spec.parent === true ? null : editionCodes[edition],
      mark: spec.parent === true ? 'internal' : null,
      mapping: spec.mapping ?? { state: 'mapped', companyId },
      acknowledgedCode: null,
      lastComplete:
        seats === null
          ? null
          : {
              countId: `count-${id}`,
              seats,
              byStatus: spec.byStatus ?? { active: seats },
              flags: [],
              readAt,
              syncRunId: 'run-1',
            },
      newestRead:
        seats === null
          ? { outcome: 'failed', code: spec.code ?? 'VendorTimeout', at: readAt }
          : { outcome: 'counted', code: null, at: readAt },
    });
  }

  private line(name: string, companyId: string, edition: Edition, spec: LineSpec, index: number): void {
    const { on, agreement = 0, free, ...line } = spec;
    const agreementId = `agr-${slug(name)}-${agreement}`;
    if (!this.agreements.some(({ id }) => id === agreementId))
      this.agreement(agreementId, companyId, edition, on);
    this.lines.push({
      id: lineOf(name, index),
      agreementId,
      productId: productIds[edition],
      productIdentifier: `DUO-${edition}`,
      description: 'Duo',
      quantity: '0',
      lessIncluded: null,
      unitPrice: prices[edition],
      billable: true,
      billCustomer: 'Billable',
      effectiveDate: '2026-01-01',
      cancelledDate: null,
      status: null,
      lastUpdated: null,
      ...line,
    });
    if (free !== undefined)
      this.included.push(answered(companyId, lineOf(name, index), line.lessIncluded ?? '0', free));
  }

  private agreement(id: string, companyId: string, edition: Edition, on: Partial<PsaAgreement> = {}): void {
    this.agreements.push({
      id,
      name: 'Managed IT',
      companyId,
      typeId: '1',
      typeName: 'Managed IT',
      parentAgreementId: null,
      status: 'Active',
      over: null,
      startDate: '2025-01-01',
      endDate: null,
      billingCycle: { name: 'Monthly', months: 1, days: null, never: false },
      nextInvoiceDate: '2026-12-01',
      prorates: edition === 'ADV',
      periodType: 'Current',
      ...on,
    });
    this.agreementReadings.push({
      agreementId: id,
      newest: { outcome: 'read', code: null, at: readAt },
      lastCompleteAt: readAt,
    });
  }

  input(choices: readonly LineChoice[] = []): CompositionInput {
    return {
      today: '2026-11-24',
      now,
      vendorServiceId: service,
      accounts: this.accounts,
      companies: this.companies,
      agreements: this.agreements,
      agreementReadings: this.agreementReadings,
      lines: this.lines,
      vanished: [],
      ownDates: [],
      products,
      mappedProductIds,
      relatedProductIds: [...relatedProducts(products, mappedProductIds, ['duo'], catalogSize(products))],
      choices,
      included: this.included,
      rules: [],
      accepted: [],
      waiting: [],
      billsIn: {},
      timeZone: 'America/Chicago',
      timeZoneKnown: true,
      limits: defaultCheckLimits,
      currencies: { own: 'USD', allInOwn: true, rates: {} },
      productIdentifierByEdition: { ENTERPRISE: 'DUO-ESS', PLATFORM: 'DUO-ADV', BEYOND: 'DUO-PREM' },
    };
  }
}

/** The account as counted again with `seats`. */
export function withSeats(account: VendorAccountFacts, seats: number): VendorAccountFacts {
  return {
    ...account,
    lastComplete: {
      countId: `count-2-${account.id}`,
      seats,
      byStatus: { active: seats },
      flags: [],
      readAt,
      syncRunId: 'run-2',
    },
    newestRead: { outcome: 'counted', code: null, at: readAt },
  };
}

/** One customer alone, for the rules' own tests. */
export function customerAlone(spec: CustomerSpec, choices: readonly LineChoice[] = []): CompositionInput {
  return new ScenarioBuilder().customer(spec).input(choices);
}

export const choice = (company: string, psaLineId: string, role: LineChoice['role']): LineChoice => ({
  companyId: `co-${slug(company)}`,
  vendorServiceId: service,
  psaLineId,
  role,
  reason: isOutside(role) ? 'not these seats' : null,
});

const answered = (
  companyId: string,
  psaLineId: string,
  lessIncluded: string,
  answer: IncludedAnswer,
): IncludedChoice => ({
  companyId,
  vendorServiceId: service,
  psaLineId,
  lessIncluded,
  answer,
  reason: 'as the contract says',
});

/** An approver said what the free units of a customer's line are. */
export const withAnswer = (
  input: CompositionInput,
  company: string,
  answer: IncludedAnswer,
  psaLineId = lineOf(company),
): CompositionInput => {
  const line = input.lines.find(({ id }) => id === psaLineId);
  const others = input.included.filter((choice) => choice.psaLineId !== psaLineId);
  const said = answered(`co-${slug(company)}`, psaLineId, line?.lessIncluded ?? '0', answer);
  return { ...input, included: [...others, said] };
};

/** One customer alone is 100 % of all: the check on many is tried apart. */
export const withoutCheckOnMany = (input: CompositionInput): CompositionInput => ({
  ...input,
  limits: { ...input.limits, shrinkShare: '1' },
});
