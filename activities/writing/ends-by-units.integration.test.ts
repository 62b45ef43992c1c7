import { addMonths } from '../../domain/calendar.ts';
import type { FaultOrder } from '../../sandbox/fault-kinds.ts';
import type { ApprovalLine } from '../../db/write-back/approval-lines.ts';
import type { WritePoint } from '../attempt/dependencies.ts';
import { approveEnd } from '../../test/environment/ending-under-test.ts';
import { waitsForProof } from './proof-waits.ts';
import { type WritingSteps, writingSteps } from '../../test/environment/writing-steps.ts';
import { type WritingUnderTest, writingUnderTest } from '../../test/environment/writing-under-test.ts';

/** Lines that end by units of 0 from a day on, which is a difference: never sent a second time. */
let writing: WritingUnderTest;
let steps: WritingSteps;
let turn = 0;

beforeAll(async () => {
  writing = await writingUnderTest({ timeoutMs: 400 }, 'small', 'autotask');
  steps = writingSteps(writing);
});
afterEach(() => writing.control.clear());
afterAll(() => writing.close());

const endNext = () => approveEnd(writing, writing.adjustable[turn++]!, { emptied: true });

const once = (fault: FaultOrder['fault']): FaultOrder => ({
  vendor: 'autotask',
  method: 'POST',
  times: 1,
  fault,
});

it('the first end proves the right by itself, on whatever day; the first change of a quantity acts on a later one', async () => {
  const line = await endNext();
  const today = line.invoiceDate;
  const unproven = { writeRight: 'unknown', createRight: 'unknown', endRight: 'unknown' } as const;
  const onToday = (one: ApprovalLine) => waitsForProof(writing.db, unproven, one, { day: today, today });
  expect(await onToday(line)).toBeNull();
  expect(await onToday({ ...line, change: { kind: 'set-quantity' } })).toMatchObject({
    id: 'write-back.proving.not-ahead',
  });
  expect(await steps.settled(line)).toMatchObject({ state: 'confirmed', requests: 1, writes: 1 });
});

it.each([
  ['answered', null, 'confirmed', 1],
  ['whose answer is lost', once({ kind: 'done-answer-lost' }), 'confirmed', 1],
  ['that is not made', once({ kind: 'status', status: 503 }), 'conflict', 0],
] as const)('an end %s is sent once', async (_, fault, state, writes) => {
  const line = await endNext();
  // Only then: reading asks by POST as well.
  const at = async (point: WritePoint): Promise<void> => {
    if (fault !== null && point === 'intent-stored') await writing.control.inject(fault);
  };
  expect(await steps.settled(line, { at })).toMatchObject({ state, requests: 1, writes });
  expect(await writing.quantity(line.psaLineId)).toBe(writes === 1 ? 0 : Number(line.before));
  await writing.expectOracle();
});

it('whose answer is lost is found though a person booked units for later again', async () => {
  const line = await endNext();
  const at = async (point: WritePoint): Promise<void> => {
    if (point === 'intent-stored') await writing.control.inject(once({ kind: 'done-answer-lost' }));
    if (point !== 'before-read-back') return;
    const effectiveDate = addMonths(line.invoiceDate, 2);
    const id = Number(line.psaLineId);
    await writing.control.editAutotask({ kind: 'adjust', id, unitChange: 5, effectiveDate });
  };
  expect(await steps.settled(line, { at })).toMatchObject({ state: 'confirmed', requests: 1, writes: 1 });
});
