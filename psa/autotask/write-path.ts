import { addDays } from '../../domain/calendar.ts';
import type { PsaLine } from '../../domain/psa-facts.ts';
import type { Day } from '../../domain/quantity.ts';
import type { LineRef, PsaResult } from '../port.ts';
import type { ReadLimits } from '../read-limits.ts';
import type { Access } from './access.ts';
import type { ContractReader } from './contract-reader.ts';
import type { Calls } from './calls.ts';
import { notEndedBefore } from './conditions.ts';
import type { Lists } from './lists.ts';
import type { Reads } from './reads.ts';
import { unitRows } from './records.ts';
import type { Periods, UnitRow } from './units.ts';

/** What the one POST of a write takes. It has no loop: whoever wants a second one asks again. */
export interface WritePath {
  readonly calls: Calls;
  readonly reads: Reads;
  readonly lists: Lists;
  readonly access: Access;
  readonly books: ContractReader;
  readonly limits: (signal: AbortSignal | undefined) => ReadLimits;
  /** The present day in the billing time zone. */
  readonly today: () => Day;
  /** The reading that the write rests on, from right before; null: its rows are read first. */
  readonly read: LastRead | null;
}

/** A line and its rows as `readTarget` read them, last of all. */
export interface LastRead {
  readonly ref: LineRef;
  readonly line: PsaLine;
  /** From the eve of `actsOn` on, or from today where that is earlier; those booked for later with them. */
  readonly rows: readonly UnitRow[];
  readonly actsOn: Day | null;
  /** Of its contract. */
  readonly periods: Periods;
}

/** Is this the reading that an adjustment rests on? */
export const isOf = ({ ref, actsOn }: LastRead, adjustment: Adjustment): boolean =>
  ref.agreementId === adjustment.ref.agreementId &&
  ref.lineId === adjustment.ref.lineId &&
  actsOn === adjustment.day;

/** A difference that is sent. */
export interface Adjustment {
  readonly ref: LineRef;
  readonly before: number;
  readonly after: number;
  readonly day: Day;
  /** The day must begin a period: within one an adjustment creates proration lines, which stay (autotask.md 3.6). */
  readonly beginsPeriod: boolean;
}

/**
 * Rows of the line from the eve of a day on, or from today where that is earlier, those booked for later with them.
 *
 * @param known see `Lists.all`
 */
export function rowsAround(
  { lists, today }: Pick<WritePath, 'lists' | 'today'>,
  { ref, day }: Pick<Adjustment, 'ref' | 'day'>,
  limits: ReadLimits,
  known?: null,
): Promise<PsaResult<readonly UnitRow[]>> {
  const [eve, now] = [addDays(day, -1), today()];
  return lists.all(
    unitRows,
    [
      { op: 'eq', field: 'contractServiceID', value: Number(ref.lineId) },
      { op: 'eq', field: 'contractID', value: Number(ref.agreementId) },
      notEndedBefore(eve < now ? eve : now),
    ],
    limits,
    known,
  );
}
