import type { InsertResult, UpdateResult } from 'kysely';
import { type Machine, type StateOf, statesBefore } from '../../domain/states.ts';

/** In which states a row may be that is moved to `to`, or stays there: a condition of each write of a state. */
export const allowedFrom = <M extends Machine>(machine: M, to: StateOf<M>): StateOf<M>[] => [
  to,
  ...statesBefore(machine, to),
];

/** A move that the table of states does not allow is an error of ours. */
export function requireTransition<M extends Machine>(
  machine: M,
  to: StateOf<M>,
  done: UpdateResult | InsertResult,
): void {
  const rows = 'numUpdatedRows' in done ? done.numUpdatedRows : done.numInsertedOrUpdatedRows;
  if (rows === 0n) throw new Error(`${machine}: no row is where it may become ${to}`);
}
