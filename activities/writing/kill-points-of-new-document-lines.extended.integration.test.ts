import { type CreatingUnderTest, creatingUnderTest } from '../../test/environment/creating-under-test.ts';
import { writingSteps } from '../../test/environment/writing-steps.ts';
import { type WritingUnderTest, writingUnderTest } from '../../test/environment/writing-under-test.ts';
import {
  afterConflict,
  describeKillMatrix,
  done,
  type KillTable,
  never,
  rejected,
} from './kill-matrix.fixture.ts';

/** The kill matrix of lines that are created with the whole document. */
let writing: WritingUnderTest;
let creating: CreatingUnderTest;

beforeAll(async () => {
  writing = await writingUnderTest({ timeoutMs: 200 }, 'small', 'halopsa');
  const remove = (id: string) => writing.control.halo.changeLine(Number(id), { remove: true });
  creating = creatingUnderTest(writing, { kind: 'halopsa', remove });
  await creating.begin();
});
afterAll(async () => writing.close());

/** In the order of `outcomes`. Whatever may have left is never sent again, so what was not done goes to a person. */
const table: KillTable = [
  ['line-read', null, [done, done, never, never, done, afterConflict, rejected]],
  ['intent-stored', null, [never, never, never, never, never, never, never]],
  // Nothing is read after what was not accepted.
  ['change-accepted', null, [done, null, null, null, null, null, null]],
  ['answered', null, [done, done, never, never, done, afterConflict, never]],
  ['outcome-stored', null, [done, done, never, never, done, afterConflict, rejected]],
  ['read-back-once', 'answered', [done, done, never, never, done, afterConflict, never]],
];

describeKillMatrix(
  'a document with a new line',
  table,
  { vendor: 'halopsa', method: 'POST', path: '/api/' },
  () => ({
    writing,
    steps: { ...writingSteps(writing), settled: (...asked) => creating.settled(...asked) },
    next: () => creating.approveNext(),
  }),
);
