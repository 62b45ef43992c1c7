import { allOf } from '../failures.ts';
import { z } from 'zod';
import { currencyCode } from '../../domain/currency.ts';
import { type Message, message } from '../../messages/message.ts';
import type { BillingCycle, PsaAgreement, PsaCompany, PsaProduct } from '../../domain/psa-facts.ts';
import { decimal, flag, matchedName, text } from '../answer-fields.ts';
import type { PsaResult } from '../port.ts';
import { fieldFault, unreadableRow } from '../unreadable-row.ts';
import { psaFailure } from './failures.ts';
import { day, id, instant, optionalRef } from './fields.ts';

/** One kind of record as Seatwise reads it: what it is called, and how a row becomes a fact. */
export interface RecordKind<T> {
  readonly name: Message;
  readonly schema: z.ZodType<T>;
}

const orNull = (value: string | null): string | null =>
  value === null || value.trim() === '' ? null : value;

/** `/Client` (halopsa.md 4.1). */
export const clientRecord: RecordKind<PsaCompany> = {
  name: message('halopsa.record.customer'),
  schema: z
    .object({
      id,
      name: matchedName,
      ref: text,
      inactive: flag,
      client_to_invoice_recurring: optionalRef,
    })
    .transform((row): PsaCompany => ({
      id: row.id,
      name: row.name.text,
      ...(row.name.cleaned ? { nameCleaned: true } : {}),
      identifier: orNull(row.ref),
      status: row.inactive === null ? null : row.inactive ? 'Inactive' : 'Active',
      deleted: row.inactive === true,
      parentCompanyId: null,
      billToCompanyId: row.client_to_invoice_recurring === row.id ? null : row.client_to_invoice_recurring,
    })),
};

/** Periods by number (halopsa.md 5.1). */
const periods: Readonly<Record<string, Omit<BillingCycle, 'never'>>> = {
  1: { name: 'Weekly', months: null, days: 7 },
  2: { name: 'Monthly', months: 1, days: null },
  3: { name: 'Yearly', months: 12, days: null },
  4: { name: 'Quarterly', months: 3, days: null },
  5: { name: 'Six-monthly', months: 6, days: null },
  7: { name: 'Three-yearly', months: 36, days: null },
  8: { name: 'Two-yearly', months: 24, days: null },
  9: { name: 'Four-yearly', months: 48, days: null },
};

/** A number that nobody knows has no length, since a guessed one would falsify money (RULES 9). */
function cycleOf(period: string | null): BillingCycle | null {
  if (period === null) return null;
  const known = Object.hasOwn(periods, period) ? periods[period] : undefined;
  return { ...(known ?? { name: `Period ${period}`, months: null, days: null }), never: false };
}

const header = z.object({
  id,
  client_id: id,
  contract_ref: text,
  disabled: flag,
  period: z.string().nullish(),
  startdate: day,
  enddate: day,
  nextcreationdate: day,
  currency_code_name: text,
  currency: text,
  last_modified: instant,
});

/** A recurring invoice without its lines; it has no name of its own (halopsa.md 5). */
const agreementOf = (row: z.output<typeof header>): PsaAgreement => ({
  id: row.id,
  name: orNull(row.contract_ref) ?? `Recurring invoice ${row.id}`,
  companyId: row.client_id,
  typeId: null,
  typeName: null,
  parentAgreementId: null,
  status: row.disabled === null ? null : row.disabled ? 'Disabled' : 'Active',
  over: row.disabled === true ? 'inactive' : null,
  startDate: row.startdate,
  endDate: row.enddate,
  billingCycle: cycleOf(row.period ?? null),
  nextInvoiceDate: row.nextcreationdate,
  currency: currencyCode(row.currency_code_name) ?? currencyCode(row.currency),
  prorates: null,
  periodType: null,
  lastUpdated: row.last_modified,
});

export const agreementRecord: RecordKind<PsaAgreement> = {
  name: message('halopsa.record.invoice'),
  schema: header.transform(agreementOf),
};

/** `/Item` (halopsa.md 4.2). Which list it stood in says whether it is inactive. */
export const itemRecord = (inactive: boolean): RecordKind<PsaProduct> => ({
  name: message('halopsa.record.item'),
  schema: z
    .object({ id, name: text, internalreference: text, recurringprice: decimal })
    .transform((row): PsaProduct => ({
      id: row.id,
      identifier: orNull(row.internalreference) ?? row.name ?? '',
      description: row.name,
      productClass: null,
      holdsOthers: false,
      inactive,
      price: row.recurringprice,
    })),
});

/** What a licence counts, and who else keeps it (halopsa.md 6). */
export interface Licence {
  readonly id: string;
  readonly count: string | null;
  /** What one costs the MSP; null: not said. */
  readonly purchasePrice: string | null;
  /** Whose integration maintains it, as a clause; null: nobody's that is known. */
  readonly lockedBy: Message | null;
}

export const licenceRecord: RecordKind<Licence> = {
  name: message('halopsa.record.licence'),
  schema: z
    .object({
      id,
      count: decimal,
      purchase_price: decimal,
      distributor: text,
      tenant_id: text,
      azure_connection_id: optionalRef,
    })
    .transform((row): Licence => ({
      id: row.id,
      count: row.count,
      purchasePrice: row.purchase_price,
      lockedBy: lockedBy(row),
    })),
};

function lockedBy(row: {
  readonly distributor: string | null;
  readonly tenant_id: string | null;
  readonly azure_connection_id: string | null;
}): Message | null {
  const distributor = orNull(row.distributor);
  if (distributor !== null) return message('halopsa.locked.distributor', { distributor });
  return orNull(row.tenant_id) !== null || row.azure_connection_id !== null
    ? message('halopsa.locked.other-integration')
    : null;
}

/** Every row or none: one row that cannot be identified makes the list unusable, since nobody knows what it was. */
export const readRows = <T>(rows: readonly unknown[], kind: RecordKind<T>): PsaResult<readonly T[]> =>
  allOf(rows.map((row) => readRow(row, kind)));

/** One record, or why it cannot be read. */
export function readRow<T>(row: unknown, { name, schema }: RecordKind<T>): PsaResult<T> {
  const parsed = schema.safeParse(row, { error: fieldFault });
  if (parsed.success) return { ok: true, value: parsed.data };
  return psaFailure('PsaAnswerUnreadable', unreadableRow(row, name, id, parsed.error));
}
