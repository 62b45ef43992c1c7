import { type Message, message } from '../../../messages/message.ts';
import type { Renderer } from '../../../messages/rendering/renderer.ts';
import type { Answer } from '../../route.ts';
import { csvOf, number, type TableCell, text } from '../../table-files.ts';
import type { HistoryOfAccount } from './history-of-account.ts';

interface Row {
  readonly at: string;
  readonly what: Message;
  readonly seats?: number | null;
  readonly psaQuantity?: string | null;
  readonly state?: TableCell;
  readonly before?: string;
  readonly after?: string;
  readonly takesEffect?: TableCell;
  readonly person?: string;
  readonly user?: string;
  readonly note?: TableCell;
}

/** One row for each thing that happened, oldest first. A reading without a complete count has no seats, never zero. */
export const accountHistoryCsv = (history: HistoryOfAccount, render: Renderer): Answer =>
  csvOf({
    name: 'account-history',
    tables: [
      {
        sheet: message('tables.sheet.history'),
        columns: [
          text('at'), text('action'), number('seats'), number('psa-quantity'), text('state'), number('before'),
          number('after'), text('takes-effect'), text('person'), text('user'), text('note'),
        ], // prettier-ignore
        rows: rowsOf(history)
          .sort((one, other) => one.at.localeCompare(other.at))
          .map((row) => [
            row.at, row.what, row.seats ?? null, row.psaQuantity ?? null, row.state ?? null, row.before ?? null,
            row.after ?? null, row.takesEffect ?? null, row.person ?? null, row.user ?? null, row.note ?? null,
          ]), // prettier-ignore
      },
    ],
    render,
  });

const rowsOf = ({ readings, lines, approvals, seatChanges }: HistoryOfAccount): Row[] => [
  ...readings.map((reading) => ({
    at: reading.readAt,
    what: message('tables.what.read'),
    seats: reading.seats,
    state: message(`tables.account.${reading.state}`),
    note: reading.cause?.title ?? statusWords(reading.byStatus),
  })),
  ...lines.map((line) => ({
    at: line.at,
    what: message('tables.what.usage-line'),
    seats: line.vendorQuantity,
    psaQuantity: line.psaQuantity,
    state: message(`console-kinds.${line.kind}`),
  })),
  ...approvals.map((approval) => ({
    at: approval.at,
    what: message(`tables.decided.${approval.decision}`),
    state: message(`tables.state.${approval.state}`),
    before: approval.before,
    after: approval.after,
    takesEffect: approval.targetInvoice.message,
    person: approval.by.name ?? approval.by.id,
  })),
  ...changeRows(message('tables.what.added'), seatChanges.came),
  ...changeRows(message('tables.what.removed'), seatChanges.went),
];

const changeRows = (what: Message, changes: HistoryOfAccount['seatChanges']['came']): Row[] =>
  changes.map(({ at, status, name, userId }) => ({ at, what, state: status, user: name ?? userId }));

/** Statuses are the vendor's. */
const statusWords = (byStatus: Readonly<Record<string, number>> | null): TableCell =>
  byStatus === null
    ? null
    : message('tables.texts', {
        texts: Object.entries(byStatus).map(([status, count]) => `${status} ${count}`),
      });
