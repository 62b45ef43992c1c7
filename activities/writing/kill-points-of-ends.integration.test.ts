import { noteWriteRight } from '../../db/write-back/approvals.ts';
import { endsInTurn } from '../../test/environment/ending-under-test.ts';
import { type WritingSteps, writingSteps } from '../../test/environment/writing-steps.ts';
import { type WritingUnderTest, writingUnderTest } from '../../test/environment/writing-under-test.ts';
import {
  afterConflict,
  describeKillMatrix,
  done,
  type KillTable,
  never,
  rejected,
} from './kill-matrix.fixture.ts';

/** The kill matrix of lines that are ended by a canceled date, and of ends that are taken back. */
let writing: WritingUnderTest;
let steps: WritingSteps;
let next: Readonly<Record<'end-line' | 'reopen-line', ReturnType<typeof endsInTurn>>>;

beforeAll(async () => {
  writing = await writingUnderTest({ timeoutMs: 200 });
  steps = writingSteps(writing);
  await writing.db
    .transaction()
    .execute((tx) => noteWriteRight(tx, writing.key, 'end', 'proven', new Date('2026-01-01T00:00:00Z')));
  const setEnd = (lineId: string, cancelledDate: null) =>
    writing.control.changeLine(Number(lineId), { cancelledDate });
  next = {
    'end-line': endsInTurn(writing, 'end-line', setEnd),
    'reopen-line': endsInTurn(writing, 'reopen-line', setEnd),
  };
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
});
