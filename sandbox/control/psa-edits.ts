import { z } from 'zod';
import type {
  ConnectWiseScenario,
  PsaAddition,
  PsaAgreement,
  PsaCompany,
  PsaInvoice,
  PsaMember,
  PsaProduct,
} from '../scenario.ts';
import { imported } from '../connectwise/resources.ts';
import { nextTimestamp } from '../connectwise/wire.ts';
import { assignFields } from './assign-fields.ts';
import { found } from './control-error.ts';

const day = z.iso.date();
const text = z.string();
const number = z.number();
const status = z.enum(['Active', 'Cancelled', 'Expired', 'Inactive']);

/** Fields of a line that a person can edit in the PSA; `remove` deletes it, as no API member may. */
export const lineChangesSchema = z.strictObject({
  agreementId: number.int().optional(),
  productId: number.int().optional(),
  billCustomer: z.enum(['Billable', 'DoNotBill', 'NoCharge']).optional(),
  quantity: number.nullable().optional(),
  lessIncluded: number.nullable().optional(),
  unitPrice: number.nullable().optional(),
  unitCost: number.nullable().optional(),
  effectiveDate: day.optional(),
  cancelledDate: day.nullable().optional(),
  agreementStatus: status.nullable().optional(),
  additionStatus: status.nullable().optional(),
  description: text.optional(),
  serialNumber: text.optional(),
  remove: z.literal(true).optional(),
});

const reference = z.strictObject({ id: number.int(), name: text, identifier: text.optional() });

export const agreementChangesSchema = z.strictObject({
  name: text.optional(),
  type: reference.optional(),
  companyId: number.int().optional(),
  parentAgreementId: number.int().nullable().optional(),
  agreementStatus: status.nullable().optional(),
  cancelledFlag: z.boolean().optional(),
  dateCancelled: day.nullable().optional(),
  startDate: day.optional(),
  endDate: day.nullable().optional(),
  noEndingDateFlag: z.boolean().optional(),
  billingCycle: reference.nullable().optional(),
  billStartDate: day.nullable().optional(),
  nextInvoiceDate: day.nullable().optional(),
  prorateFlag: z.boolean().optional(),
  periodType: z.enum(['Current', 'Future', 'Both', 'Undefined']).optional(),
  restricted: z.boolean().optional(),
  currency: z.string().optional(),
  remove: z.literal(true).optional(),
});

export const companyChangesSchema = z.strictObject({
  identifier: text.optional(),
  name: text.optional(),
  status: reference.optional(),
  deletedFlag: z.boolean().optional(),
  parentCompanyId: number.int().nullable().optional(),
  billToCompanyId: number.int().nullable().optional(),
  remove: z.literal(true).optional(),
});

export const productChangesSchema = z.strictObject({
  identifier: text.optional(),
  description: text.optional(),
  productClass: z.enum(['Agreement', 'Bundle', 'Inventory', 'NonInventory', 'Service']).optional(),
  manufacturerPartNumber: text.nullable().optional(),
  inactiveFlag: z.boolean().optional(),
  price: number.nullable().optional(),
  cost: number.nullable().optional(),
  remove: z.literal(true).optional(),
});

export const rightsSchema = z.strictObject({
  companies: z.boolean().optional(),
  agreementsInquire: z.boolean().optional(),
  agreementsEdit: z.boolean().optional(),
  agreementsAdd: z.boolean().optional(),
  catalog: z.boolean().optional(),
  invoices: z.boolean().optional(),
});

/** Fields of an invoice that was created; `remove` deletes it, which is how ConnectWise voids one. */
export const invoiceChangesSchema = z.strictObject({
  type: z.enum(['Agreement', 'CreditMemo', 'Standard']).optional(),
  date: day.optional(),
  subtotal: number.nullable().optional(),
  agreementAmount: number.optional(),
  currency: text.optional(),
  remove: z.literal(true).optional(),
});

type Changes<S extends z.ZodType> = z.output<S>;

export function byId<T extends { readonly id: number }>(all: readonly T[], id: number, what: string): T {
  return found(
    all.find((one) => one.id === id),
    `${what} ${id}`,
  );
}

export function addCopy<T extends { readonly id: number }>(all: T[], id: number, what: string): T {
  const original = byId(all, id, what);
  const made = { ...structuredClone(original), id: Math.max(...all.map((one) => one.id)) + 1 };
  all.push(made);
  return made;
}

export function changeLine(
  connectwise: ConnectWiseScenario,
  line: PsaAddition,
  { productId, remove, ...changes }: Changes<typeof lineChangesSchema>,
  now: Date,
): PsaAddition {
  assignFields(line, changes);
  if (productId !== undefined) {
    const { id, identifier } = byId(connectwise.products, productId, 'Product');
    line.product = { id, name: identifier, identifier };
  }
  line.lastUpdated = nextTimestamp(line.lastUpdated, now);
  line.updatedBy = 'jmiller';
  if (remove === true) connectwise.additions = connectwise.additions.filter((one) => one !== line);
  return line;
}

export function changeAgreement(
  connectwise: ConnectWiseScenario,
  agreement: PsaAgreement,
  { companyId, parentAgreementId, remove, ...changes }: Changes<typeof agreementChangesSchema>,
  now: Date,
): PsaAgreement {
  assignFields(agreement, changes);
  if (companyId !== undefined) agreement.company = companyReference(connectwise, companyId);
  if (parentAgreementId === null) agreement.parentAgreement = null;
  else if (parentAgreementId !== undefined) {
    const { id, name } = byId(connectwise.agreements, parentAgreementId, 'Agreement');
    agreement.parentAgreement = { id, name };
  }
  agreement.lastUpdated = nextTimestamp(agreement.lastUpdated ?? imported.lastUpdated, now);
  if (remove === true) {
    connectwise.agreements = connectwise.agreements.filter((one) => one !== agreement);
    connectwise.additions = connectwise.additions.filter((one) => one.agreementId !== agreement.id);
  }
  return agreement;
}

export function changeInvoice(
  connectwise: ConnectWiseScenario,
  invoice: PsaInvoice,
  { remove, ...changes }: Changes<typeof invoiceChangesSchema>,
): PsaInvoice {
  assignFields(invoice, changes);
  if (remove === true) connectwise.invoices = connectwise.invoices?.filter((one) => one !== invoice) ?? [];
  return invoice;
}

function companyReference(connectwise: ConnectWiseScenario, companyId: number): PsaAgreement['company'] {
  const { id, name, identifier } = byId(connectwise.companies, companyId, 'Company');
  return { id, name, identifier };
}

export function changeRights(
  connectwise: ConnectWiseScenario,
  publicKey: string,
  rights: Changes<typeof rightsSchema>,
): Pick<PsaMember, 'publicKey' | 'rights'> {
  const member = found(
    connectwise.members.find((one) => one.publicKey === publicKey),
    `API member ${publicKey}`,
  );
  assignFields(member.rights, rights);
  return { publicKey, rights: member.rights };
}

export function changeCompany(
  connectwise: ConnectWiseScenario,
  company: PsaCompany,
  { parentCompanyId, billToCompanyId, remove, ...changes }: Changes<typeof companyChangesSchema>,
): PsaCompany {
  assignFields(company, changes);
  const referenceTo = (id: number | null): PsaCompany['parentCompany'] =>
    id === null ? null : companyReference(connectwise, id);
  if (parentCompanyId !== undefined) company.parentCompany = referenceTo(parentCompanyId);
  if (billToCompanyId !== undefined) company.billToCompany = referenceTo(billToCompanyId);
  for (const { company: named } of connectwise.agreements) {
    if (named.id === company.id) Object.assign(named, companyReference(connectwise, company.id));
  }
  if (remove === true) connectwise.companies = connectwise.companies.filter((one) => one !== company);
  return company;
}

export function changeProduct(
  connectwise: ConnectWiseScenario,
  product: PsaProduct,
  { remove, ...changes }: Changes<typeof productChangesSchema>,
): PsaProduct {
  assignFields(product, changes);
  if (remove === true) connectwise.products = connectwise.products.filter((one) => one !== product);
  return product;
}
