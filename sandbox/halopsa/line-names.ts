import type { WireNames } from './posted-body.ts';
import type { HaloLine } from './scenario.ts';

/** Fields of a line that a post sets. */
export const lineNames: WireNames<HaloLine> = {
  itemId: '_itemid',
  itemCode: 'item_code',
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
