import type {
  HaloClient, HaloCreatedInvoice, HaloInvoice, HaloItem, HaloLicence, HaloLine, HaloProRata, HaloPsaScenario, HaloQuantitySource, HaloSite,
} from './scenario.ts'; // prettier-ignore

import { currencyNumber } from '../currency-number.ts';

/** A day as Halo writes it; none is the first day of all (halopsa.md 4). */
const day = (given: string | null): string => `${given ?? '0001-01-01'}T00:00:00`;

export const writeSite = ({ id, clientId, name }: HaloSite): Record<string, unknown> => ({
  id,
  client_id: clientId,
  name,
  inactive: false,
});

export function writeClient(client: HaloClient): Record<string, unknown> {
  return {
    id: client.id,
    name: client.name,
    toplevel_id: 12,
    toplevel_name: 'Customers',
    inactive: client.inactive,
    ref: client.ref,
    client_to_invoice_recurring: client.clientToInvoiceRecurring,
    color: '#1abc9c',
  };
}

export function writeItem(item: HaloItem): Record<string, unknown> {
  return {
    id: item.id,
    name: item.name,
    status: 0,
    internalreference: item.internalReference,
    externalreference: '',
    supplier_part_code: '',
    isrecurringitem: true,
    baseprice: item.recurringPrice,
    recurringprice: item.recurringPrice,
    recurringcost: item.recurringCost,
    autotaskserviceid: 0,
    autotaskproductid: 0,
  };
}

export function writeLicence(licence: HaloLicence): Record<string, unknown> {
  return {
    id: licence.id,
    type: licence.type,
    name: licence.name,
    client_id: licence.clientId,
    site_id: 0,
    count: licence.count,
    product_sku: licence.productSku,
    vendor_product_sku: licence.vendorProductSku,
    manufacturer: licence.manufacturer,
    vendor: licence.manufacturer,
    notes: licence.notes,
    price: licence.price,
    purchase_price: licence.purchasePrice,
    start_date: day(licence.startDate),
    end_date: day(licence.endDate),
    is_active: licence.isActive,
    distributor: licence.distributor,
    requested_quantity: 0,
    requested_quantity_date: day(null),
    autorenew: false,
    licences_in_use: 0,
    tenant_id: '',
    azure_connection_id: 0,
    licence_roles: [],
  };
}

/** The reduced form of a list. */
export const writeListedLicence = (licence: HaloLicence): Record<string, unknown> =>
  Object.fromEntries(Object.entries(writeLicence(licence)).filter(([name]) => !onlyInDetail.includes(name)));

const onlyInDetail: readonly string[] = ['notes', 'licence_roles'];

export const writeLicenceChange = (
  { id }: HaloLicence,
  change: HaloLicence['changes'][number],
): Record<string, unknown> => ({
  id: change.id,
  licence_id: id,
  date: change.date,
  old_count: change.from,
  new_count: change.to,
});

const timestamp = (invoice: HaloInvoice, { switches }: HaloPsaScenario): string =>
  switches.timestamps === 'given' ? invoice.lastModified : day(null);

const currencyOf = (
  { currency = 'USD' }: HaloInvoice,
  { switches }: HaloPsaScenario,
): Record<string, unknown> =>
  switches.currencies === 'absent'
    ? {}
    : { currency_code: currencyNumber(currency), currency_code_name: currency, currency_conversion_rate: 1 };

/** A header without its lines: a row of the list. */
export function writeHeader(invoice: HaloInvoice, scenario: HaloPsaScenario): Record<string, unknown> {
  return {
    id: invoice.id,
    client_id: invoice.clientId,
    client_name: scenario.clients.find(({ id }) => id === invoice.clientId)?.name ?? '',
    contract_id: 0,
    contract_ref: invoice.contractRef,
    ...currencyOf(invoice, scenario),
    is_recurring_invoice: true,
    disabled: invoice.disabled,
    period: invoice.period,
    startdate: day(invoice.startDate),
    enddate: day(invoice.endDate),
    nextcreationdate: day(invoice.nextCreationDate),
    lastcreated: day(invoice.lastCreated),
    last_modified: timestamp(invoice, scenario),
    contains_calculated_quantity: invoice.lines.some(({ quantityType }) => quantityType !== 0),
    client_to_invoice_to_id: 0,
  };
}

const kinds = [
  '',
  'quantity_licences',
  'quantity_users',
  'quantity_assets',
  'quantity_subscriptions',
] as const;

function writeSource(
  source: HaloQuantitySource,
  line: HaloLine,
  scenario: HaloPsaScenario,
): Record<string, unknown> {
  return {
    id: source.id,
    invoice_line_id: line.id,
    kind: line.quantityType,
    licence_id: source.licenceId,
    licence_name: scenario.licences.find(({ id }) => id === source.licenceId)?.name ?? '',
    qty_free: source.qtyFree,
    minimum_qty: source.minimumQty,
    pro_rata: 0,
    criteria: [],
  };
}

const writeProRata = (row: HaloProRata, line: HaloLine, invoice: HaloInvoice): Record<string, unknown> => ({
  id: row.id,
  invoicedetailid: line.id,
  recurring_invoice_id: invoice.id,
  date: day(row.date),
  quantity: row.quantity,
  unitprice: row.unitPrice,
  isinvoiced: row.isInvoiced,
  isfuturepr: false,
  dont_auto_calculate: false,
});

/** A line of a list: what it bills, and little else. */
export function writeListedLine(line: HaloLine, invoice: HaloInvoice): Record<string, unknown> {
  return {
    id: line.id,
    ihid: invoice.id,
    _itemid: line.itemId,
    item_code: line.itemCode,
    item_shortdescription: line.itemShortDescription,
    qty_order: line.qtyOrder,
    unit_price: line.unitPrice,
    isinactive: line.isInactive,
    recurring_invoice_quantity_type: line.quantityType,
  };
}

/** The whole line of a document. */
export function writeLine(
  line: HaloLine,
  invoice: HaloInvoice,
  scenario: HaloPsaScenario,
): Record<string, unknown> {
  const sources = line.sources.map((source) => writeSource(source, line, scenario));
  return {
    ...writeListedLine(line, invoice),
    item_longdescription: line.itemLongDescription,
    item_internal_reference: scenario.items.find(({ id }) => id === line.itemId)?.internalReference ?? '',
    nominal_code: line.nominalCode,
    tax_code: line.taxCode,
    comment_1: line.comment1,
    unit_cost: line.unitCost,
    contract_id: 0,
    startdate: day(line.startDate),
    enddate: day(line.endDate),
    calculate_price_from_users: false,
    calculate_price_from_assets: false,
    _is_calculated_line: line.quantityType !== 0,
    ...Object.fromEntries(
      kinds
        .filter((name) => name !== '')
        .map((name) => [name, name === kinds[line.quantityType] ? sources : []]),
    ),
    prorata_data: line.proRata.map((row) => writeProRata(row, line, invoice)),
    net_amount: Math.round(line.qtyOrder * line.unitPrice * 10_000) / 10_000,
  };
}

const netOf = ({ quantity, unitPrice }: HaloCreatedInvoice['lines'][number]): number =>
  Math.round(quantity * unitPrice * 100) / 100;

/** A row of `/Invoice`: an invoice or a credit note (halopsa.md 5.5). */
export function writeCreatedInvoice(one: HaloCreatedInvoice, withLines: boolean): Record<string, unknown> {
  const net = one.lines.reduce((sum, line) => sum + Math.round(netOf(line) * 100), 0) / 100;
  return {
    id: one.id,
    client_id: one.clientId,
    invoicenumber: `HALO-${one.id}`,
    invoice_date: day(one.date),
    recurring_invoice_id: one.recurringInvoiceId,
    currency_code: currencyNumber(one.currency),
    currency_code_name: one.currency,
    voided: one.voided,
    creditlinkedtoinvoiceid: one.credits,
    tax_total: 0,
    total: net,
    ...(withLines
      ? {
          lines: one.lines.map((line) => ({
            id: line.id,
            ihid: one.id,
            recurring_invoice_id: one.recurringInvoiceId,
            recurring_invoice_line_id: line.recurringInvoiceLineId,
            _itemid: line.itemId,
            qty_order: line.quantity,
            unit_price: line.unitPrice,
            net_amount: netOf(line),
          })),
        }
      : {}),
  };
}

/** A whole document. */
export const writeDocument = (invoice: HaloInvoice, scenario: HaloPsaScenario): Record<string, unknown> => ({
  ...writeHeader(invoice, scenario),
  comment: invoice.comment,
  lines: invoice.lines.map((line) => writeLine(line, invoice, scenario)),
});
