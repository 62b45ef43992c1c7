import { type CreatingUnderTest, creatingUnderTest } from '../../test/environment/creating-under-test.ts';
import { type WritingUnderTest, writingUnderTest } from '../../test/environment/writing-under-test.ts';

/** Lines that Autotask creates in two steps: what their groups show before the next sync, and after a catalog load. */
let writing: WritingUnderTest;
let creating: CreatingUnderTest;

beforeAll(async () => {
  writing = await writingUnderTest({}, 'small', 'autotask');
  const remove = (id: string) =>
    writing.control.editAutotask({ kind: 'contract-service', id: Number(id), remove: true });
  creating = creatingUnderTest(writing, { kind: 'autotask', remove });
  await creating.begin();
});
afterAll(() => writing.close());

it('a line with its units is counted from its second step on, and advises no further one', async () => {
  const line = await creating.approveNext();
  expect(await creating.settled(line)).toMatchObject({ state: 'confirmed', requests: 1, writes: 1 });
  const shown = () =>
    writing.db
      .selectFrom('usageLine')
      .select(['kind', 'psaQuantity', 'vendorQuantity'])
      .where('label', '=', line.label)
      .executeTakeFirstOrThrow();
  const matched = { kind: 'match', psaQuantity: String((await shown()).vendorQuantity) };
  expect(await shown()).toMatchObject(matched);
  // It says nothing of what is booked for later days.
  await writing.readPsa();
  expect(await shown()).toMatchObject(matched);
  await writing.expectOracle();
});
