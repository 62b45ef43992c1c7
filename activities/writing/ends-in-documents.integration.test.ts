import type { FaultOrder } from '../../sandbox/fault-kinds.ts';
import type { WritePoint } from '../runtime/dependencies.ts';
import { addDays } from '../../domain/calendar.ts';
import { readComposedLine } from '../../db/model/stored-documents.ts';
import { setKept, setProven, storeMethod } from '../../db/write-back/write-methods.ts';
import { approveEnd } from '../../test/environment/ending-under-test.ts';
import { changeCanceledDay } from '../../use-cases/write-back/canceled-day.ts';
import { type WritingSteps, writingSteps } from '../../test/environment/writing-steps.ts';
import { type WritingUnderTest, writingUnderTest } from '../../test/environment/writing-under-test.ts';

/** Lines of a document that end by a date: one that is proven not to have happened may be sent once more. */
let writing: WritingUnderTest;
let steps: WritingSteps;
let labels: readonly string[];
let turn = 0;

beforeAll(async () => {
  writing = await writingUnderTest({ timeoutMs: 400 }, 'small', 'halopsa');
  steps = writingSteps(writing);
  await writing.db.transaction().execute(async (tx) => {
    await storeMethod(tx, writing.key, 'by-hand', 'document', writing.approver, new Date());
    await setKept(tx, writing.key, 'document', new Date());
    await setProven(tx, writing.key, 'document', new Date());
  });
  const rows = await writing.db
    .selectFrom('psaLine')
    .select('foreignId')
    .where('keptIn', 'is', null)
    .execute();
  const byHand = new Set(rows.map(({ foreignId }) => foreignId));
  const lines = await writing.db.selectFrom('usageLine').select(['label', 'composed', 'form']).execute();
  labels = lines
    .filter(({ label }) => writing.adjustable.includes(label))
    .filter(({ composed, form }) => byHand.has(readComposedLine(composed, form).target?.psaLineId ?? ''))
    .map(({ label }) => label);
});
afterEach(() => writing.control.clear());
afterAll(() => writing.close());

const endNext = () => approveEnd(writing, labels[turn++]!, { emptied: true });

const once = (fault: FaultOrder['fault']): FaultOrder => ({
  vendor: 'halopsa',
  method: 'POST',
  times: 1,
  fault,
});

it.each([
  ['answered', null, 1],
  ['whose answer is lost', once({ kind: 'done-answer-lost' }), 1],
  ['that is not made', once({ kind: 'status', status: 503 }), 2],
] as const)('an end %s is made once', async (_, fault, requests) => {
  const line = await endNext();
  const at = async (point: WritePoint): Promise<void> => {
    if (fault !== null && point === 'intent-stored') await writing.control.inject(fault);
  };
  expect(await steps.settled(line, { at })).toMatchObject({ state: 'confirmed', requests });
  const { invoices } = await writing.control.scenarioOf('halopsa');
  const ended = invoices.flatMap(({ lines }) => lines).find(({ id }) => String(id) === line.psaLineId)!;
  expect(ended).toMatchObject({ qtyOrder: Number(line.before) });
  expect(
    await writing.db
      .selectFrom('psaLine')
      .select('cancelledDate')
      .where('foreignId', '=', line.psaLineId)
      .executeTakeFirst(),
  ).toEqual({ cancelledDate: addDays(line.invoiceDate, -1) });
  await writing.expectOracle();
});

it('an end names the day after, and is billed for its last day, if HaloPSA does not bill the canceled day', async () => {
  const { control, db, key, approver: actor } = writing;
  await control.halo.switch({ endDay: 'not-billed' });
  const by = { tenantId: key.tenantId, actor, requestId: null, now: new Date() };
  const changed = await db
    .transaction()
    .execute((tx) => changeCanceledDay(tx, key, { canceledDates: true }, 'not-billed', by));
  expect(changed).toBeNull();
  const line = await approveEnd(writing, labels[turn++]!, { emptied: true, onInvoiceDay: true });
  const at = async (point: WritePoint): Promise<void> => {
    if (point === 'intent-stored') await control.inject(once({ kind: 'done-answer-lost' }));
  };
  expect(await steps.settled(line, { at })).toMatchObject({ state: 'confirmed', requests: 1 });
  await writing.expectOracle();
  await control.halo.makeInvoice([Number(line.agreementId)]);
  const { invoices, created = [] } = await control.scenarioOf('halopsa');
  const ended = invoices.flatMap(({ lines }) => lines).find(({ id }) => String(id) === line.psaLineId)!;
  expect(ended.endDate?.slice(0, 10)).toBe(line.invoiceDate);
  const invoice = created.at(-1)!;
  expect(invoice.date).toBe(addDays(line.invoiceDate, -1));
  expect(invoice.lines.map(({ recurringInvoiceLineId }) => String(recurringInvoiceLineId))).toContain(
    line.psaLineId,
  );
});
