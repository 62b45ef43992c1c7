import { type CreatingUnderTest, creatingUnderTest } from '../../test/environment/creating-under-test.ts';
import { kinds } from '../../test/environment/registered-kinds.ts';
import { type WritingSteps, writingSteps } from '../../test/environment/writing-steps.ts';
import { type WritingUnderTest, writingUnderTest } from '../../test/environment/writing-under-test.ts';
import { chooseMethod } from '../../use-cases/write-back/write-methods.ts';
import type { WritePoint } from '../runtime/dependencies.ts';

/** Lines that are created with the whole document of HaloPSA. */
let writing: WritingUnderTest;
let creating: CreatingUnderTest;
let steps: WritingSteps;

beforeAll(async () => {
  writing = await writingUnderTest({}, 'small', 'halopsa');
  steps = writingSteps(writing);
  const remove = (id: string) => writing.control.halo.changeLine(Number(id), { remove: true });
  creating = creatingUnderTest(writing, { kind: 'halopsa', remove });
  await creating.begin();
});
afterAll(() => writing.close());

const usageOf = (label: string) =>
  writing.db
    .selectFrom('usageLine')
    .select(['kind', 'composed'])
    .where('label', '=', label)
    .orderBy('groupKey')
    .execute();

it('a line that comes after the conflict has arrived, says the next reading, and resolving accepts it', async () => {
  const line = await creating.approveNext();
  await writing.control.inject({
    vendor: 'halopsa',
    method: 'POST',
    path: '/api/RecurringInvoice',
    times: 1,
    fault: { kind: 'late-effect', afterMs: 120_000 },
  });
  expect(await creating.settled(line)).toMatchObject({ state: 'conflict', writes: 0 });
  await writing.control.releaseLateEffects();
  await writing.readPsa();
  await writing.recompose();
  expect(await writing.line(line)).toMatchObject({ detail: { id: 'write-back.created.arrived' } });
  await creating.resolveAll();
  expect(await writing.line(line)).toMatchObject({ state: 'confirmed' });
  expect(await usageOf(line.label)).toMatchObject([{ kind: 'match' }]);
  await writing.expectOracle();
});

it('a document that is carried out twice has two lines, and the customer is billed twice from their first day', async () => {
  const line = await creating.approveNext();
  await writing.control.halo.switch({ documentPost: 'keeps' });
  await writing.control.inject({
    vendor: 'halopsa',
    method: 'POST',
    path: '/api/RecurringInvoice',
    times: 1,
    fault: { kind: 'done-twice', afterMs: 120_000 },
  });
  const at = async (point: WritePoint): Promise<void> => {
    if (point === 'answered') await writing.control.releaseLateEffects();
  };
  await writing.untilEnded(line, { at });
  expect(await writing.line(line)).toMatchObject({ state: 'confirmed' });
  expect(await usageOf(line.label)).toMatchObject([
    { kind: 'match' },
    { kind: 'billed-twice', composed: { beginsOn: line.invoiceDate } },
  ]);
  expect(await steps.openNotices('BilledTwice')).toHaveLength(1);
  await writing.expectOracle();
  await writing.control.halo.switch({ documentPost: 'loses' });
});

it.each([
  ['before the log is asked', 'POST', '/api/RecurringInvoice'],
  ['between the log and the last reading', 'GET', '/api/InvoiceChange'],
] as const)(
  'keeps the method where the log gives a change of another line, made %s, to a person',
  async (_, method, path) => {
    const [first, second] = [await creating.approveNext(), await creating.approveNext()];
    const { invoices } = await writing.control.scenarioOf('halopsa');
    const { lines } = invoices.find(({ id }) => String(id) === first.agreementId)!;
    // Only then: the log is asked before the request as well.
    const at = async (point: WritePoint): Promise<void> => {
      if (point !== 'intent-stored') return;
      await writing.control.atMoment({
        when: { vendor: 'halopsa', method, path, phase: 'after-handling' },
        do: { kind: 'change-halo-line', id: lines[0]!.id, changes: { unitPrice: lines[0]!.unitPrice + 1 } },
      });
    };
    expect(await creating.settled(first, { at })).toMatchObject({ state: 'confirmed' });
    expect(await steps.openNotices('WriteChangedOthers')).toEqual([]);
    expect(await creating.settled(second)).toMatchObject({ state: 'confirmed', writes: 1 });
  },
);

it('where others changed with it, no line is created by that method until it is chosen again', async () => {
  const [first, second] = [await creating.approveNext(), await creating.approveNext()];
  const at = async (point: WritePoint): Promise<void> => {
    if (point !== 'answered') return;
    const { foreignId } = await writing.db
      .selectFrom('psaLine')
      .select('foreignId')
      .where('agreementId', '=', first.agreementId)
      .executeTakeFirstOrThrow();
    await writing.control.halo.changeLine(Number(foreignId), { qtyOrder: 77 });
  };
  await writing.untilEnded(first, { at });
  expect(await writing.line(first)).toMatchObject({ state: 'confirmed' });
  expect(await steps.openNotices('WriteChangedOthers')).toMatchObject([{ subject: first.id }]);
  const waits = { state: 'queued', blocked: 'WriteMethodNotProven', requests: 0 };
  expect(await creating.settled(second)).toMatchObject(waits);

  const choices = kinds.psas['halopsa']!.writeChoices!;
  const by = { tenantId: writing.key.tenantId, actor: writing.approver, requestId: null, now: new Date() };
  const choose = (method: string | null) =>
    writing.db
      .transaction()
      .execute((tx) => chooseMethod(tx, writing.key, choices, { choice: 'create', method }, by));
  await writing.db.deleteFrom('outbox').execute();
  // Taking the choice away would bring the same method back as the usual one, without its withdrawal.
  expect(await choose(null)).toMatchObject({ code: 'WriteMethodUnknown' });
  expect(await creating.settled(second)).toMatchObject(waits);
  expect(await choose('new-with-document')).toBeNull();
  const woken = await writing.db.selectFrom('outbox').select('approvalId').execute();
  expect(woken).toEqual([{ approvalId: second.approvalId }]);
  expect(await creating.settled(second)).toMatchObject({ state: 'confirmed', requests: 1, writes: 1 });
});
