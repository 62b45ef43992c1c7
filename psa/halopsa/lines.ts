import { type Message, message } from '../../messages/message.ts';
import { Decimal } from 'decimal.js';
import { z } from 'zod';
import type { PsaAgreement, PsaLine } from '../../domain/psa-facts.ts';
import { decimalText } from '../../domain/quantity.ts';
import { decimal, flag, text } from '../answer-fields.ts';
import type { PsaResult } from '../port.ts';
import { markerIn } from '../../domain/write-back/line-marker.ts';
import { psaFailure } from './failures.ts';
import { day, id, optionalRef } from './fields.ts';
import { readRow, type Licence, type RecordKind } from './records.ts';

/** One row of what a line is counted by (halopsa.md 5.2). */
const source = z.object({ licence_id: optionalRef, qty_free: decimal, minimum_qty: decimal });
const sources = z.array(source).nullish();

const proRata = z.array(z.object({ quantity: decimal, isinvoiced: flag })).nullish();

const line = z.object({
  id,
  ihid: id.nullish(),
  _itemid: id,
  item_code: text,
  item_internal_reference: text,
  item_shortdescription: text,
  comment_1: text,
  qty_order: decimal,
  unit_price: decimal,
  unit_cost: decimal,
  isinactive: flag,
  startdate: day,
  enddate: day,
  recurring_invoice_quantity_type: z.string().nullish(),
  _is_calculated_line: flag,
  calculate_price_from_users: flag,
  calculate_price_from_assets: flag,
  quantity_licences: sources,
  quantity_subscriptions: sources,
  quantity_users: z.array(z.unknown()).nullish(),
  quantity_assets: z.array(z.unknown()).nullish(),
  prorata_data: proRata,
});
type LineRow = z.output<typeof line>;

const lineRecord: RecordKind<LineRow> = { name: message('halopsa.record.line'), schema: line };

/** Where a line's quantity comes from, and what it is now. */
interface Counted {
  readonly quantity: string | null;
  readonly lessIncluded: string | null;
  readonly minimum: string | null;
  /** Of a unit by what it is counted from, used where the line has none; null: not said. */
  readonly cost: string | null;
  /** Why nobody sets it; null: it can be set. */
  readonly locked: Message | null;
  /** The one licence that it follows; null: it is kept by hand, or cannot be told. */
  readonly licenceId: string | null;
}

/** A line of a document as Seatwise reads it. */
export interface DocumentLine {
  readonly line: PsaLine;
  /** What Halo says that it bills, whichever way it is counted. */
  readonly billed: string | null;
  /** Null: it is kept by hand, or counted in a way that nobody sets. */
  readonly licenceId: string | null;
  /** Licences that it is counted by, however many. */
  readonly follows: readonly string[];
}

const orNull = (value: string | null): string | null =>
  value === null || value.trim() === '' ? null : value;

/** Before every day there is: a line without a start is in force since ever (halopsa.md 4). */
const sinceEver = '0001-01-01';

function lineOf(
  row: LineRow,
  agreement: PsaAgreement,
  licences: ReadonlyMap<string, Licence>,
): PsaResult<DocumentLine> {
  if (row.ihid !== undefined && row.ihid !== null && row.ihid !== agreement.id)
    return psaFailure('PsaAnswerUnreadable', message('halopsa.line-of-another-invoice', { line: row.id }));
  const counted = countedBy(row, licences);
  const minimum = counted.minimum === null ? {} : { minimum: counted.minimum };
  const locked = counted.locked === null ? {} : { locked: counted.locked };
  const marker = markerIn(row.comment_1);
  return {
    ok: true,
    value: {
      billed: row.qty_order,
      licenceId: counted.licenceId,
      follows: licencesOf(row),
      line: {
        id: row.id,
        agreementId: agreement.id,
        productId: row._itemid,
        productIdentifier: orNull(row.item_internal_reference) ?? orNull(row.item_code),
        description: row.item_shortdescription,
        quantity: counted.quantity,
        lessIncluded: counted.lessIncluded,
        ...minimum,
        ...locked,
        ...(marker === undefined ? {} : { marker }),
        ...(counted.licenceId === null ? {} : { keptIn: counted.licenceId }),
        unitPrice: row.unit_price,
        ...unitCostOf(row, counted),
        billable: true,
        billCustomer: null,
        effectiveDate: row.isinactive === true ? null : (row.startdate ?? agreement.startDate ?? sinceEver),
        cancelledDate: row.enddate,
        status: row.isinactive === null ? null : row.isinactive ? 'canceled' : 'active',
        // A document's snapshot says nothing of what a licence counts.
        lastUpdated: counted.licenceId === null ? (agreement.lastUpdated ?? null) : null,
      },
    },
  };
}

/** A line without a cost has 0 (halopsa.md 5.2): its licence may have one. */
function unitCostOf({ unit_cost: own }: LineRow, { cost }: Counted): Pick<PsaLine, 'unitCost'> {
  const unitCost = own === null || new Decimal(own).isZero() ? (cost ?? own) : own;
  return unitCost === null ? {} : { unitCost };
}

function countedBy(row: LineRow, licences: ReadonlyMap<string, Licence>): Counted {
  const type = row.recurring_invoice_quantity_type ?? '0';
  if (type === '1' || type === '4') return byLicence(row, type, licences);
  if (type === '2') return nobodySets(message('halopsa.locked.counts-users'));
  if (type === '3') return nobodySets(message('halopsa.locked.counts-assets'));
  if (type !== '0') return nobodySets(message('halopsa.locked.counts-otherwise', { type }));
  if (isCalculated(row)) return nobodySets(message('halopsa.locked.calculated'));
  return byHand(row);
}

const none = { lessIncluded: null, minimum: null, cost: null, licenceId: null } as const;
const nobodySets = (locked: Message, quantity: string | null = null): Counted => ({
  ...none,
  quantity,
  locked,
});

const isCalculated = (row: LineRow): boolean =>
  row._is_calculated_line === true ||
  row.calculate_price_from_users === true ||
  row.calculate_price_from_assets === true ||
  [row.quantity_licences, row.quantity_subscriptions, row.quantity_users, row.quantity_assets].some(
    (rows) => (rows ?? []).length > 0,
  );

/** What waits for the next invoice counts already, and would count twice if the line were set meanwhile (halopsa.md 5.3). */
function byHand({ qty_order: own, prorata_data: rows }: LineRow): Counted {
  const waiting = (rows ?? []).filter(({ isinvoiced }) => isinvoiced !== true);
  if (own === null || waiting.some(({ quantity }) => quantity === null))
    return nobodySets(message('halopsa.locked.no-quantity'));
  const sum = waiting.reduce((total, { quantity }) => total.plus(quantity ?? 0), new Decimal(own));
  const quantity = decimalText(sum);
  if (waiting.length === 0) return { ...none, quantity, locked: null };
  return nobodySets(
    message('halopsa.locked.pro-rata', { own, changes: waiting.map((row) => row.quantity ?? '') }),
    quantity,
  );
}

function byLicence(row: LineRow, type: '1' | '4', licences: ReadonlyMap<string, Licence>): Counted {
  const rows = (type === '1' ? row.quantity_licences : row.quantity_subscriptions) ?? [];
  const [only, ...more] = rows;
  if (only?.licence_id === undefined || only.licence_id === null || more.length > 0)
    return nobodySets(
      message(rows.length > 1 ? 'halopsa.locked.several-licences' : 'halopsa.locked.licence-not-named'),
    );
  const licence = licences.get(only.licence_id);
  if (licence === undefined) return nobodySets(message('halopsa.locked.licence-missing'));
  const minimum = only.minimum_qty === null || new Decimal(only.minimum_qty).lte(0) ? null : only.minimum_qty;
  const counted = {
    quantity: licence.count,
    lessIncluded: only.qty_free,
    minimum,
    cost: licence.purchasePrice,
  };
  const locked = licence.lockedBy ?? (type === '4' ? message('halopsa.locked.subscription') : null);
  return { ...counted, locked, licenceId: locked === null ? only.licence_id : null };
}

const licencesOf = (row: LineRow): readonly string[] =>
  [...(row.quantity_licences ?? []), ...(row.quantity_subscriptions ?? [])].flatMap(
    ({ licence_id: one }) => one ?? [],
  );

/** What a line bills that counts so many: less what is free, at least the minimum (halopsa.md 5.2). */
export const billedBy = ({
  quantity,
  lessIncluded,
  minimum,
}: Pick<PsaLine, 'quantity' | 'lessIncluded' | 'minimum'>): string | null =>
  quantity === null
    ? null
    : decimalText(Decimal.max(minimum ?? 0, new Decimal(quantity).minus(lessIncluded ?? 0)));

/** Whether the line bills nothing once its licence counts nothing. */
export const endsWithLicence = ({ lessIncluded, minimum }: PsaLine): boolean => {
  const billed = billedBy({ quantity: '0', lessIncluded, ...(minimum === undefined ? {} : { minimum }) });
  return billed !== null && new Decimal(billed).isZero();
};

/** Rows of a document, each read or none. */
export function linesOf(
  rows: readonly unknown[],
  agreement: PsaAgreement,
  licences: ReadonlyMap<string, Licence>,
): PsaResult<readonly DocumentLine[]> {
  const lines: DocumentLine[] = [];
  for (const row of rows) {
    const parsed = readRow(row, lineRecord);
    if (!parsed.ok) return parsed;
    const read = lineOf(parsed.value, agreement, licences);
    if (!read.ok) return read;
    lines.push(read.value);
  }
  return { ok: true, value: lines };
}
