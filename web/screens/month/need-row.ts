import type { Month, MonthRow } from '../../api/month.ts';
import type { LineNeed } from '../../api/usage.ts';
import { measureWords } from '../../context/measure-words.ts';
import { oneByOne } from '../../context/need-words.ts';
import { notBilledYetPlace } from '../../components/report-places.ts';
import type { Words } from '../../components/words.ts';
import { formatCount, plural } from '../../values/format.ts';
import { invoiceWords } from '../../context/invoice-words.ts';

/** What a person presses, in one or two words. */
export const actionWords = (need: LineNeed, { psa }: Pick<Words, 'psa'>): string =>
  need === 'new' ? `List for ${psa}` : actions[need];

const actions: Readonly<Record<Exclude<LineNeed, 'new'>, string>> = {
  conflict: 'Resolve',
  increase: 'Review and approve',
  decrease: 'Review',
  proposed: 'Confirm',
  held: 'Look at each',
  included: 'Answer',
  choice: 'Choose',
  unmapped: 'Map',
  'bills-nothing': 'Look',
  orphan: 'Look',
  'billed-twice': 'List to end',
  'no-account': 'Look',
  'not-read': 'Look',
  stale: 'Decide again',
  'on-hold': 'Look',
};

/** Where it is done: the place that is made for it, else exactly these lines in Usage. */
export function placeOf({ need }: MonthRow, { syncs }: Pick<Month, 'syncs'>): string {
  const [only, ...others] = syncs;
  if (only !== undefined && others.length === 0) {
    if (need === 'unmapped') return `/integrations/${only.integrationId}/accounts?status=unmapped`;
    if (need === 'new' || need === 'billed-twice') return notBilledYetPlace(only.integrationId);
  }
  return `/usage?need=${need}${oneByOne.has(need) ? '&begin=first' : ''}`;
}

/** Null: nothing of it is known. */
export const moneyWords = ({ measures }: MonthRow): string | null => measureWords(measures, { bare: true });

/** A check, or another flag that holds a line, as short as a list of them wants it. */
const holdWords: Readonly<Record<string, string>> = {
  first: 'first comparison',
  drop: 'large drop',
  'shrink-of-many': 'many shrink at once',
  jump: 'jump: per seat?',
  zero: 'no seats left',
  fraction: 'fraction billed',
  age: 'old reading',
  unknown: 'unknown quantity',
  currency: 'no exchange rate',
  scheduled: 'ends or begins later',
  vanished: 'line vanished',
  included: 'free units',
};

/** "invoice of 1 Dec: 5, invoice of 1 Jan: 1". */
const invoices = ({ invoices: all, lines: ofRow }: MonthRow): readonly string[] =>
  all.map(({ billingTarget, invoiceDate, lines }) => {
    const invoice =
      billingTarget === null || invoiceDate === null
        ? 'no invoice known yet'
        : invoiceWords(billingTarget, invoiceDate);
    return lines === ofRow ? invoice : `${invoice}: ${formatCount(lines)}`;
  });

const holds = ({ holds: all }: MonthRow): readonly string[] =>
  all.map(({ value, lines }) => {
    const words = holdWords[value] ?? value;
    return lines === 1 ? words : `${words} (${formatCount(lines)})`;
  });

/** What stands beside a row in words of ours; names of customers are the vendor's text and stand apart. */
export function notesOf(row: MonthRow): readonly string[] {
  const unknown =
    row.unknown > 0 && row.unknown < row.lines ? [`${plural(row.unknown, 'line')} of unknown worth`] : [];
  switch (row.need) {
    case 'increase':
      return [...invoices(row), ...unknown];
    case 'decrease':
      return ['ticked one by one', ...invoices(row), ...unknown];
    case 'held':
      return holds(row);
    default:
      return unknown;
  }
}

/** So few are named. */
const namedAtMost = 2;

/** Customers where so few are meant that their names say more than a count. */
export const namesOf = (row: MonthRow): MonthRow['first'] =>
  row.need === 'increase' || row.need === 'held' || row.lines > namedAtMost ? [] : row.first;
