import type { PsaAddition, PsaAgreement, PsaCompany, PsaProduct, PsaRef, Scenario } from '../scenario.ts';
import type { Field, Fields } from './conditions.ts';
import { currencyNumber } from '../currency-number.ts';
import { ownDatesOf, proratedAmounts } from './proration.ts';
import { midnight, withoutAbsent, writeRef } from './wire.ts';

/** One list endpoint: what it holds, what conditions can name, how an item is written (connectwise.md 6). */
export interface Resource<T> {
  readonly name: string;
  readonly items: readonly T[];
  readonly id: (item: T) => number;
  readonly fields: Fields<T>;
  /** Arrays inside an item that `childConditions` can look into. */
  readonly children?: { readonly fields: Fields<PsaRef>; readonly read: (item: T) => readonly PsaRef[] };
  readonly write: (item: T) => Record<string, unknown>;
}

function fieldsOf<T>(table: Readonly<Record<string, Field<T>>>): Fields<T> {
  return new Map(Object.entries(table));
}

const statuses = ['Active', 'Cancelled', 'Expired', 'Inactive'] as const;
/** Companies, agreements and products carry no snapshot in the scenario; additions do. */
export const imported = { lastUpdated: '2025-01-15T09:30:00Z', updatedBy: 'import' };

/** A reference to a currency as agreements and companies have it (connectwise.md 6.1). */
const currencyIn = (scenario: Scenario, code = 'USD'): Record<string, unknown> | null =>
  scenario.connectwise.switches.currencies === 'absent'
    ? null
    : { id: currencyNumber(code), currencyCode: code, currencyIdentifier: code, name: code };

const companyFields = fieldsOf<PsaCompany>({
  id: { type: 'int', read: (c) => c.id },
  identifier: { type: 'string', read: (c) => c.identifier },
  name: { type: 'string', read: (c) => c.name },
  deletedFlag: { type: 'boolean', read: (c) => c.deletedFlag },
  'status/id': { type: 'int', read: (c) => c.status.id },
  'status/name': { type: 'string', read: (c) => c.status.name },
  'parentCompany/id': { type: 'int', read: (c) => c.parentCompany?.id },
  'billToCompany/id': { type: 'int', read: (c) => c.billToCompany?.id },
});

/** `/company/companies` (connectwise.md 6.1): recycle-bin companies are listed too. */
export function companies(scenario: Scenario): Resource<PsaCompany> {
  return {
    name: 'company',
    items: scenario.connectwise.companies,
    id: (company) => company.id,
    fields: companyFields,
    children: {
      fields: fieldsOf<PsaRef>({
        'types/id': { type: 'int', read: (ref) => ref.id },
        'types/name': { type: 'string', read: (ref) => ref.name },
      }),
      read: (company) => company.types,
    },
    write: (company) =>
      withoutAbsent({
        id: company.id,
        identifier: company.identifier,
        name: company.name,
        status: writeRef(company.status, 'status'),
        types: company.types.map((type) => writeRef(type, 'type')),
        deletedFlag: company.deletedFlag,
        dateDeleted: company.deletedFlag ? imported.lastUpdated : null,
        deletedBy: company.deletedFlag ? imported.updatedBy : null,
        parentCompany: company.parentCompany && writeRef(company.parentCompany, 'company'),
        billToCompany: company.billToCompany && writeRef(company.billToCompany, 'company'),
        currency: currencyIn(scenario, company.currency),
        customFields: [],
        _info: imported,
      }),
  };
}

const agreementFields = fieldsOf<PsaAgreement>({
  id: { type: 'int', read: (a) => a.id },
  name: { type: 'string', read: (a) => a.name },
  'type/id': { type: 'int', read: (a) => a.type.id },
  'company/id': { type: 'int', read: (a) => a.company.id },
  'company/identifier': { type: 'string', read: (a) => a.company.identifier },
  'company/name': { type: 'string', read: (a) => a.company.name },
  'parentAgreement/id': { type: 'int', read: (a) => a.parentAgreement?.id },
  'billingCycle/id': { type: 'int', read: (a) => a.billingCycle?.id },
  agreementStatus: { type: statuses, read: (a) => a.agreementStatus },
  cancelledFlag: { type: 'boolean', read: (a) => a.cancelledFlag },
  noEndingDateFlag: { type: 'boolean', read: (a) => a.noEndingDateFlag },
  prorateFlag: { type: 'boolean', read: (a) => a.prorateFlag },
  dateCancelled: { type: 'date', read: (a) => a.dateCancelled },
  startDate: { type: 'date', read: (a) => a.startDate },
  endDate: { type: 'date', read: (a) => a.endDate },
  billStartDate: { type: 'date', read: (a) => a.billStartDate },
  nextInvoiceDate: { type: 'date', read: (a) => a.nextInvoiceDate },
});

/** `/finance/agreements` (connectwise.md 6.2). */
export function agreements(scenario: Scenario): Resource<PsaAgreement> {
  return {
    name: 'agreement',
    items: scenario.connectwise.agreements,
    id: (agreement) => agreement.id,
    fields: agreementFields,
    write: (agreement) =>
      withoutAbsent({
        id: agreement.id,
        name: agreement.name,
        type: writeRef(agreement.type, 'type'),
        company: writeRef(agreement.company, 'company'),
        parentAgreement: agreement.parentAgreement && writeRef(agreement.parentAgreement, 'agreement'),
        agreementStatus: agreement.agreementStatus,
        cancelledFlag: agreement.cancelledFlag,
        dateCancelled: midnight(agreement.dateCancelled),
        startDate: midnight(agreement.startDate),
        endDate: midnight(agreement.endDate),
        noEndingDateFlag: agreement.noEndingDateFlag,
        billingCycle: agreement.billingCycle && writeRef(agreement.billingCycle, 'billingCycle'),
        billStartDate: midnight(agreement.billStartDate),
        nextInvoiceDate: midnight(agreement.nextInvoiceDate),
        prorateFlag: agreement.prorateFlag,
        invoiceProratedAdditionsFlag: false,
        periodType: agreement.periodType,
        currency: currencyIn(
          scenario,
          agreement.currency ??
            scenario.connectwise.companies.find(({ id }) => id === agreement.company.id)?.currency,
        ),
        customFields: [],
        _info: { ...imported, lastUpdated: agreement.lastUpdated ?? imported.lastUpdated },
      }),
  };
}

/** `/finance/agreements/types`: the types in use, by id. */
export function agreementTypes(scenario: Scenario): Resource<PsaRef> {
  const byId = new Map(
    scenario.connectwise.agreements.map((agreement) => [agreement.type.id, agreement.type]),
  );
  return {
    name: 'type',
    items: [...byId.values()],
    id: (type) => type.id,
    fields: fieldsOf<PsaRef>({
      id: { type: 'int', read: (type) => type.id },
      name: { type: 'string', read: (type) => type.name },
    }),
    write: (type) => ({ id: type.id, name: type.name, inactiveFlag: false, _info: imported }),
  };
}

const additionFields = fieldsOf<PsaAddition>({
  id: { type: 'int', read: (line) => line.id },
  agreementId: { type: 'int', read: (line) => line.agreementId },
  'product/id': { type: 'int', read: (line) => line.product.id },
  'product/identifier': { type: 'string', read: (line) => line.product.identifier },
  billCustomer: { type: ['Billable', 'DoNotBill', 'NoCharge'], read: (line) => line.billCustomer },
  quantity: { type: 'decimal', read: (line) => line.quantity },
  lessIncluded: { type: 'decimal', read: (line) => line.lessIncluded },
  unitPrice: { type: 'decimal', read: (line) => line.unitPrice },
  unitCost: { type: 'decimal', read: (line) => line.unitCost },
  effectiveDate: { type: 'date', read: (line) => line.effectiveDate },
  cancelledDate: { type: 'date', read: (line) => line.cancelledDate },
  description: { type: 'string', read: (line) => line.description },
});

/** Quantities and prices of a sandbox have at most four decimals: exact in whole ten-thousandths. */
function product(quantity: number | null, price: number | null): number | null {
  if (quantity === null || price === null) return null;
  return (Math.round(quantity * 10_000) * Math.round(price * 10_000)) / 100_000_000;
}

/** A line's own word: its cancellation counts as soon as it is entered. */
function lineStatus(line: PsaAddition, agreement: PsaAgreement): PsaAgreement['agreementStatus'] {
  if (line.agreementStatus !== undefined) return line.agreementStatus;
  return line.cancelledDate === null ? agreement.agreementStatus : 'Cancelled';
}

/** One addition as it is listed and as a PATCH or a POST answers with it (connectwise.md 6.3). */
export function writeAddition(
  { connectwise }: Pick<Scenario, 'connectwise'>,
  line: PsaAddition,
  agreement: PsaAgreement,
): Record<string, unknown> {
  return withoutAbsent({
    id: line.id,
    product: writeRef(line.product, 'catalog'),
    quantity: line.quantity,
    lessIncluded: line.lessIncluded,
    billedQuantity: line.quantity === null ? null : line.quantity - (line.lessIncluded ?? 0),
    unitPrice: line.unitPrice,
    unitCost: line.unitCost,
    extPrice: product(line.quantity, line.unitPrice),
    extCost: product(line.quantity, line.unitCost),
    ...proratedAmounts(line, ownDatesOf(connectwise, agreement)),
    billCustomer: line.billCustomer,
    effectiveDate: midnight(line.effectiveDate),
    cancelledDate: midnight(line.cancelledDate),
    agreementStatus: lineStatus(line, agreement),
    additionStatus: line.additionStatus ?? null,
    agreementId: line.agreementId,
    description: line.description,
    invoiceDescription: line.invoiceDescription ?? line.description,
    serialNumber: line.serialNumber ?? null,
    taxableFlag: line.taxableFlag ?? false,
    purchaseItemFlag: false,
    specialOrderFlag: false,
    customFields: (connectwise.additionFields ?? []).map(({ id, caption }) => ({
      id,
      caption,
      type: 'Text',
      entryMethod: 'EntryField',
      value: line.customFields?.[id] ?? null,
    })),
    _info:
      connectwise.switches.lineTimestamps === 'absent'
        ? null
        : { lastUpdated: line.lastUpdated, updatedBy: line.updatedBy },
  });
}

/** `/finance/agreements/{id}/additions`: every line, old ones and those of a canceled agreement included. */
export function additions(scenario: Scenario, agreement: PsaAgreement): Resource<PsaAddition> {
  return {
    name: 'addition',
    items: scenario.connectwise.additions.filter((line) => line.agreementId === agreement.id),
    id: (line) => line.id,
    fields: additionFields,
    write: (line) => writeAddition(scenario, line, agreement),
  };
}

const productFields = fieldsOf<PsaProduct>({
  id: { type: 'int', read: (p) => p.id },
  identifier: { type: 'string', read: (p) => p.identifier },
  description: { type: 'string', read: (p) => p.description },
  productClass: {
    type: ['Agreement', 'Bundle', 'Inventory', 'NonInventory', 'Service'],
    read: (p) => p.productClass,
  },
  manufacturerPartNumber: { type: 'string', read: (p) => p.manufacturerPartNumber },
  inactiveFlag: { type: 'boolean', read: (p) => p.inactiveFlag },
  price: { type: 'decimal', read: (p) => p.price },
  cost: { type: 'decimal', read: (p) => p.cost },
});

/** `/procurement/catalog` (connectwise.md 6.4). */
export function catalog(scenario: Scenario): Resource<PsaProduct> {
  return {
    name: 'catalogItem',
    items: scenario.connectwise.products,
    id: (item) => item.id,
    fields: productFields,
    write: (item) => ({
      id: item.id,
      identifier: item.identifier,
      description: item.description,
      customerDescription: item.description,
      productClass: item.productClass,
      manufacturerPartNumber: item.manufacturerPartNumber,
      inactiveFlag: item.inactiveFlag,
      price: item.price,
      cost: item.cost,
      taxableFlag: false,
      recurringFlag: item.productClass === 'Agreement',
      _info: imported,
    }),
  };
}
