import { noteWriteRight } from '../../db/write-back/approvals.ts';
import { endsInTurn, takeManyEnds } from '../../test/environment/ending-under-test.ts';
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

/** The kill matrix of lines that are ended by units of 0, and reopened by the opposite difference. */
let writing: WritingUnderTest;
let steps: WritingSteps;
let next: Awaited<ReturnType<typeof endsInTurn>>;

beforeAll(async () => {
  writing = await writingUnderTest({ timeoutMs: 400 }, 'small', 'autotask');
  steps = writingSteps(writing);
  await writing.db
    .transaction()
    .execute((tx) => noteWriteRight(tx, writing.key, 'write', 'proven', new Date('2026-01-01T00:00:00Z')));
  await takeManyEnds(writing);
  next = await endsInTurn(writing, 'autotask', writing.adjustable);
});
afterAll(() => writing.close());

/** In the order of `outcomes`. A difference is never sent again: where the former units stand, a person looks. */
const table: KillTable = [
  ['line-read', null, [done, done, never, never, done, afterConflict, rejected]],
  ['intent-stored', null, [never, never, never, never, never, never, never]],
  ['answered', null, [done, done, never, never, done, afterConflict, never]],
  ['outcome-stored', null, [done, done, never, never, done, afterConflict, rejected]],
  ['read-back-once', 'answered', [done, done, never, never, done, afterConflict, never]],
];

describe.each(['end-line', 'reopen-line'] as const)('%s', (kind) => {
  // IDs of contracts begin with a 2; queries are posted as well, to "Contracts/query".
  const adjustments = {
    vendor: 'autotask',
    method: 'POST',
    path: '/ATServicesRest/V1.0/Contracts/2',
  } as const;
  describeKillMatrix(kind, table, adjustments, () => ({ writing, steps, next: next[kind] }));
});
