import type { PsaName } from '../vendor-names.ts';
import type {
  ConnectWiseScenario,
  PsaAddition,
  PsaAgreement,
  PsaCompany,
  PsaMember,
  PsaProduct,
  PsaRef,
  Scenario,
} from '../scenario.ts';
import { billingCycle, cycleLength } from './billing-cycles.ts';
import { everyPsa, usualSwitches } from './every-psa.ts';
import { newestInvoices } from './created-invoices.ts';
import type { CycleName } from './billing-cycles.ts';
import { addMonths, dayIn, firstOfMonth, withDate } from './days.ts';
import { plainLetters } from './people.ts';
import { catalogProducts } from './products.ts';
import { Chance } from './random.ts';

export const psaTimeZone = 'America/Chicago';
/** Longest company name ConnectWise keeps (connectwise.md 6.1). */
export const longestCompanyName = 50;

const agreementTypes = ['Managed Services', 'Security Services', 'Cloud Services', 'Hardware Care'] as const;
type AgreementType = (typeof agreementTypes)[number];

export interface AgreementPlan {
  readonly type?: AgreementType;
  readonly cycle?: CycleName;
  /** Cycles between the first of next month and its next invoice; 0 is the usual case. */
  readonly cyclesLater?: number;
  readonly canceled?: boolean;
  readonly expired?: boolean;
  readonly parentAgreement?: PsaAgreement;
  readonly restricted?: boolean;
}

export interface LinePlan {
  /** Product ID. */
  readonly product: string;
  readonly quantity: number | null;
  /** Left out: the catalog's. */
  readonly price?: number;
  readonly lessIncluded?: number;
  /** Units billed at least, where the PSA knows such a thing. */
  readonly minimum?: number;
  readonly billCustomer?: PsaAddition['billCustomer'];
  /** Ended this many months before the present period. */
  readonly endedMonthsAgo?: number;
  /** Begins on this date of the month that many months after the one under way; left out: with its agreement. */
  /** The line's own status word; left out: as its dates say. */
  readonly agreementStatus?: NonNullable<PsaAddition['agreementStatus']>;
  readonly additionStatus?: NonNullable<PsaAddition['additionStatus']>;
  readonly begins?: { readonly monthsAhead: number; readonly date: number };
}

const allRights: PsaMember['rights'] = {
  companies: true,
  agreementsInquire: true,
  agreementsEdit: true,
  catalog: true,
};

/** API members: all rights; everything but Edit; companies only (connectwise.md 9). */
function apiMembers(companyId: string): PsaMember[] {
  const member = (publicKey: string, privateKey: string, rights: PsaMember['rights']): PsaMember => ({
    companyId,
    publicKey,
    privateKey,
    rights,
  });
  return [
    member('SandboxPublicFull1', 'SandboxPrivateFull1', { ...allRights }),
    member('SandboxPublicRead1', 'SandboxPrivateRead1', { ...allRights, agreementsEdit: false }),
    member('SandboxPublicBare1', 'SandboxPrivateBare1', {
      companies: true,
      agreementsInquire: false,
      agreementsEdit: false,
      catalog: false,
    }),
  ];
}

/** Writes a PSA: companies, agreements and lines with ids in the order they are entered. */
export class PsaStateBuilder {
  readonly #companies: PsaCompany[] = [];
  readonly #agreements: PsaAgreement[] = [];
  readonly #additions: PsaAddition[] = [];
  readonly #products = catalogProducts();
  readonly #byIdentifier: ReadonlyMap<string, PsaProduct>;
  readonly #now: Date;
  readonly #chance: Chance;
  /** First day of the month under way in the PSA's time zone. */
  readonly monthStart: string;

  constructor(seed: number, now: Date) {
    this.#now = now;
    this.#chance = new Chance('psa', seed);
    this.#byIdentifier = new Map(this.#products.map((product) => [product.identifier, product]));
    this.monthStart = firstOfMonth(dayIn(psaTimeZone, now));
  }

  get companies(): readonly PsaCompany[] {
    return this.#companies;
  }

  get agreements(): readonly PsaAgreement[] {
    return this.#agreements;
  }

  get lineCount(): number {
    return this.#additions.length;
  }

  /** Names longer than the PSA keeps are cut, as people who typed them were. */
  company(
    name: string,
    options: { readonly deleted?: boolean; readonly billTo?: PsaCompany; readonly currency?: string } = {},
  ): PsaCompany {
    const id = 1001 + this.#companies.length;
    const company: PsaCompany = {
      id,
      identifier: `${plainLetters(name).slice(0, 20) || 'Company'}${id}`,
      name: Array.from(name).slice(0, longestCompanyName).join(''),
      status: options.deleted === true ? { id: 3, name: 'Inactive' } : { id: 1, name: 'Active' },
      types: [{ id: 1, name: 'Customer' }],
      deletedFlag: options.deleted ?? false,
      parentCompany: null,
      billToCompany: options.billTo === undefined ? null : companyRef(options.billTo),
      ...(options.currency === undefined ? {} : { currency: options.currency }),
    };
    this.#companies.push(company);
    return company;
  }

  /** Started one to four years ago; invoiced in advance, next on the first of next month (docs/sandbox.md). */
  agreement(company: PsaCompany, plan: AgreementPlan = {}): PsaAgreement {
    const type = plan.type ?? 'Managed Services';
    const cycle = plan.cycle ?? 'Monthly';
    const ended = plan.canceled === true || plan.expired === true;
    const months = cycleLength(cycle) ?? 1;
    const startDate = addMonths(this.monthStart, -12 * this.#chance.between(1, 4));
    const endDate = plan.expired === true ? addMonths(this.monthStart, -2) : null;
    const agreement: PsaAgreement = {
      id: 401 + this.#agreements.length,
      name: `${type} ${company.name}`.slice(0, 100),
      type: { id: 11 + agreementTypes.indexOf(type), name: type },
      company: companyRef(company),
      parentAgreement: plan.parentAgreement === undefined ? null : agreementRef(plan.parentAgreement),
      agreementStatus: plan.canceled === true ? 'Cancelled' : plan.expired === true ? 'Expired' : 'Active',
      cancelledFlag: plan.canceled ?? false,
      dateCancelled: plan.canceled === true ? addMonths(this.monthStart, -1) : null,
      startDate,
      endDate,
      noEndingDateFlag: endDate === null,
      billingCycle: billingCycle(cycle),
      billStartDate: startDate,
      nextInvoiceDate:
        ended || cycle === 'None' ? null : addMonths(this.monthStart, 1 + months * (plan.cyclesLater ?? 0)),
      prorateFlag: false,
      periodType: 'Current',
      restricted: plan.restricted ?? false,
    };
    this.#agreements.push(agreement);
    return agreement;
  }

  /** In force since before the period that any of its invoices covers. An agreement with DUO-ADV prorates. */
  line(agreement: PsaAgreement, plan: LinePlan): PsaAddition {
    const product = this.#byIdentifier.get(plan.product);
    if (product === undefined) throw new Error(`No product ${plan.product}.`);
    if (plan.product === 'DUO-ADV') agreement.prorateFlag = true;
    const cancelledDate =
      plan.endedMonthsAgo === undefined ? null : addMonths(this.monthStart, -plan.endedMonthsAgo);
    const line: PsaAddition = {
      id: 9001 + this.#additions.length,
      agreementId: agreement.id,
      product: productRef(product),
      billCustomer: plan.billCustomer ?? 'Billable',
      quantity: plan.quantity,
      lessIncluded: plan.lessIncluded ?? 0,
      unitPrice: plan.price ?? product.price,
      unitCost: product.cost,
      effectiveDate:
        plan.begins === undefined
          ? agreement.startDate
          : withDate(addMonths(this.monthStart, plan.begins.monthsAhead), plan.begins.date),
      cancelledDate,
      description: product.description,
      lastUpdated: new Date(this.#now.getTime() - this.#chance.between(20, 300) * 86_400_000).toISOString(),
      updatedBy: this.#chance.pick(['mparker', 'tnguyen', 'jlowe']),
      ...(plan.minimum === undefined ? {} : { minimum: plan.minimum }),
      ...(plan.agreementStatus === undefined ? {} : { agreementStatus: plan.agreementStatus }),
      ...(plan.additionStatus === undefined ? {} : { additionStatus: plan.additionStatus }),
    };
    this.#additions.push(line);
    return line;
  }

  /** What this MSP's PSA holds, as each PSA has it. */
  finish(): Pick<Scenario, PsaName> {
    return everyPsa(this.#connectWise(), this.#now);
  }

  #connectWise(): ConnectWiseScenario {
    return {
      host: 'api-sandbox.connectwise.test',
      companyId: 'harborlane',
      codebase: 'v4_6_release/',
      clientIds: ['5a9db0c5-0e0b-4f3c-9d41-5ea7b1115e0d'],
      serverTimeZone: psaTimeZone,
      saysTimeZone: null,
      members: apiMembers('harborlane'),
      companies: this.#companies,
      agreements: this.#agreements,
      additions: this.#additions,
      products: this.#products,
      additionFields: [{ id: 71, caption: 'Seatwise' }],
      invoices: newestInvoices({
        companies: this.#companies,
        agreements: this.#agreements,
        additions: this.#additions,
        switches: usualSwitches(),
      }),
      switches: usualSwitches(),
    };
  }
}

function companyRef(company: PsaCompany): PsaRef {
  return { id: company.id, identifier: company.identifier, name: company.name };
}

function agreementRef(agreement: PsaAgreement): PsaRef {
  return { id: agreement.id, name: agreement.name };
}

function productRef(product: PsaProduct): PsaRef {
  return { id: product.id, identifier: product.identifier, name: product.description };
}
