import { asWritten } from '../../messages/message.ts';
import type { ApprovalLine } from '../../db/write-back/approval-lines.ts';
import { copyOfRows } from '../../test/environment/copy-of-rows.ts';
import { endsInTurn, neverInTurn, takeManyEnds } from '../../test/environment/ending-under-test.ts';
import { type WritingSteps, writingSteps } from '../../test/environment/writing-steps.ts';
import { type WritingUnderTest, writingUnderTest } from '../../test/environment/writing-under-test.ts';
import { stopWrites } from '../../use-cases/write-back/write-stop.ts';
import {
  afterConflict,
  describeKillMatrix,
  done,
  type KillTable,
  never,
  rejected,
} from './kill-matrix.fixture.ts';

/**
 * Lines that are ended by a canceled date, and ends that are taken back: the kill matrix, two workers, and rows from an older
 * backup.
 */
let writing: WritingUnderTest;
let steps: WritingSteps;
/** Whose lines were never ended: by these the oracle tells a change that no row knows of. */
let fresh: string[];
let next: Awaited<ReturnType<typeof endsInTurn>>;

beforeAll(async () => {
  writing = await writingUnderTest({ timeoutMs: 200 });
  steps = writingSteps(writing);
  fresh = writing.adjustable.slice(0, neverInTurn);
  await takeManyEnds(writing);
  next = await endsInTurn(writing, 'connectwise');
});
afterAll(() => writing.close());

/** In the order of `outcomes`: a day is absolute, and sent twice at most, as a quantity is. */
const table: KillTable = [
  ['before-reading', null, [done, done, done, done, done, done, rejected]],
  ['line-read', null, [done, done, done, done, done, done, rejected]],
  ['intent-stored', null, [done, done, never, never, done, afterConflict, never]],
  ['change-accepted', null, [done, null, done, done, null, done, null]],
  ['answered', null, [done, done, done, done, done, done, never]],
  ['outcome-stored', null, [done, done, done, done, done, done, rejected]],
  ['before-read-back', 'answered', [done, done, done, done, done, done, never]],
  ['read-back-once', 'answered', [done, done, done, done, done, done, never]],
  ['intent-stored-again', 'intent-stored', [never, never, never, never, never, done, never]],
];

describe.each(['end-line', 'reopen-line'] as const)('%s', (kind) => {
  describeKillMatrix(kind, table, { vendor: 'connectwise', method: 'PATCH' }, () => ({
    writing,
    steps,
    next: next[kind],
  }));

  it.each(['before-reading', 'line-read', 'intent-stored', 'answered'] as const)(
    'by two workers, of which one sleeps at "%s", is made once',
    async (sleepsAt) => {
      const line = await next[kind]();
      let slept = false;
      await writing.attempt(line, {
        steadyMs: () => performance.now() + (slept ? 3_600_000 : 0),
        at: async (point) => {
          if (point !== sleepsAt || slept) return;
          slept = true;
          await writing.untilEnded(line);
        },
      });
      expect(slept).toBe(true);
      expect(await steps.settled(line)).toMatchObject({ state: 'confirmed', requests: 1, writes: 1 });
      await writing.expectOracle();
    },
  );

  describe('in rows from a backup that is older than the sending', () => {
    /** As an operator restores them, after it was made and what people did then; everything live is read again. */
    async function restored(since: (line: ApprovalLine) => Promise<unknown>): Promise<ApprovalLine> {
      const line = await next[kind](fresh.shift());
      const restore = await copyOfRows(writing.db);
      expect(await steps.settled(line)).toMatchObject({ state: 'confirmed', writes: 1 });
      await since(line);
      await restore();
      await stopWrites(writing.db, asWritten('rows were restored'), new Date());
      await writing.land(line);
      return line;
    }
    const forgotten = ['intent-missing', 'request-without-intent'] as const;

    it('is found made, and not sent again', async () => {
      const line = await restored(() => Promise.resolve());
      expect(await steps.settled(line)).toMatchObject({ state: 'unchanged', requests: 1, writes: 1 });
      await writing.expectOracle(forgotten);
    });

    it('is not sent again where a person undid it since', async () => {
      const line = await restored(({ psaLineId, change }) =>
        writing.control.changeLine(Number(psaLineId), {
          cancelledDate: change.kind === 'reopen-line' ? change.lastBilledDay : null,
        }),
      );
      expect(await steps.settled(line)).toMatchObject({ state: 'stale', requests: 1, writes: 1 });
      await writing.expectOracle(forgotten);
    });
  });
});
