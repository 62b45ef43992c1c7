import { isDeepStrictEqual } from 'node:util';
import type { HaloChange, HaloInvoice, HaloLine, HaloPsaScenario } from './scenario.ts';

/** Who changed something, as the log names them. */
export const names = { api: 'Seatwise (API)', person: 'Jane Doe' } as const;

const headerFields: Readonly<Partial<Record<keyof HaloInvoice, string>>> = {
  clientId: 'client_id',
  contractRef: 'contract_ref',
  disabled: 'disabled',
  period: 'period',
  startDate: 'startdate',
  endDate: 'enddate',
  nextCreationDate: 'nextcreationdate',
  comment: 'comment',
};

const lineFields: Readonly<Partial<Record<keyof HaloLine, string>>> = {
  itemId: '_itemid',
  itemShortDescription: 'item_shortdescription',
  itemLongDescription: 'item_longdescription',
  nominalCode: 'nominal_code',
  taxCode: 'tax_code',
  comment1: 'comment_1',
  qtyOrder: 'qty_order',
  unitPrice: 'unit_price',
  unitCost: 'unit_cost',
  startDate: 'startdate',
  endDate: 'enddate',
  isInactive: 'isinactive',
  quantityType: 'recurring_invoice_quantity_type',
};

/** Notes what became of a recurring invoice, field by field; a line that came or went is one row. */
export function logChanges(
  scenario: HaloPsaScenario,
  was: HaloInvoice,
  is: HaloInvoice,
  who: string,
  at: Date,
): void {
  const note = (lineId: number, field: string, before: unknown, after: unknown): void => {
    scenario.changes.push({
      id: (scenario.changes.at(-1)?.id ?? 0) + 1,
      invoiceId: is.id,
      lineId,
      field,
      before: text(before),
      after: text(after),
      who,
      at: at.toISOString(),
    });
  };
  compare(was, is, headerFields, (field, before, after) => note(0, field, before, after));
  for (const line of is.lines) {
    const former = was.lines.find(({ id }) => id === line.id);
    if (former === undefined) note(line.id, 'line', '', line.itemCode);
    else compare(former, line, lineFields, (field, before, after) => note(line.id, field, before, after));
  }
  for (const line of was.lines.filter(({ id }) => !is.lines.some((one) => one.id === id)))
    note(line.id, 'line', line.itemCode, '');
}

function compare<T extends object>(
  was: T,
  is: T,
  names: Readonly<Partial<Record<keyof T, string>>>,
  differs: (field: string, before: unknown, after: unknown) => void,
): void {
  for (const [key, field] of Object.entries(names) as [keyof T, string][])
    if (!isDeepStrictEqual(was[key], is[key])) differs(field, was[key], is[key]);
}

const text = (value: unknown): string =>
  typeof value === 'string' ? value : value === null || value === undefined ? '' : JSON.stringify(value);

export const writeChange = (change: HaloChange): Record<string, unknown> => ({
  id: change.id,
  invoice_id: change.invoiceId,
  invoice_line_id: change.lineId,
  field_name: change.field,
  old_value: change.before,
  new_value: change.after,
  who: change.who,
  datetime: change.at,
});
