import type { ApprovalLine } from '../../db/write-back/approvals.ts';
import type { ApprovalLineState } from '../../domain/states.ts';
import type { FaultOrder } from '../../sandbox/fault-kinds.ts';
import { type WritingSteps, writingSteps } from '../../test/environment/writing-steps.ts';
import { Crash, type WritingUnderTest, writingUnderTest } from '../../test/environment/writing-under-test.ts';
import type { ViolationKind } from '../../test/oracle/violation.ts';
import type { WritePoint } from '../dependencies.ts';

/**
 * Every moment between two steps of a write × everything the PSA can do: the worker dies there once, then attempts go on
 * until nothing is due. The table is printed (issue 4: a table of all points).
 */
let writing: WritingUnderTest;
let steps: WritingSteps;
const results: Record<string, Record<string, string>> = {};

beforeAll(async () => {
  writing = await writingUnderTest({ timeoutMs: 200 });
  steps = writingSteps(writing);
});
afterAll(async () => {
  // eslint-disable-next-line no-console -- the table of all kill points is quoted
  if (Object.keys(results).length > 0) console.table(results);
  await writing.close();
});

/** Attempts until one reaches the point, and dies there. */
async function dieAt(
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

const patchOf = { vendor: 'connectwise', method: 'PATCH' } as const;
const once = (fault: FaultOrder['fault']): FaultOrder => ({ ...patchOf, times: 1, fault });
const late = once({ kind: 'late-effect', afterMs: 120_000 });

const outcomes: Readonly<
  Record<Outcome, { readonly fault: FaultOrder | null; readonly effectAt: WritePoint | null }>
> = {
  done: { fault: null, effectAt: null },
  'answer lost': { fault: once({ kind: 'done-answer-lost' }), effectAt: null },
  'not done (503)': { fault: once({ kind: 'status', status: 503 }), effectAt: null },
  'not done (409)': { fault: once({ kind: 'status', status: 409 }), effectAt: null },
  'late, between the readings': { fault: late, effectAt: 'read-back-once' },
  'late, after the readings': { fault: late, effectAt: 'intent-stored-again' },
  'refused (400)': { fault: { ...patchOf, fault: { kind: 'status', status: 400 } }, effectAt: null },
};

interface Expected {
  readonly state: ApprovalLineState;
  readonly writes: 0 | 1;
  readonly but?: readonly ViolationKind[];
}

const done: Expected = { state: 'confirmed', writes: 1 };
const never: Expected = { state: 'conflict', writes: 0 };
const refused: Expected = { state: 'refused', writes: 0 };
/** Both sendings are used up, the second takes effect after a person was told: what no client can prevent. */
const afterConflict: Expected = { state: 'conflict', writes: 1, but: ['late-effect'] };

/** In the order of `outcomes`. What dies with a stored intent has used one of the two sendings. */
const table: readonly (readonly [WritePoint, WritePoint | null, readonly Expected[]])[] = [
  ['before-reading', null, [done, done, done, done, done, done, refused]],
  ['neighbours-read', null, [done, done, done, done, done, done, refused]],
  ['line-read', null, [done, done, done, done, done, done, refused]],
  ['intent-stored', null, [done, done, never, never, done, afterConflict, never]],
  ['answered', null, [done, done, done, done, done, done, never]],
  ['outcome-stored', null, [done, done, done, done, done, done, refused]],
  ['before-read-back', 'answered', [done, done, done, done, done, done, never]],
  ['read-back-once', 'answered', [done, done, done, done, done, done, never]],
  // The first sending never left, was refused unheard, or was not done in time; the second dies before it leaves.
  ['intent-stored-again', 'intent-stored', [never, never, never, never, never, done, never]],
];

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

const cells = table.flatMap(([point, usual, expected]) =>
  (Object.keys(outcomes) as Outcome[]).map((outcome, column) => ({
    point,
    outcome,
    dyingFirstAt: firstDeath(point, usual, outcome),
    expected: expected[column]!,
  })),
);

describe(`a worker that dies once, in ${cells.length} ways,`, () => {
  it.each(cells)('at "$point" while the PSA does "$outcome" ends as it must', async (cell) => {
    const { fault, effectAt } = outcomes[cell.outcome];
    const line = await steps.approveNext();
    if (fault !== null) await writing.control.arm(fault);
    const at = async (point: WritePoint): Promise<void> => {
      if (point === effectAt) await writing.control.releaseLateEffects();
    };
    if (cell.dyingFirstAt !== null) await dieAt(line, cell.dyingFirstAt, at);
    await dieAt(line, cell.point, at);
    await writing.untilSettled(line, { at });
    await writing.control.disarm();
    if ((await writing.control.releaseLateEffects()) > 0) await writing.sync();
    const { state, writes } = await steps.settled(line);
    (results[cell.point] ??= {})[cell.outcome] = `${state}, ${writes}`;
    expect({ state, writes }).toEqual({ state: cell.expected.state, writes: cell.expected.writes });
    await writing.expectOracle(cell.expected.but ?? []);
  });
});

describe('a worker that dies twice in a row', () => {
  const twice: readonly (readonly [WritePoint, WritePoint])[] = [
    ['before-reading', 'line-read'],
    ['line-read', 'intent-stored'],
    ['line-read', 'answered'],
    ['intent-stored', 'before-read-back'],
    ['intent-stored', 'read-back-once'],
    ['intent-stored', 'answered'],
    ['answered', 'before-read-back'],
    ['answered', 'read-back-once'],
    ['before-reading', 'outcome-stored'],
  ];
  it.each(twice)('at "%s" and at "%s" leaves a change that is made once', async (first, second) => {
    const line = await steps.approveNext();
    await dieAt(line, first);
    await dieAt(line, second);
    await writing.untilSettled(line);
    expect((await writing.line(line)).state).toBe('confirmed');
    expect(await writing.quantity(line.psaLineId)).toBe(Number(line.after));
    await writing.expectOracle();
  });

  it('at one read-back after the other sends nothing meanwhile', async () => {
    const line = await steps.approveNext();
    await dieAt(line, 'answered');
    const sent = await writing.patches(line.psaLineId);
    for (const point of ['read-back-once', 'before-read-back', 'read-back-once'] as const)
      await dieAt(line, point);
    expect(await writing.patches(line.psaLineId)).toEqual(sent);
    await writing.untilSettled(line);
    expect((await writing.line(line)).state).toBe('confirmed');
    await writing.expectOracle();
  });
});

describe('an attempt that sleeps while a new one goes on', () => {
  /** Sleeps at a point while the given work is done, so long that no write may begin any more. */
  async function sleepingAt(point: WritePoint, line: ApprovalLine, meanwhile: () => Promise<unknown>) {
    let woke = false;
    await writing.attempt(line, {
      steadyMs: () => performance.now() + (woke ? 3_600_000 : 0),
      at: async (reached) => {
        if (reached !== point || woke) return;
        woke = true;
        await meanwhile();
      },
    });
    expect(woke).toBe(true);
  }

  it.each([
    'before-reading',
    'neighbours-read',
    'line-read',
    'intent-stored',
    'answered',
    'outcome-stored',
  ] as const)('at "%s" changes nothing when it wakes', async (point) => {
    const line = await steps.approveNext();
    await sleepingAt(point, line, () => writing.untilSettled(line));
    expect(await writing.line(line)).toMatchObject({ state: 'confirmed' });
    expect(await writing.quantity(line.psaLineId)).toBe(Number(line.after));
    await writing.expectOracle();
  });

  it.each(['before-read-back', 'read-back-once'] as const)(
    'at "%s" changes nothing when it wakes',
    async (point) => {
      const line = await steps.approveNext();
      await dieAt(line, 'intent-stored');
      await sleepingAt(point, line, () => writing.untilSettled(line));
      expect(await writing.line(line)).toMatchObject({ state: 'confirmed', sendCount: 2 });
      await writing.expectOracle();
    },
  );

  it('with the second intent stored sends nothing when it wakes', async () => {
    const line = await steps.approveNext();
    await dieAt(line, 'intent-stored');
    await sleepingAt('intent-stored-again', line, () => writing.untilSettled(line));
    expect(await writing.line(line)).toMatchObject({ state: 'conflict', sendCount: 2 });
    expect(await writing.quantity(line.psaLineId)).toBe(Number(line.before));
    await writing.expectOracle();
  });

  it.each(['line-read', 'intent-stored'] as const)(
    'at "%s" does not overwrite what a person set after the change was made',
    async (point) => {
      const line = await steps.approveNext();
      await sleepingAt(point, line, async () => {
        await writing.untilSettled(line);
        await writing.control.changeLine(Number(line.psaLineId), { quantity: 99 });
      });
      expect(await writing.quantity(line.psaLineId)).toBe(99);
      await writing.control.changeLine(Number(line.psaLineId), { quantity: Number(line.after) });
      await writing.sync();
      await writing.expectOracle();
    },
  );

  it('alone on a reading that has grown old reads again before it sends', async () => {
    const line = await steps.approveNext();
    await sleepingAt('line-read', line, () =>
      writing.control.changeLine(Number(line.psaLineId), { quantity: 99 }),
    );
    expect(await writing.line(line)).toMatchObject({ state: 'stale', code: 'StampMoved', sendCount: 0 });
    expect(await writing.quantity(line.psaLineId)).toBe(99);
    await writing.control.changeLine(Number(line.psaLineId), { quantity: Number(line.before) });
    await writing.sync();
    await writing.expectOracle();
  });
});
