import { sql } from 'kysely';
import { addDays, addMonths } from '../../domain/calendar.ts';
import type { FaultOrder } from '../../sandbox/fault-kinds.ts';
import { readComposedLine } from '../../db/model/stored-documents.ts';
import type { ApprovalLine } from '../../db/write-back/approval-lines.ts';
import type { WritePoint } from '../runtime/dependencies.ts';
import { approveEnd } from '../../test/environment/ending-under-test.ts';
import { runActivity } from '../../test/environment/activities-under-test.ts';
import { createReadPsa } from '../sync/read-psa.ts';
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

/** As if two months had passed since the end: its day is over, and the PSA has nothing booked for the line. */
async function longAgo({ id, psaLineId, invoiceDate }: ApprovalLine): Promise<void> {
  const ended = addMonths(invoiceDate, -2);
  const { contractServices } = await writing.control.scenarioOf('autotask');
  const { steps } = contractServices.find((service) => String(service.id) === psaLineId)!;
  const before = steps.filter(({ day }) => day < ended);
  const changes = { steps: [...before, { day: ended, units: 0 }] };
  await writing.control.editAutotask({ kind: 'contract-service', id: Number(psaLineId), changes });
  const lastBilledDay = addDays(ended, -1);
  await writing.db.transaction().execute(async (tx) => {
    await sql`set local session_replication_role = replica`.execute(tx);
    await tx
      .updateTable('approvalLine')
      .set({ lastBilledDay, invoiceDate: ended })
      .where('id', '=', id)
      .execute();
    await tx.updateTable('writeIntent').set({ firstDay: ended }).where('approvalLineId', '=', id).execute();
  });
}

/** What a sync reads of the PSA, booked changes with it. */
async function readInSync(): Promise<void> {
  const run = await writing.newRun();
  await runActivity(createReadPsa(writing.deps()), run);
  await writing.ended(run, 'succeeded');
  await writing.recompose();
}

it('sets the units of an ended service again when seats return, and creates no second one', async () => {
  const ended = await endNext();
  expect(await steps.settled(ended)).toMatchObject({ state: 'confirmed' });
  await longAgo(ended);
  const row = await writing.db
    .selectFrom('usageLine')
    .select(['composed', 'form'])
    .where('label', '=', ended.label)
    .executeTakeFirstOrThrow();
  const accounts = readComposedLine(row.composed, row.form).accounts.map(({ accountId }) => accountId);
  const counted = { seats: 15, byStatus: JSON.stringify({ active: 15 }) };
  await writing.db.updateTable('seatCount').set(counted).where('vendorAccountId', 'in', accounts).execute();
  await readInSync();
  const services = async () =>
    (await writing.control.scenarioOf('autotask')).contractServices.filter(
      ({ contractID }) => String(contractID) === ended.agreementId,
    ).length;
  const before = await services();
  const again = await writing.approve(ended.label);
  expect(again).toMatchObject({ psaLineId: ended.psaLineId, before: '0', after: '15' });
  expect(await steps.settled(again)).toMatchObject({ state: 'confirmed', requests: 1, writes: 1 });
  expect([await writing.quantity(ended.psaLineId), await services()]).toEqual([15, before]);
});
