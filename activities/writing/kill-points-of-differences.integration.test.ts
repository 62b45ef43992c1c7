import { noteWriteRight, type ApprovalLine } from '../../db/write-back/approvals.ts';
import type { ApprovalLineState } from '../../domain/states.ts';
import type { FaultOrder } from '../../sandbox/fault-kinds.ts';
import { type WritingSteps, writingSteps } from '../../test/environment/writing-steps.ts';
import { Crash, type WritingUnderTest, writingUnderTest } from '../../test/environment/writing-under-test.ts';
import type { WritePoint } from '../dependencies.ts';

/**
 * Every moment between two steps of a write of a difference × what the PSA can do: the worker dies there once, then attempts
 * go on until nothing is due. No machine sends a difference again that may have been made. The table is printed.
 */
let writing: WritingUnderTest;
let steps: WritingSteps;
const results: Record<string, Record<string, string>> = {};

beforeAll(async () => {
  writing = await writingUnderTest({ timeoutMs: 400 }, 'small', 'autotask');
  steps = writingSteps(writing);
  await writing.db
    .transaction()
    .execute((tx) => noteWriteRight(tx, writing.key, 'proven', new Date('2026-01-01T00:00:00Z')));
}, 120_000);
afterAll(async () => {
  // oxlint-disable-next-line no-console -- the table of all kill points is quoted
  if (Object.keys(results).length > 0) console.table(results);
  await writing.close();
});

type Outcome = 'done' | 'answer lost' | 'cut off' | 'not done (503)' | 'refused (500)' | 'too many threads';

const fault = (of: FaultOrder['fault']): FaultOrder => ({
  vendor: 'autotask',
  method: 'POST',
  times: 1,
  fault: of,
});
const outcomes: Readonly<Record<Outcome, FaultOrder | null>> = {
  done: null,
  'answer lost': fault({ kind: 'done-answer-lost' }),
  'cut off': fault({ kind: 'reset' }),
  'not done (503)': fault({ kind: 'status', status: 503 }),
  'refused (500)': fault({
    kind: 'status',
    status: 500,
    text: 'Attempt to insert duplicate data into contract_service_period.',
  }),
  'too many threads': fault({ kind: 'status', status: 500, text: 'Itgenatr005 Thread Threshold Exceeded' }),
};

type Expected = readonly [state: ApprovalLineState, changes: 0 | 1];
const done: Expected = ['confirmed', 1];
/** The former units stand: nobody can tell that it was not made, so a person looks. */
const person: Expected = ['conflict', 0];
const refused: Expected = ['refused', 0];

/** In the order of `outcomes`. */
const table: readonly (readonly [WritePoint, WritePoint | null, readonly Expected[]])[] = [
  ['before-reading', null, [done, done, person, person, refused, done]],
  ['neighbours-read', null, [done, done, person, person, refused, done]],
  ['line-read', null, [done, done, person, person, refused, done]],
  ['intent-stored', null, [person, person, person, person, person, person]],
  ['answered', null, [done, done, person, person, person, person]],
  ['outcome-stored', null, [done, done, person, person, refused, done]],
  ['before-read-back', 'answered', [done, done, person, person, person, person]],
  ['read-back-once', 'answered', [done, done, person, person, person, person]],
];

const cells = table.flatMap(([point, dyingFirstAt, expected]) =>
  (Object.keys(outcomes) as Outcome[]).map((outcome, column) => ({
    point,
    outcome,
    dyingFirstAt,
    expected: expected[column]!,
  })),
);

async function dieAt(line: ApprovalLine, crashAt: WritePoint): Promise<void> {
  await expect(writing.untilSettled(line, { crashAt })).rejects.toThrow(Crash);
}

describe(`a worker that dies once while it sends a difference, in ${cells.length} ways,`, () => {
  it.each(cells)('at "$point" while the PSA does "$outcome" ends as it must', async (cell) => {
    const line = await steps.approveNext();
    const order = outcomes[cell.outcome];
    const path = `/ATServicesRest/V1.0/Contracts/${line.agreementId}/ServiceAdjustments`;
    if (order !== null) await writing.control.arm({ ...order, path });
    if (cell.dyingFirstAt !== null) await dieAt(line, cell.dyingFirstAt);
    await dieAt(line, cell.point);
    // What was refused unheard waits in the queue for its next turn.
    await writing.untilSettled(line);
    const { state, writes, requests } = await steps.settled(line);
    await writing.control.disarm();
    (results[cell.point] ??= {})[cell.outcome] = `${state}, ${writes}`;
    expect([state, writes]).toEqual(cell.expected);
    expect(await writing.quantity(line.psaLineId)).toBe(Number(writes === 1 ? line.after : line.before));
    // What was refused unheard was no sending.
    expect(requests).toBeLessThanOrEqual(cell.outcome === 'too many threads' ? 2 : 1);
    await writing.expectOracle();
    // Its day is long over before the line has its next turn.
    await writing.db
      .updateTable('writeIntent')
      .set({ firstDay: '2000-01-01' })
      .where('approvalLineId', '=', line.id)
      .execute();
  });
});

it('two workers at one difference make one of it', async () => {
  const line = await steps.approveNext();
  await Promise.all([writing.untilSettled(line), writing.untilSettled(line)]);
  expect(await steps.settled(line)).toMatchObject({ state: 'confirmed', requests: 1, writes: 1 });
  await writing.expectOracle();
});
