import { beginCsv, type CsvCell, csvRow } from '../csv.ts';
import { type CalledIfKnown, headInNames } from '../../domain/called.ts';
import type { Answer } from '../route.ts';
import type { HistoryOfAccount } from './history-of-account.ts';

const heads = [
  'At', 'What', 'Seats', 'PSA quantity', 'State', 'Before', 'After', 'Invoice', 'Person', 'User', 'Note',
] as const; // prettier-ignore

type Cells = Readonly<Partial<Record<(typeof heads)[number], CsvCell>>> & { readonly At: string };

/** One row for each thing that happened, oldest first. A reading without a complete count has no seats, never zero. */
export function accountHistoryCsv(history: HistoryOfAccount, called: CalledIfKnown | null): Answer {
  const rows = rowsOf(history).sort((one, other) => one.At.localeCompare(other.At));
  return {
    kind: 'stream',
    write: (response) => {
      beginCsv(response, 'account-history.csv');
      const body = rows.map((cells) => csvRow(heads.map((head) => cells[head] ?? null)));
      response.end([csvRow(heads.map((head) => headInNames(head, called))), ...body].join(''));
    },
  };
}

function rowsOf({ readings, lines, approvals, seatChanges }: HistoryOfAccount): Cells[] {
  return [
    ...readings.map((reading) => ({
      At: reading.readAt,
      What: 'reading',
      Seats: reading.seats,
      State: reading.state,
      Note: reading.cause?.title ?? statusText(reading.byStatus),
    })),
    ...lines.map((line) => ({
      At: line.at,
      What: 'usage line',
      Seats: line.vendorQuantity,
      'PSA quantity': line.psaQuantity,
      State: line.kind,
    })),
    ...approvals.map((approval) => ({
      At: approval.at,
      What: approval.decision,
      State: approval.state,
      Before: approval.before,
      After: approval.after,
      Invoice: approval.targetInvoice,
      Person: approval.by.name ?? approval.by.id,
    })),
    ...moveRows('added', seatChanges.came),
    ...moveRows('removed', seatChanges.went),
  ];
}

const moveRows = (what: string, moves: HistoryOfAccount['seatChanges']['came']): Cells[] =>
  moves.map((move) => ({ At: move.at, What: what, State: move.status, User: move.name ?? move.userId }));

const statusText = (byStatus: Readonly<Record<string, number>> | null): string | null =>
  byStatus === null
    ? null
    : Object.entries(byStatus)
        .map(([status, count]) => `${status} ${count}`)
        .join(', ');
