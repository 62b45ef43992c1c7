import type { ControlTotals } from '../../domain/usage/control-totals.ts';
import { usageKinds } from '../../domain/usage/line-kinds.ts';
import { message } from '../../messages/message.ts';
import type { TableCell } from '../table-files.ts';

type Row = readonly TableCell[];

/** Control totals of a month, one row for each figure; accounts that were not read and mismatches one row each. */
export const totalRows = ({
  accounts,
  seats,
  units,
  lines,
  variance,
  notRead,
  closes,
  mismatches,
}: ControlTotals): readonly Row[] => [
  ...namesIn(accounts).map((name): Row => [message(`reports.total.accounts.${name}`), accounts[name]]),
  ...namesIn(seats).map((name): Row => [message(`reports.total.seats.${name}`), seats[name]]),
  ...namesIn(units).map((name): Row => [message(`reports.total.units.${name}`), units[name] ?? null]),
  [message('reports.total.lines.total'), lines.total],
  ...usageKinds.flatMap((kind): readonly Row[] => {
    const count = lines.byKind[kind];
    const name = message('reports.total.lines.of', { kind: message(`console-kinds.${kind}`) });
    return count === undefined ? [] : [[name, count]];
  }),
  [message('reports.total.lines.held'), lines.held],
  [message('reports.total.variance'), variance],
  ...notRead.accounts.map(({ name, outcome, lastKnownSeats }): Row => [
    message('reports.total.not-read', { name, outcome: message(`tables.account.${outcome}`) }),
    lastKnownSeats,
  ]),
  [message('reports.total.last-known-seats'), notRead.lastKnownSeats],
  [message('reports.total.balance'), message(closes ? 'tables.yes' : 'tables.no')],
  ...mismatches.map((mismatch): Row => [message('reports.total.mismatch'), mismatch]),
];

const namesIn = <T extends object>(figures: T): readonly (keyof T)[] => Object.keys(figures) as (keyof T)[];
