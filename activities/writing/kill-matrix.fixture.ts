import type { ApprovalLine } from '../../db/write-back/approval-lines.ts';
import type { ApprovalLineState } from '../../domain/states.ts';
import type { FaultOrder } from '../../sandbox/fault-kinds.ts';
import type { Ended, WritingSteps } from '../../test/environment/writing-steps.ts';
import { Crash, type WritingUnderTest } from '../../test/environment/writing-under-test.ts';
import type { ViolationKind } from '../../tools/oracle/violation.ts';
import type { WritePoint } from '../runtime/dependencies.ts';

/** Attempts until one reaches the point, and dies there. */
export async function dieAt(
  writing: WritingUnderTest,
  line: ApprovalLine,
  crashAt: WritePoint,
  at?: (point: WritePoint) => Promise<void>,
): Promise<void> {
  await expect(writing.untilEnded(line, { crashAt, ...(at === undefined ? {} : { at }) })).rejects.toThrow(
    Crash,
  );
}

type Outcome =
  | 'done'
  | 'answer lost'
  | 'not done (503)'
  | 'not done (409)'
  | 'late, between the readings'
  | 'late, after the readings'
  | 'rejected (400)';

type Fault = Pick<FaultOrder, 'fault' | 'times'>;
const once = (fault: FaultOrder['fault']): Fault => ({ times: 1, fault });
const late = once({ kind: 'late-effect', afterMs: 120_000 });

const outcomes: Readonly<
  Record<Outcome, { readonly fault: Fault | null; readonly effectAt: WritePoint | null }>
> = {
  done: { fault: null, effectAt: null },
  'answer lost': { fault: once({ kind: 'done-answer-lost' }), effectAt: null },
  'not done (503)': { fault: once({ kind: 'status', status: 503 }), effectAt: null },
  'not done (409)': { fault: once({ kind: 'status', status: 409 }), effectAt: null },
  'late, between the readings': { fault: late, effectAt: 'read-back-once' },
  'late, after the readings': { fault: late, effectAt: 'intent-stored-again' },
  'rejected (400)': { fault: { fault: { kind: 'status', status: 400 } }, effectAt: null },
};

export interface Expected {
  readonly state: ApprovalLineState;
  readonly writes: 0 | 1;
  readonly but?: readonly ViolationKind[];
}

export const done: Expected = { state: 'confirmed', writes: 1 };
export const never: Expected = { state: 'conflict', writes: 0 };
export const rejected: Expected = { state: 'rejected', writes: 0 };
/** Both sendings are used up, the second takes effect after a person was told: what no client can prevent. */
export const afterConflict: Expected = { state: 'conflict', writes: 1, but: ['late-effect'] };

/**
 * Where a worker dies, where it died before that, and what must come of it, in the order of `outcomes`. Null: no attempt
 * reaches that point while the PSA does so.
 */
export type KillTable = readonly (readonly [WritePoint, WritePoint | null, readonly (Expected | null)[]])[];

/** A sending that dies unsent is no sending the PSA can do something with: these die first where it did. */
const dyingFirst: Readonly<Partial<Record<Outcome, WritePoint | null>>> = {
  'not done (503)': null,
  'not done (409)': null,
  'late, after the readings': null,
  'rejected (400)': 'answered',
};
const firstDeath = (point: WritePoint, usual: WritePoint | null, outcome: Outcome): WritePoint | null => {
  const special = point === 'intent-stored-again' ? dyingFirst[outcome] : undefined;
  return special === undefined ? usual : special;
};

/** What a matrix is played with. */
export interface UnderMatrix {
  readonly writing: WritingUnderTest;
  readonly steps: WritingSteps;
  readonly next: () => Promise<ApprovalLine>;
}

/** The requests of a PSA that write, for faults. */
type Writes = Pick<FaultOrder, 'vendor' | 'method' | 'path'>;

interface Cell {
  readonly point: WritePoint;
  readonly outcome: Outcome;
  readonly dyingFirstAt: WritePoint | null;
}

/** What came of a cell; `met`: how many requests its fault met, null where it has none. */
interface Played extends Ended {
  readonly met: number | null;
}

/**
 * Plays one cell to its end.
 *
 * @param also what else happens at each point of each attempt
 */
export async function playCell(
  { writing, steps, next }: UnderMatrix,
  writes: Writes,
  { point: dyingAt, outcome, dyingFirstAt }: Cell,
  also: (point: WritePoint) => Promise<void> = () => Promise.resolve(),
): Promise<Played> {
  const { fault, effectAt } = outcomes[outcome];
  const line = await next();
  const writeBackEnabled = fault === null ? null : await writing.control.inject({ ...writes, ...fault });
  const at = async (point: WritePoint): Promise<void> => {
    if (point === effectAt) await writing.control.releaseLateEffects();
    await also(point);
  };
  if (dyingFirstAt !== null) await dieAt(writing, line, dyingFirstAt, at);
  await dieAt(writing, line, dyingAt, at);
  // Under its fault to the end: what a slow reading put back into the queue is sent under it as well.
  await writing.untilEnded(line, { at });
  const met = (await writing.control.faults()).find(({ id }) => id === writeBackEnabled?.id)?.applied ?? null;
  await writing.control.clear();
  if ((await writing.control.releaseLateEffects()) > 0) await writing.readPsa();
  return { ...(await steps.settled(line)), met };
}

/**
 * Every moment between two steps of a write × everything the PSA can do: the worker dies there once, then attempts go on
 * until it came to an end. The table is printed.
 */
export function describeKillMatrix(
  name: string,
  table: KillTable,
  writes: Writes,
  under: () => UnderMatrix,
): void {
  const results: Record<string, Record<string, string>> = {};
  const cells = table.flatMap(([point, usual, expected]) =>
    (Object.keys(outcomes) as Outcome[]).flatMap((outcome, column) => {
      const ends = expected[column];
      if (ends === undefined) throw new Error(`the table says nothing of "${outcome}" at "${point}"`);
      const dyingFirstAt = firstDeath(point, usual, outcome);
      return ends === null ? [] : [{ point, outcome, dyingFirstAt, expected: ends }];
    }),
  );
  afterAll(() => {
    // oxlint-disable-next-line no-console -- the table of all kill points is quoted
    if (Object.keys(results).length > 0) console.table(results);
  });

  describe(`${name}: a worker that dies once, in ${cells.length} ways,`, () => {
    it.each(cells)('at "$point" while the PSA does "$outcome" ends as it must', async (cell) => {
      const played = under();
      const { state, writes: made, requests, met } = await playCell(played, writes, cell);
      (results[cell.point] ??= {})[cell.outcome] = `${state}, ${made}`;
      expect({ state, writes: made }).toEqual({ state: cell.expected.state, writes: cell.expected.writes });
      // Else the cell was another than it says.
      if (met !== null) expect(met > 0).toBe(requests > 0);
      await played.writing.expectOracle(cell.expected.but ?? []);
    });
  });
}
