import type { Month, MonthRow } from '../../api/month.ts';
import type { LineNeed } from '../../api/usage.ts';
import { oneByOne } from '../../context/need-words.ts';
import { notBilledYetPlace } from '../../components/report-places.ts';
import { invoiceWords } from '../../context/invoice-words.ts';
import type { MonthText } from './texts.ts';

/** What a person presses, in one or two words. */
export const actionWords = (need: LineNeed, text: MonthText): string => text(`console-month.action.${need}`);

/** Where it is done: the place that is made for it, else exactly these lines in Usage. */
export function placeOf({ need }: MonthRow, { syncs }: Pick<Month, 'syncs'>): string {
  const [only, ...others] = syncs;
  if (only !== undefined && others.length === 0) {
    if (need === 'unmapped') return `/integrations/${only.integrationId}/accounts?status=unmapped`;
    if (need === 'new' || need === 'billed-twice') return notBilledYetPlace(only.integrationId);
  }
  return `/usage?need=${need}${oneByOne.has(need) ? '&begin=first' : ''}`;
}

/** A check, or another flag that holds a line; one of another release keeps its code. */
const known = [
  'first',
  'drop',
  'shrink-of-many',
  'jump',
  'zero',
  'fraction',
  'age',
  'unknown',
  'currency',
  'psa-terms',
  'scheduled',
  'vanished',
  'included',
] as const;

const holdWords = (value: string, text: MonthText): string => {
  const hold = known.find((one) => one === value);
  return hold === undefined ? value : text(`console-month.hold.${hold}`);
};

/** "invoice of 1 Dec (5), invoice of 1 Jan (1)". */
const invoices = ({ invoices: all, lines: ofRow }: MonthRow, text: MonthText): readonly string[] =>
  all.map(({ billingTarget, invoiceDate, lines }) => {
    const invoice =
      billingTarget === null || invoiceDate === null
        ? text('console-month.invoice-not-determined')
        : invoiceWords(billingTarget, invoiceDate);
    return lines === ofRow ? invoice : text('console-month.of-lines', { note: invoice, count: lines });
  });

const holds = ({ holds: all }: MonthRow, text: MonthText): readonly string[] =>
  all.map(({ value, lines }) => {
    const note = holdWords(value, text);
    return lines === 1 ? note : text('console-month.of-lines', { note, count: lines });
  });

/** The notes on a row; names of customers are the vendor's text and shown apart. */
export function notesOf(row: MonthRow, text: MonthText): readonly string[] {
  const unknown =
    row.unknown > 0 && row.unknown < row.lines
      ? [text('console-month.unknown-value', { count: row.unknown })]
      : [];
  switch (row.need) {
    case 'increase':
      return [...invoices(row, text), ...unknown];
    case 'decrease':
      return [text('console-month.one-at-a-time'), ...invoices(row, text), ...unknown];
    case 'held':
      return [...holds(row, text), ...unknown];
    default:
      return unknown;
  }
}

/** So few are named. */
const namedAtMost = 2;

/** Customers where so few are meant that their names say more than a count. */
export const namesOf = (row: MonthRow): MonthRow['first'] =>
  row.need === 'increase' || row.need === 'held' || row.lines > namedAtMost ? [] : row.first;
