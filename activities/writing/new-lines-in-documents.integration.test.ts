import { type CreatingUnderTest, creatingUnderTest } from '../../test/environment/creating-under-test.ts';
import { kinds } from '../../test/environment/registered-kinds.ts';
import { type WritingSteps, writingSteps } from '../../test/environment/writing-steps.ts';
import { type WritingUnderTest, writingUnderTest } from '../../test/environment/writing-under-test.ts';
import { chooseMethod } from '../../use-cases/write-back/write-methods.ts';
import type { WritePoint } from '../attempt/dependencies.ts';

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
