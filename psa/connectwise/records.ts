import { allOf } from '../failures.ts';
import { z } from 'zod';
import { currencyCode } from '../../domain/currency.ts';

import {
  agreementEnds,
  type PsaAgreement,
  type PsaCompany,
  type PsaLine,
  type PsaProduct,
} from '../../domain/psa-facts.ts';
import { markerIn } from '../../domain/write-back/line-marker.ts';
import { type Message, message } from '../../messages/message.ts';
import type { PsaResult } from '../port.ts';
import { psaFailure } from './failures.ts';
import { billingCycle } from '../billing-cycles.ts';
import { day, decimal, flag, id, matchedName, requiredText, text } from '../answer-fields.ts';
import type { FieldFault } from '../field-fault.ts';
import { fieldFault, unreadableRow } from '../unreadable-row.ts';
import { lastUpdated, optionalRefId, optionalRefName, requiredRef } from './answer-fields.ts';

type RecordReading<T> =
  | { readonly success: true; readonly data: T }
  | { readonly success: false; readonly error: z.ZodError };

/** One kind of ConnectWise record as Seatwise reads it: what it is called, and how a row becomes a fact. */
export interface RecordKind<T> {
  readonly name: Message;
  readonly read: (row: unknown) => RecordReading<T>;
}

/** Its `currencyCode` by ISO 4217; null: there is none, or it is no such code. */
const currencyRef = z
  .object({ currencyCode: text })
  .nullish()
  .transform((value) => currencyCode(value?.currencyCode ?? null));

/** `/company/companies` (connectwise.md 6.1). */
const company = z
  .object({
    id,
    identifier: text,
    name: matchedName,
    status: optionalRefName,
    deletedFlag: flag,
    parentCompany: optionalRefId,
    billToCompany: optionalRefId,
    currency: currencyRef,
  })
  .transform((row): PsaCompany => ({
    id: row.id,
    name: row.name.text,
    ...(row.name.cleaned ? { nameCleaned: true } : {}),
    identifier: row.identifier,
    status: row.status,
    deleted: row.deletedFlag === true,
    parentCompanyId: row.parentCompany,
    billToCompanyId: row.billToCompany,
    currency: row.currency,
  }));

/** `/finance/agreements` (connectwise.md 6.2). The field is `billingCycle`, not `billCycle`. */
const agreement = z
  .object({
    id,
    name: requiredText,
    company: requiredRef,
    type: z.object({ id, name: text }).nullish(),
    parentAgreement: optionalRefId,
    agreementStatus: text,
    cancelledFlag: flag,
    startDate: day,
    endDate: day,
    noEndingDateFlag: flag,
    billingCycle: z.object({ id: text, name: text }).nullish(),
    nextInvoiceDate: day,
    prorateFlag: flag,
    periodType: text,
    currency: currencyRef,
    _info: lastUpdated,
  })
  .transform((row): PsaAgreement => {
    const cycle = row.billingCycle;
    return {
      id: row.id,
      name: row.name,
      companyId: row.company.id,
      typeId: row.type?.id ?? null,
      typeName: row.type?.name ?? null,
      parentAgreementId: row.parentAgreement,
      status: row.agreementStatus,
      over: agreementEnd(row.cancelledFlag, row.agreementStatus),
      startDate: row.startDate,
      endDate: row.endDate,
      // A cycle without a name cannot be counted in months; the id lets a person find it.
      billingCycle:
        cycle === null || cycle === undefined ? null : billingCycle(cycle.name ?? `#${cycle.id ?? '?'}`),
      nextInvoiceDate: row.nextInvoiceDate,
      currency: row.currency,
      prorates: row.prorateFlag,
      periodType: row.periodType,
      lastUpdated: row._info,
    };
  });

/** ConnectWise writes `Cancelled`; the other statuses that bill nothing: connectwise.md 6.2. */
function agreementEnd(cancelledFlag: boolean | null, status: string | null): PsaAgreement['over'] {
  const word = status?.trim().toLowerCase();
  if (cancelledFlag === true || word === 'cancelled') return 'canceled';
  return agreementEnds.find((end) => end === word) ?? null;
}

/** Their values are of any type; only a text can hold a marker. */
const customFieldTexts = z
  .array(z.object({ value: z.unknown() }).catch({ value: null }))
  .catch([])
  .transform((fields) => fields.map(({ value }) => (typeof value === 'string' ? value : null)));

/** `/finance/agreements/{id}/additions` (connectwise.md 6.3). */
const line = z
  .object({
    id,
    agreementId: z.string().nullish(),
    product: requiredRef,
    description: text,
    quantity: decimal,
    lessIncluded: decimal,
    unitPrice: decimal,
    unitCost: decimal,
    billCustomer: text,
    effectiveDate: day,
    cancelledDate: day,
    agreementStatus: text,
    additionStatus: text,
    serialNumber: text.catch(null),
    customFields: customFieldTexts,
    extendedProratePrice: decimal.catch(null),
    _info: lastUpdated,
  })
  .transform((row): Omit<PsaLine, 'agreementId'> & { readonly agreementId: string | null } => ({
    id: row.id,
    agreementId: row.agreementId ?? null,
    productId: row.product.id,
    productIdentifier: row.product.identifier,
    description: row.description,
    quantity: row.quantity,
    lessIncluded: row.lessIncluded,
    unitPrice: row.unitPrice,
    ...(row.unitCost === null ? {} : { unitCost: row.unitCost }),
    billable: row.billCustomer === null ? null : row.billCustomer.toLowerCase() === 'billable',
    billCustomer: row.billCustomer,
    effectiveDate: row.effectiveDate,
    cancelledDate: row.cancelledDate,
    status: lineStatus(row),
    lastUpdated: row._info,
    ...markedBy(markerIn(row.serialNumber, row.description, ...row.customFields)),
    // 0 of a line that began with a period.
    ...(row.extendedProratePrice === null || row.extendedProratePrice === '0'
      ? {}
      : { prorated: row.extendedProratePrice }),
  }));

const markedBy = (marker: string | undefined): Pick<PsaLine, 'marker'> =>
  marker === undefined ? {} : { marker };

/**
 * A line's own status word (connectwise.md 6.3, warning): `additionStatus`, which no document describes, where it says
 * something, else `agreementStatus`. Without a cancellation date, "cancelled" in either of them is kept, since that is the
 * word that contradicts the dates. With a date, the second is not asked: it may be the status of the agreement, and
 * "active" there would contradict every line that was ended properly.
 */
function lineStatus(row: {
  readonly additionStatus: string | null;
  readonly agreementStatus: string | null;
  readonly cancelledDate: string | null;
}): PsaLine['status'] {
  const own = statusWord(row.additionStatus);
  const listed = statusWord(row.agreementStatus);
  return row.cancelledDate === null && listed === 'canceled' ? listed : (own ?? listed);
}

/** Any other word says nothing. */
function statusWord(word: string | null): PsaLine['status'] {
  switch (word?.trim().toLowerCase()) {
    case 'active':
      return 'active';
    case 'cancelled':
    case 'canceled':
    case 'expired':
    case 'inactive':
      return 'canceled';
    default:
      return null;
  }
}

/** `/procurement/catalog` (connectwise.md 6.4). */
const product = z
  .object({
    id,
    identifier: requiredText,
    description: text,
    productClass: text,
    inactiveFlag: flag,
    price: decimal,
    manufacturerPartNumber: text,
  })
  .transform((row): PsaProduct => ({
    id: row.id,
    identifier: row.identifier,
    description: row.description,
    productClass: row.productClass,
    holdsOthers: row.productClass?.trim().toLowerCase() === 'bundle',
    inactive: row.inactiveFlag === true,
    price: row.price,
    ...(row.manufacturerPartNumber === null ? {} : { partNumber: row.manufacturerPartNumber }),
  }));

export const companyRecord: RecordKind<PsaCompany> = {
  name: message('connectwise.record.company'),
  read: (row) => company.safeParse(row, { error: fieldFault }),
};
export const agreementRecord: RecordKind<PsaAgreement> = {
  name: message('connectwise.record.agreement'),
  read: (row) => agreement.safeParse(row, { error: fieldFault }),
};
export const productRecord: RecordKind<PsaProduct> = {
  name: message('connectwise.record.product'),
  read: (row) => product.safeParse(row, { error: fieldFault }),
};
export function lineRecord(agreementId: string): RecordKind<PsaLine> {
  return {
    name: message('connectwise.record.addition'),
    read: (row) => {
      const parsed = line.safeParse(row, { error: fieldFault });
      if (!parsed.success) return { success: false, error: parsed.error };
      const owner = parsed.data.agreementId ?? agreementId;
      return owner === agreementId
        ? { success: true, data: { ...parsed.data, agreementId } }
        : { success: false, error: ofAnotherAgreement(owner) };
    },
  };
}

const ofAnotherAgreement = (input: string) =>
  new z.ZodError([
    { code: 'custom', path: ['agreementId'], message: 'of-another-agreement' satisfies FieldFault, input },
  ]);

/** Can this be the id of a ConnectWise record? Whatever else would lead to another address. */
export const isRecordId = (written: string): boolean => id.safeParse(written).success;

/** Every row or none: one row that cannot be identified makes the list unusable, since nobody knows what it was. */
export const readRows = <T>(rows: readonly unknown[], kind: RecordKind<T>): PsaResult<readonly T[]> =>
  allOf(rows.map((row) => readRow(row, kind)));

/** One record, or why it cannot be read. */
export function readRow<T>(row: unknown, kind: RecordKind<T>): PsaResult<T> {
  const parsed = kind.read(row);
  if (parsed.success) return { ok: true, value: parsed.data };
  return psaFailure('PsaAnswerUnreadable', unreadableRow(row, kind.name, id, parsed.error));
}
