import type { ApprovalLine } from '../../db/write-back/approval-lines.ts';
import { type WritingSteps, writingSteps } from '../../test/environment/writing-steps.ts';
import { type WritingUnderTest, writingUnderTest } from '../../test/environment/writing-under-test.ts';
import type { WritePoint } from '../runtime/dependencies.ts';
import {
  afterConflict,
  describeKillMatrix,
  dieAt,
  done,
  type KillTable,
  never,
  rejected,
} from './kill-matrix.fixture.ts';

/**
 * Every moment between two steps of a write × everything the PSA can do: the worker dies there once, then attempts go on
 * until it came to an end. The table is printed.
 */
let writing: WritingUnderTest;
let steps: WritingSteps;

beforeAll(async () => {
  writing = await writingUnderTest({ timeoutMs: 200 });
  steps = writingSteps(writing);
});
afterAll(async () => {
  await writing.close();
});

/** In the order of `outcomes`. What dies with a stored intent has used one of the two sendings. */
const table: KillTable = [
  ['before-reading', null, [done, done, done, done, done, done, rejected]],
  ['neighbors-read', null, [done, done, done, done, done, done, rejected]],
  ['line-read', null, [done, done, done, done, done, done, rejected]],
  ['intent-stored', null, [done, done, never, never, done, afterConflict, never]],
  // Where the answer is lost or a rejection, nothing is read after the change.
  ['change-accepted', null, [done, null, done, done, null, done, null]],
  ['answered', null, [done, done, done, done, done, done, never]],
  ['outcome-stored', null, [done, done, done, done, done, done, rejected]],
  ['before-read-back', 'answered', [done, done, done, done, done, done, never]],
  ['read-back-once', 'answered', [done, done, done, done, done, done, never]],
  // The first sending never left, was rejected unheard, or was not done in time; the second dies before it leaves.
  ['intent-stored-again', 'intent-stored', [never, never, never, never, never, done, never]],
];

describeKillMatrix('a PATCH', table, { vendor: 'connectwise', method: 'PATCH' }, () => ({
  writing,
  steps,
  next: () => steps.approveNext(),
}));

describe('a worker that dies twice in a row', () => {
  const twice: readonly (readonly [WritePoint, WritePoint])[] = [
    ['before-reading', 'line-read'],
    ['line-read', 'intent-stored'],
    ['line-read', 'answered'],
    ['intent-stored', 'before-read-back'],
    ['intent-stored', 'read-back-once'],
    ['intent-stored', 'change-accepted'],
    ['intent-stored', 'answered'],
    ['change-accepted', 'read-back-once'],
    ['answered', 'before-read-back'],
    ['answered', 'read-back-once'],
    ['before-reading', 'outcome-stored'],
  ];
  it.each(twice)('at "%s" and at "%s" leaves a change that is made once', async (first, second) => {
    const line = await steps.approveNext();
    await dieAt(writing, line, first);
    await dieAt(writing, line, second);
    await writing.untilEnded(line);
    expect((await writing.line(line)).state).toBe('confirmed');
    expect(await writing.quantity(line.psaLineId)).toBe(Number(line.after));
    await writing.expectOracle();
  });

  it('at one read-back after the other sends nothing meanwhile', async () => {
    const line = await steps.approveNext();
    await dieAt(writing, line, 'answered');
    const sent = await writing.patches(line.psaLineId);
    for (const point of ['read-back-once', 'before-read-back', 'read-back-once'] as const)
      await dieAt(writing, line, point);
    expect(await writing.patches(line.psaLineId)).toEqual(sent);
    await writing.untilEnded(line);
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
    'neighbors-read',
    'line-read',
    'intent-stored',
    'change-accepted',
    'answered',
    'outcome-stored',
  ] as const)('at "%s" changes nothing when it wakes', async (point) => {
    const line = await steps.approveNext();
    await sleepingAt(point, line, () => writing.untilEnded(line));
    expect(await writing.line(line)).toMatchObject({ state: 'confirmed' });
    expect(await writing.quantity(line.psaLineId)).toBe(Number(line.after));
    await writing.expectOracle();
  });

  it.each(['before-read-back', 'read-back-once'] as const)(
    'at "%s" changes nothing when it wakes',
    async (point) => {
      const line = await steps.approveNext();
      await dieAt(writing, line, 'intent-stored');
      await sleepingAt(point, line, () => writing.untilEnded(line));
      expect(await writing.line(line)).toMatchObject({ state: 'confirmed', sendCount: 2 });
      await writing.expectOracle();
    },
  );

  it('with the second intent stored sends nothing when it wakes', async () => {
    const line = await steps.approveNext();
    await dieAt(writing, line, 'intent-stored');
    await sleepingAt('intent-stored-again', line, () => writing.untilEnded(line));
    expect(await writing.line(line)).toMatchObject({ state: 'conflict', sendCount: 2 });
    expect(await writing.quantity(line.psaLineId)).toBe(Number(line.before));
    await writing.expectOracle();
  });

  it.each(['line-read', 'intent-stored'] as const)(
    'at "%s" does not overwrite what a person set after the change was made',
    async (point) => {
      const line = await steps.approveNext();
      await sleepingAt(point, line, async () => {
        await writing.untilEnded(line);
        await writing.control.changeLine(Number(line.psaLineId), { quantity: 99 });
      });
      expect(await writing.quantity(line.psaLineId)).toBe(99);
      await writing.control.changeLine(Number(line.psaLineId), { quantity: Number(line.after) });
      await writing.readPsa();
      await writing.expectOracle();
    },
  );

  it('alone on a reading that has grown old reads again before it sends', async () => {
    const line = await steps.approveNext();
    await sleepingAt('line-read', line, () =>
      writing.control.changeLine(Number(line.psaLineId), { quantity: 99 }),
    );
    expect(await writing.line(line)).toMatchObject({ state: 'stale', code: 'SnapshotChanged', sendCount: 0 });
    expect(await writing.quantity(line.psaLineId)).toBe(99);
    await writing.control.changeLine(Number(line.psaLineId), { quantity: Number(line.before) });
    await writing.readPsa();
    await writing.expectOracle();
  });
});
