import type { ApprovalLine } from '../../db/write-back/approvals.ts';
import type { ApprovalLineState } from '../../domain/states.ts';
import type { FaultOrder } from '../../sandbox/fault-kinds.ts';
import type { WritingSteps } from '../../test/environment/writing-steps.ts';
import { Crash, type WritingUnderTest } from '../../test/environment/writing-under-test.ts';
import type { ViolationKind } from '../../test/oracle/violation.ts';
import type { WritePoint } from '../dependencies.ts';

/** Attempts until one reaches the point, and dies there. */
export async function dieAt(
  writing: WritingUnderTest,
  line: ApprovalLine,
  crashAt: WritePoint,
  at?: (point: WritePoint) => Promise<void>,
): Promise<void> {
  await expect(writing.untilSettled(line, { crashAt, ...(at === undefined ? {} : { at }) })).rejects.toThrow(
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
  | 'refused (400)';

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
  'refused (400)': { fault: { fault: { kind: 'status', status: 400 } }, effectAt: null },
};

export interface Expected {
  readonly state: ApprovalLineState;
  readonly writes: 0 | 1;
  readonly but?: readonly ViolationKind[];
}

export const done: Expected = { state: 'confirmed', writes: 1 };
export const never: Expected = { state: 'conflict', writes: 0 };
export const refused: Expected = { state: 'refused', writes: 0 };
/** Both sendings are used up, the second takes effect after a person was told: what no client can prevent. */
export const afterConflict: Expected = { state: 'conflict', writes: 1, but: ['late-effect'] };

/** Where a worker dies, where it died before that, and what must come of it, in the order of `outcomes`. */
export type KillTable = readonly (readonly [WritePoint, WritePoint | null, readonly Expected[]])[];

/** A sending that dies unsent is no sending the PSA can do something with: these die first where it did. */
const dyingFirst: Readonly<Partial<Record<Outcome, WritePoint | null>>> = {
  'not done (503)': null,
  'not done (409)': null,
  'late, after the readings': null,
  'refused (400)': 'answered',
};
const firstDeath = (point: WritePoint, usual: WritePoint | null, outcome: Outcome): WritePoint | null => {
  const special = point === 'intent-stored-again' ? dyingFirst[outcome] : undefined;
  return special === undefined ? usual : special;
};

/**
 * Every moment between two steps of a write × everything the PSA can do: the worker dies there once, then attempts go on
 * until nothing is due. The table is printed.
 *
 * @param writes the requests of this PSA that write, for faults
 */
export function describeKillMatrix(
  name: string,
  table: KillTable,
  writes: Pick<FaultOrder, 'vendor' | 'method' | 'path'>,
  under: () => {
    readonly writing: WritingUnderTest;
    readonly steps: WritingSteps;
    readonly next: () => Promise<ApprovalLine>;
  },
): void {
  const results: Record<string, Record<string, string>> = {};
  const cells = table.flatMap(([point, usual, expected]) =>
    (Object.keys(outcomes) as Outcome[]).map((outcome, column) => ({
      point,
      outcome,
      dyingFirstAt: firstDeath(point, usual, outcome),
      expected: expected[column]!,
    })),
  );
  afterAll(() => {
    // oxlint-disable-next-line no-console -- the table of all kill points is quoted
    if (Object.keys(results).length > 0) console.table(results);
  });

  describe(`${name}: a worker that dies once, in ${cells.length} ways,`, () => {
    it.each(cells)('at "$point" while the PSA does "$outcome" ends as it must', async (cell) => {
      const { writing, steps, next } = under();
      const { fault, effectAt } = outcomes[cell.outcome];
      const line = await next();
      if (fault !== null) await writing.control.arm({ ...writes, ...fault });
      const at = async (point: WritePoint): Promise<void> => {
        if (point === effectAt) await writing.control.releaseLateEffects();
      };
      if (cell.dyingFirstAt !== null) await dieAt(writing, line, cell.dyingFirstAt, at);
      await dieAt(writing, line, cell.point, at);
      await writing.untilSettled(line, { at });
      await writing.control.disarm();
      if ((await writing.control.releaseLateEffects()) > 0) await writing.sync();
      const { state, writes: made } = await steps.settled(line);
      (results[cell.point] ??= {})[cell.outcome] = `${state}, ${made}`;
      expect({ state, writes: made }).toEqual({ state: cell.expected.state, writes: cell.expected.writes });
      await writing.expectOracle(cell.expected.but ?? []);
    });
  });
}
