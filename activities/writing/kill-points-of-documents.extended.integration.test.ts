import type { ApprovalLine } from '../../db/write-back/approval-lines.ts';
import { readComposedLine } from '../../db/model/stored-documents.ts';
import { setKept, setProven, storeMethod } from '../../db/write-back/write-methods.ts';
import { endsInTurn, takeManyEnds } from '../../test/environment/ending-under-test.ts';
import { type WritingSteps, writingSteps } from '../../test/environment/writing-steps.ts';
import { type WritingUnderTest, writingUnderTest } from '../../test/environment/writing-under-test.ts';
import {
  afterConflict,
  describeKillMatrix,
  done,
  type KillTable,
  never,
  playCell,
  rejected,
  type UnderMatrix,
} from './kill-matrix.fixture.ts';

/**
 * The kill matrices of a PSA that is written by whole documents and by licences, each with a proven method: of quantities,
 * and of lines that are ended by a date or by a count of 0.
 */
let writing: WritingUnderTest;
let steps: WritingSteps;
let labels: Readonly<Record<'by-hand' | 'by-licence', readonly string[]>>;
let ends: Readonly<Record<keyof typeof labels, Awaited<ReturnType<typeof endsInTurn>>>>;
let round = 0;

beforeAll(async () => {
  writing = await writingUnderTest({ timeoutMs: 200 }, 'small', 'halopsa');
  steps = writingSteps(writing);
  await writing.db.transaction().execute(async (tx) => {
    for (const [choice, method] of [
      ['by-hand', 'document'],
      ['by-licence', 'licence'],
    ] as const) {
      await storeMethod(tx, writing.key, choice, method, writing.approver, new Date());
      await setKept(tx, writing.key, method, new Date());
      await setProven(tx, writing.key, method, new Date());
    }
  });
  const kept = await writing.db.selectFrom('psaLine').select(['foreignId', 'keptIn']).execute();
  const followers = new Set(kept.filter(({ keptIn }) => keptIn !== null).map(({ foreignId }) => foreignId));
  const rows = await writing.db.selectFrom('usageLine').select(['label', 'composed', 'form']).execute();
  const follows = (label: string): boolean => {
    const { composed, form } = rows.find((row) => row.label === label)!;
    return followers.has(readComposedLine(composed, form).target?.psaLineId ?? '');
  };
  labels = {
    'by-hand': writing.adjustable.filter((label) => !follows(label)),
    'by-licence': writing.adjustable.filter(follows),
  };
  await takeManyEnds(writing);
  ends = {
    'by-hand': await endsInTurn(writing, 'halopsa', labels['by-hand']),
    'by-licence': await endsInTurn(writing, 'halopsa', labels['by-licence']),
  };
});
afterAll(() => writing.close());

async function approveNext(sort: keyof typeof labels): Promise<ApprovalLine> {
  const label = labels[sort][round++ % labels[sort].length]!;
  const { psaQuantity } = await writing.db
    .selectFrom('usageLine')
    .select('psaQuantity')
    .where('label', '=', label)
    .executeTakeFirstOrThrow();
  return writing.approve(label, { after: String(Number(psaQuantity) + 1) });
}

/** A document says when it was last changed, so that what was not done is proven. */
const documents: KillTable = [
  ['before-reading', null, [done, done, done, done, done, done, rejected]],
  ['line-read', null, [done, done, done, done, done, done, rejected]],
  ['intent-stored', null, [done, done, never, never, done, afterConflict, never]],
  ['answered', null, [done, done, done, done, done, done, never]],
  ['outcome-stored', null, [done, done, done, done, done, done, rejected]],
  ['before-read-back', 'answered', [done, done, done, done, done, done, never]],
  ['read-back-once', 'answered', [done, done, done, done, done, done, never]],
  ['intent-stored-again', 'intent-stored', [never, never, never, never, never, done, never]],
];

/** A licence says nothing of its last change: what shows the old count may have been set back, so a person decides. */
const licences: KillTable = [
  ['line-read', null, [done, done, never, never, done, afterConflict, rejected]],
  ['intent-stored', null, [never, never, never, never, never, never, never]],
  ['answered', null, [done, done, never, never, done, afterConflict, never]],
  ['read-back-once', 'answered', [done, done, never, never, done, afterConflict, never]],
];

const posts = { vendor: 'halopsa', method: 'POST', path: '/api/' } as const;

describeKillMatrix('a document', documents, posts, () => ({
  writing,
  steps,
  next: () => approveNext('by-hand'),
}));

const underLicences = (): UnderMatrix => ({ writing, steps, next: () => approveNext('by-licence') });

describeKillMatrix('a licence', licences, posts, underLicences);

it('a reading too slow for the sending puts it back into the queue, and what the PSA does meets the next one', async () => {
  const points: string[] = [];
  const played = await playCell(
    underLicences(),
    posts,
    { point: 'line-read', outcome: 'not done (409)', dyingFirstAt: null },
    async (point) => {
      points.push(point);
      if (points.length > 1) return;
      // Above the time-out, for more requests than one reading may repeat.
      const fault = { kind: 'delay', ms: 300 } as const;
      await writing.control.inject({ vendor: 'halopsa', method: 'GET', times: 16, fault });
    },
  );
  // The first attempt read nothing, so that the second started over.
  expect(points.slice(0, 2)).toEqual(['before-reading', 'before-reading']);
  expect(played).toMatchObject({ state: 'conflict', requests: 1, writes: 0, met: 1 });
  await writing.expectOracle();
});

const pointsOfEnds: readonly string[] = ['line-read', 'intent-stored', 'answered', 'intent-stored-again'];
const dated = documents.filter(([point]) => pointsOfEnds.includes(point));

/** As quantities are, after these: by then every customer has lost its seats. */
describe.each(['end-line', 'reopen-line'] as const)('%s', (kind) => {
  describeKillMatrix('by a date in the document', dated, posts, () => ({
    writing,
    steps,
    next: ends['by-hand'][kind],
  }));

  describeKillMatrix('by the count of a licence', licences, posts, () => ({
    writing,
    steps,
    next: ends['by-licence'][kind],
  }));
});
