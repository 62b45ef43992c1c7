import type {
  HaloApplication, HaloClient, HaloInvoice, HaloItem, HaloLicence, HaloLine, HaloPsaScenario, HaloQuantitySource,
  QuantityType,
} from '../halopsa/scenario.ts'; // prettier-ignore
import { countedQuantity } from '../halopsa/quantities.ts';
import type { ConnectWiseScenario, PsaAddition, PsaAgreement } from '../scenario.ts';
import { newestHaloInvoices } from './halopsa-invoices.ts';

/** Halo's number of each period (halopsa.md 5.1); one that bills nothing has none, and its template is disabled. */
const periods: Readonly<Record<string, number>> = { Monthly: 2, Quarterly: 4, 'Semi-Annual': 5, Annual: 3 };

/** What an MSP lets Halo count: by a vendor's licence, by users, by assets, by a distributor's subscription. */
const countedBy: Readonly<Record<string, QuantityType>> = {
  'DUO-ADV': 1,
  'HELP-USR': 2,
  'RMM-WS': 3,
  'EDR-WS': 3,
  'M365-BB': 4,
  'M365-BS': 4,
  'M365-BP': 4,
};

const everyRight = {
  customers: true,
  items: true,
  invoices: true,
  invoicesModify: true,
  licensing: true,
  licensingModify: true,
};
const readScopes = ['read:customers', 'read:invoices', 'read:items', 'read:softwarelicensing'];
const everyScope = [...readScopes, 'edit:invoices', 'edit:softwarelicensing'];

/** Applications: every right; a role that changes nothing; scopes that only read; customers only. */
function applications(): HaloApplication[] {
  const application = (name: string, more: Partial<HaloApplication> = {}): HaloApplication => ({
    clientId: `sandbox-halo-${name}-client`,
    clientSecret: `sandbox-halo-${name}-secret`,
    scopes: [...everyScope],
    rights: { ...everyRight },
    enabled: true,
    ...more,
  });
  return [
    application('full'),
    application('read', { rights: { ...everyRight, invoicesModify: false, licensingModify: false } }),
    application('scopes', { scopes: [...readScopes] }),
    application('bare', { scopes: ['read:customers'] }),
  ];
}

/**
 * The same MSP as if it had always used HaloPSA: a recurring invoice for each agreement, a line for each addition,
 * the same ids where Halo has no sign of its own. What Halo cannot express stands in docs/sandbox.md.
 */
export function halopsaSide(connectwise: ConnectWiseScenario): HaloPsaScenario {
  const { companies, agreements, additions, products, companyId } = connectwise;
  const items = products.map((product): HaloItem => ({
    id: product.id,
    name: product.description,
    internalReference: product.identifier,
    inactive: product.inactiveFlag,
    recurringPrice: product.price ?? 0,
    recurringCost: product.cost ?? 0,
  }));
  const licences: HaloLicence[] = [];
  const currencies = new Map(companies.map(({ id, currency }) => [id, currency]));
  const invoices = new Map(
    agreements.map((agreement) => [
      agreement.id,
      invoiceOf(agreement, agreements, agreement.currency ?? currencies.get(agreement.company.id)),
    ]),
  );
  for (const addition of additions) {
    const invoice = invoices.get(addition.agreementId);
    if (invoice === undefined) throw new Error(`line ${addition.id} has no agreement`);
    invoice.lines.push(lineOf(addition, invoice, licences));
  }
  return {
    host: `${companyId}.halopsa.test`,
    tenantId: companyId,
    authUrl: `https://${companyId}.halopsa.test/auth`,
    serverTimeZone: 'Central Standard Time',
    tokenGeneration: 1,
    applications: applications(),
    clients: companies.map((company): HaloClient => ({
      id: company.id,
      name: company.name,
      ref: company.identifier,
      inactive: company.deletedFlag,
      clientToInvoiceRecurring: company.billToCompany?.id ?? 0,
    })),
    sites: companies.map(({ id }) => ({ id: 20_000 + id, clientId: id, name: 'Main' })),
    items,
    invoices: [...invoices.values()],
    created: newestHaloInvoices([...invoices.values()]),
    licences,
    changes: [],
    switches: {
      largestPage: null,
      callsPerFiveMinutes: null,
      tokenSeconds: 3_600,
      documentPost: 'loses',
      narrowLine: 'sound',
      licencePost: 'clears',
      recount: 'at-once',
      timestamps: 'given',
      changeLog: 'whole',
    },
  };
}

function invoiceOf(
  agreement: PsaAgreement,
  agreements: readonly PsaAgreement[],
  currency: string | undefined,
): HaloInvoice {
  const period = periods[agreement.billingCycle?.name ?? 'None'];
  // An agreement without a date of its own is invoiced with its parent; Halo has no such thing.
  const parent = agreements.find(({ id }) => id === agreement.parentAgreement?.id);
  return {
    id: -agreement.id,
    clientId: agreement.company.id,
    contractRef: agreement.name,
    ...(currency === undefined ? {} : { currency }),
    disabled: agreement.cancelledFlag || agreement.agreementStatus === 'Inactive' || period === undefined,
    period: period ?? 0,
    startDate: agreement.startDate,
    endDate: agreement.endDate ?? agreement.dateCancelled,
    nextCreationDate: agreement.nextInvoiceDate ?? parent?.nextInvoiceDate ?? null,
    lastCreated: null,
    lastModified: '2025-01-15T09:30:00.000Z',
    comment: '',
    restricted: agreement.restricted,
    lines: [],
  };
}

function lineOf(addition: PsaAddition, { clientId }: HaloInvoice, licences: HaloLicence[]): HaloLine {
  const identifier = addition.product.identifier ?? addition.product.name;
  const quantity = addition.quantity ?? 0;
  const free = addition.lessIncluded ?? 0;
  const minimum = addition.minimum ?? 0;
  const type =
    Number.isInteger(quantity) && quantity >= 0
      ? free > 0 || minimum > 0
        ? 1
        : (countedBy[identifier] ?? 0)
      : 0;
  const source: HaloQuantitySource = {
    id: addition.id,
    licenceId: type === 1 || type === 4 ? licenceFor(addition, identifier, clientId, type, licences).id : 0,
    counted: type === 2 || type === 3 ? quantity : 0,
    qtyFree: free,
    minimumQty: minimum,
  };
  const line: HaloLine = {
    id: addition.id,
    itemId: addition.product.id,
    itemCode: identifier,
    itemShortDescription: addition.description,
    itemLongDescription: `${addition.description}, billed for each period`,
    nominalCode: '4000',
    taxCode: '1',
    comment1: '',
    qtyOrder: quantity,
    // Halo has no "do not bill": what is given away costs nothing.
    unitPrice: addition.billCustomer === 'Billable' ? (addition.unitPrice ?? 0) : 0,
    unitCost: addition.unitCost ?? 0,
    startDate: addition.effectiveDate,
    endDate: addition.cancelledDate,
    isInactive: false,
    quantityType: type,
    sources: type === 0 ? [] : [source],
    proRata: [],
  };
  return type === 0 ? line : { ...line, qtyOrder: countedQuantity(line, licences) };
}

function licenceFor(
  addition: PsaAddition,
  identifier: string,
  clientId: number,
  type: QuantityType,
  licences: HaloLicence[],
): HaloLicence {
  const licence: HaloLicence = {
    id: 70_001 + licences.length,
    type: type === 4 ? 2 : 1,
    name: addition.description,
    clientId,
    count: addition.quantity ?? 0,
    productSku: identifier,
    vendorProductSku: '',
    manufacturer: type === 4 ? 'Microsoft' : 'Duo',
    notes: 'Counted for the recurring invoice.',
    price: addition.unitPrice ?? 0,
    purchasePrice: addition.unitCost ?? 0,
    startDate: addition.effectiveDate,
    endDate: null,
    isActive: true,
    distributor: type === 4 ? 'Pax8' : '',
    changes: [],
  };
  licences.push(licence);
  return licence;
}
