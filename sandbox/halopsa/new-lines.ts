import { keepLineIds } from '../line-ids.ts';
import { lineNames } from './line-names.ts';
import { assign, type Posted } from './posted-body.ts';
import type { HaloLine, HaloPsaScenario } from './scenario.ts';

/**
 * Returns the line that a post without an ID adds, or why it is rejected.
 *
 * @param nth of the lines that one post adds
 */
export function newLine(posted: Posted, scenario: HaloPsaScenario, nth = 0): HaloLine | string {
  const { invoices, items, switches } = scenario;
  const item = items.find(
    ({ id, internalReference }) => id === posted['_itemid'] || internalReference === posted['item_code'],
  );
  if (item === undefined || item.inactive) return 'The item of the line is not valid.';
  const fromItem = switches.newLineDefaults !== 'none';
  const line: HaloLine = {
    id:
      keepLineIds(
        scenario,
        invoices.flatMap(({ lines }) => lines),
      ) +
      1 +
      nth,
    itemId: item.id,
    itemCode: item.internalReference,
    itemShortDescription: fromItem ? item.name : '',
    itemLongDescription: '',
    nominalCode: fromItem ? '4000' : '',
    taxCode: fromItem ? '1' : '',
    comment1: '',
    qtyOrder: 0,
    unitPrice: fromItem ? item.recurringPrice : 0,
    unitCost: fromItem ? item.recurringCost : 0,
    startDate: null,
    endDate: null,
    isInactive: false,
    quantityType: 0,
    sources: [],
    proRata: [],
  };
  const rejection = assign(line, posted, lineNames, false);
  if (rejection !== null) return rejection;
  if (switches.newLines === 'added-without-comment') line.comment1 = '';
  return line;
}
