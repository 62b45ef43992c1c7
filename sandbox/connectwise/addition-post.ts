import type { ConnectWiseScenario, PsaAddition, PsaAgreement, PsaProduct } from '../scenario.ts';
import type { VendorAnswer, VendorContext, VendorRequest } from '../vendor.ts';
import { dayIn } from '../scenarios/days.ts';
import { created, invalidAddition, notJson } from './answers.ts';
import { endedAgreement, isJson, isKeptExactly, parsed, readDay } from './asked-addition.ts';
import { ownDatesOf } from './proration.ts';
import { writeAddition } from './resources.ts';
import { isRecord, nextTimestamp } from './wire.ts';

type Sent = Readonly<Record<string, unknown>>;

/** What ConnectWise takes of a new addition here; what it computes itself is no part of it. */
const known = new Set([
  'product',
  'billCustomer',
  'quantity',
  'effectiveDate',
  'cancelledDate',
  'unitPrice',
  'unitCost',
  'lessIncluded',
  'description',
  'invoiceDescription',
  'serialNumber',
  'taxableFlag',
  'customFields',
]);
const billCustomers = ['Billable', 'DoNotBill', 'NoCharge'] as const;
const longest: Readonly<Record<string, number>> = { serialNumber: 50, invoiceDescription: 6_000 };

/**
 * `POST /finance/agreements/{id}/additions` (connectwise.md 7.1): 201 with the whole addition, which is in the request log
 * before the answer leaves. Each call creates one, whatever was sent before.
 */
export function postAddition(
  request: VendorRequest,
  context: VendorContext,
  agreement: PsaAgreement,
): VendorAnswer {
  if (!isJson(request)) return notJson();
  const sent = parsed(request.body);
  if (!isRecord(sent)) return invalidAddition('body', 'An object is required.');
  const { scenario, now } = context;
  const { connectwise } = scenario;
  const read = readNewLine(sent, connectwise, request.body);
  if ('status' in read) return read;
  const rejection =
    (connectwise.switches.endedAgreements === 'rejected'
      ? endedAgreement(agreement, dayIn(connectwise.serverTimeZone, now()))
      : null) ?? dateRejection(connectwise, agreement, read.effectiveDate);
  if (rejection !== null) return rejection;
  const line: PsaAddition = {
    ...read,
    id: 1 + connectwise.additions.reduce((highest, { id }) => Math.max(highest, id), 9_000),
    agreementId: agreement.id,
    lastUpdated: nextTimestamp('2000-01-01T00:00:00Z', now()),
    updatedBy: 'api-member',
  };
  connectwise.additions.push(line);
  context.requestLog.change({
    at: now().toISOString(),
    by: 'api',
    object: 'connectwise.addition',
    id: String(line.id),
    field: '*',
    before: null,
    after: structuredClone(line),
  });
  return created(writeAddition(scenario, line, agreement));
}

type NewLine = Omit<PsaAddition, 'id' | 'agreementId' | 'lastUpdated' | 'updatedBy'>;

function readNewLine(sent: Sent, psa: ConnectWiseScenario, body: Buffer): NewLine | VendorAnswer {
  const fault = fieldFault(sent, body);
  if (fault !== null) return fault;
  const product = productOf(sent, psa.products);
  if ('status' in product) return product;
  const effectiveDate = readDay(sent['effectiveDate']);
  const cancelledDate = sent['cancelledDate'] === undefined ? null : readDay(sent['cancelledDate']);
  if (effectiveDate === null || (cancelledDate === null && sent['cancelledDate'] !== undefined))
    return invalidAddition('effectiveDate', 'UnsupportedFormat');
  const customFields = customFieldsOf(sent['customFields'], psa);
  if (customFields === null) return invalidAddition('customFields', 'No such custom field.');
  const billCustomer = billCustomers.find((one) => one === sent['billCustomer']);
  if (billCustomer === undefined) return invalidAddition('billCustomer', 'Addition.billCustomer is required');
  const text = (field: string): string | undefined => {
    const value = sent[field];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const serialNumber = text('serialNumber');
  const invoiceDescription = text('invoiceDescription');
  return {
    product: { id: product.id, identifier: product.identifier, name: product.description },
    billCustomer,
    quantity: number(sent['quantity']) ?? 1,
    lessIncluded: number(sent['lessIncluded']) ?? 0,
    unitPrice: number(sent['unitPrice']) ?? product.price,
    unitCost: number(sent['unitCost']) ?? product.cost,
    effectiveDate,
    cancelledDate,
    description: text('description') ?? product.description,
    ...(invoiceDescription === undefined ? {} : { invoiceDescription }),
    ...(serialNumber === undefined ? {} : { serialNumber }),
    ...(sent['taxableFlag'] === true ? { taxableFlag: true } : {}),
    ...(customFields === undefined ? {} : { customFields }),
  };
}

const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);

const numeric = ['quantity', 'unitPrice', 'unitCost', 'lessIncluded'];

function fieldFault(sent: Sent, body: Buffer): VendorAnswer | null {
  const stray = Object.keys(sent).find((field) => !known.has(field));
  if (stray !== undefined) return invalidAddition(stray, 'This field is not part of the sandbox.');
  const noNumber = numeric.find((field) => sent[field] !== undefined && number(sent[field]) === null);
  if (noNumber !== undefined) return invalidAddition(noNumber, 'The value must be a number.');
  if (!isKeptExactly(body)) return invalidAddition('quantity', 'The value has more digits than are kept.');
  if ((number(sent['quantity']) ?? 0) < 0)
    return invalidAddition('quantity', 'The quantity must not be negative.');
  const tooLong = Object.entries(longest).find(
    ([field, most]) => typeof sent[field] === 'string' && sent[field].length > most,
  );
  return tooLong === undefined
    ? null
    : invalidAddition(tooLong[0], `${tooLong[0]} is too long.`, 'addition', 'MaxLengthField');
}

function productOf(sent: Sent, products: readonly PsaProduct[]): PsaProduct | VendorAnswer {
  const { product: wanted } = sent;
  if (!isRecord(wanted)) return invalidAddition('product', 'Addition.product is required');
  const found = products.find(({ id }) => id === wanted['id']);
  if (found === undefined) return invalidAddition('product', 'Product not found.', 'product', 'NotFound');
  return found.productClass === 'Bundle'
    ? invalidAddition('product', 'A bundle cannot be an addition.', 'product')
    : found;
}

/** Null: it names one that there is not. */
function customFieldsOf(
  sent: unknown,
  { additionFields = [] }: ConnectWiseScenario,
): PsaAddition['customFields'] | null {
  if (sent === undefined) return undefined;
  if (!Array.isArray(sent)) return null;
  const values: Record<string, string> = {};
  for (const one of sent as unknown[]) {
    if (!isRecord(one) || typeof one['value'] !== 'string') return null;
    const field = additionFields.find(({ id }) => id === one['id']);
    if (field === undefined) return null;
    values[String(field.id)] = one['value'];
  }
  return values;
}

/** The two rejections about dates, in ConnectWise's words (connectwise.md 7.1). */
function dateRejection(
  psa: ConnectWiseScenario,
  agreement: PsaAgreement,
  effectiveDate: string,
): VendorAnswer | null {
  const { billStartDate, nextInvoiceDate: own } = ownDatesOf(psa, agreement);
  // A child agreement is invoiced with its parent.
  const parent = psa.agreements.find(({ id }) => id === agreement.parentAgreement?.id);
  const ofParent = parent?.nextInvoiceDate ?? null;
  const nextInvoiceDate = own !== null && ofParent !== null && ofParent > own ? ofParent : own;
  if (billStartDate !== null && effectiveDate < billStartDate)
    return invalidAddition(
      'effectiveDate',
      'effectiveDate cannot be less than the agreement billing start date',
    );
  if (agreement.prorateFlag || nextInvoiceDate === null || effectiveDate >= nextInvoiceDate) return null;
  return invalidAddition(
    'effectiveDate',
    'Since this period has already been invoiced there will not be an invoice generated for additional products for this period. Please prorate the agreement or update the start date to on or after the Next Invoice Date.',
  );
}
