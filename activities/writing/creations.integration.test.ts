import { addDays } from '../../domain/calendar.ts';
import { asWritten } from '../../messages/message.ts';
import type { Tx } from '../../db/model/database.ts';
import type { ApprovalLine } from '../../db/write-back/approval-lines.ts';
import type { FaultOrder } from '../../sandbox/fault-kinds.ts';
import { copyOfRows } from '../../test/environment/copy-of-rows.ts';
import { type CreatingUnderTest, creatingUnderTest } from '../../test/environment/creating-under-test.ts';
import { kinds } from '../../test/environment/registered-kinds.ts';
import { type WritingSteps, writingSteps } from '../../test/environment/writing-steps.ts';
import { Crash, type WritingUnderTest, writingUnderTest } from '../../test/environment/writing-under-test.ts';
import { decideUsageLines } from '../../use-cases/decisions/decide-usage-lines.ts';
import { acknowledgeNotice } from '../../use-cases/notices/acknowledge-notice.ts';
import { cancelWriteBack } from '../../use-cases/write-back/cancel-write-back.ts';
import { stopWrites } from '../../use-cases/write-back/write-stop.ts';
import type { WritePoint } from '../runtime/dependencies.ts';

/** What ConnectWise answers to the creation of a line, what becomes of it, and what people do meanwhile: one line, once. */
let writing: WritingUnderTest;
let creating: CreatingUnderTest;
let steps: WritingSteps;

beforeAll(async () => {
  writing = await writingUnderTest({ timeoutMs: 300 });
  steps = writingSteps(writing);
  const remove = (id: string) => writing.control.changeLine(Number(id), { remove: true });
  creating = creatingUnderTest(writing, { kind: 'connectwise', remove });
  await creating.begin();
});
afterEach(() => writing.control.clear());
afterAll(() => writing.close());

const onPost = (fault: FaultOrder['fault'], times = 1): FaultOrder => ({
  vendor: 'connectwise',
  method: 'POST',
  times,
  fault,
});
const unavailable = onPost({ kind: 'status', status: 503 });
const lost = onPost({ kind: 'done-answer-lost' });

const dieAt = (line: ApprovalLine, crashAt: WritePoint): Promise<void> =>
  expect(writing.untilEnded(line, { crashAt })).rejects.toThrow(Crash);

const additionsOf = async ({ agreementId, change }: ApprovalLine) => {
  const productId = change.kind === 'create-line' ? Number(change.line.productId) : null;
  const { additions } = await writing.control.scenarioOf('connectwise');
  return additions.filter((one) => String(one.agreementId) === agreementId && one.product.id === productId);
};

/** The line as PSA and rows have it, once, with its usage line. */
async function expectCreated(line: ApprovalLine): Promise<void> {
  const [addition, ...others] = await additionsOf(line);
  expect(others).toEqual([]);
  expect(addition).toMatchObject({ serialNumber: line.psaLineId, quantity: Number(line.after) });
  expect((await writing.line(line)).createdLineId).toBe(String(addition!.id));
  await writing.expectOracle();
}

const usageOf = ({ label }: ApprovalLine) =>
  writing.db
    .selectFrom('usageLine')
    .select(['kind', 'need', 'composed'])
    .where('label', '=', label)
    .orderBy('groupKey')
    .execute();

const detailOf = async (line: ApprovalLine) => (await writing.line(line)).detail?.id;

/** Another person adds a line of the same product to the agreement. */
const addedByPerson = async ({ agreementId, after, change }: ApprovalLine): Promise<number> => {
  const { additions } = await writing.control.scenarioOf('connectwise');
  const { id } = await writing.control.addLine(additions[0]!.id, {
    agreementId: Number(agreementId),
    ...(change.kind === 'create-line' ? { productId: Number(change.line.productId) } : {}),
    quantity: Number(after),
    serialNumber: '',
    cancelledDate: null,
  });
  return id;
};

describe('ConnectWise answers to the creation of a line', () => {
  it('with the line: confirmed, and its usage line agrees', async () => {
    const line = await creating.approveNext();
    expect(await creating.settled(line)).toMatchObject({ state: 'confirmed', requests: 1, writes: 1 });
    expect(await detailOf(line)).toBe('write-back.created.as');
    await expectCreated(line);
    const { kind } = await writing.db
      .selectFrom('usageLine')
      .select('kind')
      .where('label', '=', line.label)
      .executeTakeFirstOrThrow();
    expect(kind).toBe('match');
  });

  it.each<[string, FaultOrder]>([
    ['409, and creates it all the same', onPost({ kind: 'done-status', status: 409 })],
    ['with half an answer', onPost({ kind: 'cut-body' })],
    ['nothing', lost],
  ])('%s: found by its marker, sent once', async (_, fault) => {
    const line = await creating.approveNext();
    await writing.control.inject(fault);
    expect(await creating.settled(line)).toMatchObject({ state: 'confirmed', requests: 1, writes: 1 });
    await expectCreated(line);
  });

  it('404 or 503: never sent again, and a person sees both lists', async () => {
    for (const status of [404, 503]) {
      const line = await creating.approveNext();
      await writing.control.inject(onPost({ kind: 'status', status }));
      expect(await creating.settled(line)).toMatchObject({ state: 'conflict', requests: 1, writes: 0 });
      expect(await detailOf(line)).toBe('write-back.created.not-found');
      const { lists } = await writing.db
        .selectFrom('writeIntent')
        .select('lists')
        .where('approvalLineId', '=', line.id)
        .executeTakeFirstOrThrow();
      expect(lists).toHaveLength(2);
      await writing.expectOracle();
    }
  });

  it.each([
    [401, 'WriteBlocked'],
    [429, 'PsaBusy'],
  ])('%i: stays queued, and is created once later', async (status, blocked) => {
    const line = await creating.approveNext();
    await writing.control.inject(onPost({ kind: 'status', status }));
    expect(await writing.untilSettled(line)).toMatchObject({ open: 1, blocked });
    expect(await writing.line(line)).toMatchObject({ state: 'queued', sendCount: 0 });
    expect(await creating.settled(line)).toMatchObject({ state: 'confirmed', requests: 2, writes: 1 });
    await expectCreated(line);
  });

  it('with another price: confirmed, and a notice says so', async () => {
    const line = await creating.approveNext({ catalogPrice: '99.50' });
    expect(await creating.settled(line)).toMatchObject({ state: 'confirmed', writes: 1 });
    expect(await steps.openNotices('NewLineNotAsApproved')).toMatchObject([{ subject: line.id }]);
    await writing.expectOracle();
  });
});

it('a line that another person ends at once is confirmed, and a notice says so', async () => {
  const line = await creating.approveNext();
  const at = async (point: WritePoint): Promise<void> => {
    if (point === 'answered')
      await writing.control.changeLine((await additionsOf(line))[0]!.id, {
        cancelledDate: '2031-01-31',
      });
  };
  await writing.untilEnded(line, { at });
  expect(await writing.line(line)).toMatchObject({ state: 'confirmed' });
  expect(await steps.openNotices('NewLineNotAsApproved')).toContainEqual(
    expect.objectContaining({ subject: line.id, detail: expect.stringContaining('canceled date') }),
  );
});

describe('the lists after an answer that was lost', () => {
  it('that cannot be read are no empty ones: nothing is decided, and after a day a person is asked', async () => {
    const line = await creating.approveNext();
    await dieAt(line, 'answered');
    await writing.control.inject({ vendor: 'connectwise', method: 'GET', fault: { kind: 'status', status: 503 } });
    expect(await writing.untilSettled(line)).toMatchObject({ open: 1, blocked: 'PsaUnreachable' });
    expect(await writing.line(line)).toMatchObject({ state: 'unknown' });
    await writing.untilSettled(line, { now: () => new Date(Date.now() + 25 * 3_600_000) });
    expect(await writing.line(line)).toMatchObject({ state: 'conflict', sendCount: 1 });
    await writing.control.clear();
    await writing.readPsa();
    await writing.expectOracle();
  }); // prettier-ignore

  it('with the marker on two lines of which one is not as approved: a person decides', async () => {
    const line = await creating.approveNext();
    await writing.control.inject(lost);
    const copied = async (point: WritePoint): Promise<void> => {
      if (point === 'read-back-once')
        await writing.control.addLine((await additionsOf(line))[0]!.id, { quantity: 77 });
    };
    await writing.untilEnded(line, { at: copied });
    expect(await detailOf(line)).toBe('write-back.created.several');
    expect(await creating.settled(line)).toMatchObject({ state: 'conflict', requests: 1, writes: 1 });
  });

  it('that come before the line: the next reading says that it has arrived, and resolving accepts it', async () => {
    const line = await creating.approveNext();
    await writing.control.inject(onPost({ kind: 'late-effect', afterMs: 120_000 }));
    expect(await creating.settled(line)).toMatchObject({ state: 'conflict', requests: 1, writes: 0 });
    await writing.control.releaseLateEffects();
    await writing.readPsa();
    await writing.recompose();
    const [added] = await additionsOf(line);
    expect(await writing.line(line)).toMatchObject({
      state: 'conflict',
      createdLineId: String(added!.id),
      detail: { id: 'write-back.created.arrived', params: { line: String(added!.id) } },
    });
    await creating.resolveAll();
    expect(await writing.line(line)).toMatchObject({ state: 'confirmed' });
    expect(await usageOf(line)).toMatchObject([
      { kind: 'match', composed: { beginsOn: expect.any(String) } },
    ]);
    await writing.expectOracle();
  });

  it('with a line that another person added, and none with the marker: a person decides', async () => {
    const line = await creating.approveNext();
    await writing.control.inject(unavailable);
    const at = async (point: WritePoint): Promise<void> => {
      if (point === 'answered') await addedByPerson(line);
    };
    await writing.untilEnded(line, { at });
    expect(await detailOf(line)).toBe('write-back.created.unmarked');
    await writing.expectOracle();
  });

  it('with a line that has other units than approved: a person decides', async () => {
    const line = await creating.approveNext();
    await writing.control.inject(lost);
    const at = async (point: WritePoint): Promise<void> => {
      if (point === 'answered')
        await writing.control.changeLine((await additionsOf(line))[0]!.id, { quantity: 77 });
    };
    await writing.untilEnded(line, { at });
    expect(await detailOf(line)).toBe('write-back.created.otherwise');
  });
});

describe('a person adds the same line', () => {
  it('before it is sent: nothing is sent', async () => {
    const line = await creating.approveNext();
    await addedByPerson(line);
    expect(await creating.settled(line)).toMatchObject({ state: 'stale', code: 'NoLongerNew', requests: 0 });
    await writing.expectOracle();
  });

  it('while it is sent: ours is confirmed, and both are seen', async () => {
    const line = await creating.approveNext();
    const at = async (point: WritePoint): Promise<void> => {
      if (point === 'intent-stored') await addedByPerson(line);
    };
    await writing.untilEnded(line, { at });
    expect(await creating.settled(line)).toMatchObject({ state: 'confirmed', requests: 1, writes: 1 });
    const lines = await writing.db
      .selectFrom('usageLine')
      .select('kind')
      .where('label', '=', line.label)
      .execute();
    expect(lines).toContainEqual({ kind: 'billed-twice' });
    await writing.expectOracle();
  });
});

describe('a customer that will be billed twice', () => {
  const billedTwice = (line: ApprovalLine) =>
    steps
      .openNotices('BilledTwice')
      .then((notices) =>
        notices.filter(({ subject }) => subject === line.groupKey.replace('company:', 'duplicate:')),
      );

  it('from the day on which a line of another person begins as well, is seen when ours is read back', async () => {
    const line = await creating.approveNext();
    const at = async (point: WritePoint): Promise<void> => {
      const [ours] = await additionsOf(line);
      if (point === 'answered') await writing.control.addLine(ours!.id, { serialNumber: '' });
    };
    await writing.untilEnded(line, { at });
    expect(await creating.settled(line)).toMatchObject({ state: 'confirmed', requests: 1, writes: 1 });
    const [ours, twin] = await additionsOf(line);
    const [match, twice, ...others] = await usageOf(line);
    expect(others).toEqual([]);
    expect(match).toMatchObject({ kind: 'match', composed: { flags: [], psaQuantity: line.after } });
    const amount = ours!.quantity! * ours!.unitPrice!;
    expect(twice).toMatchObject({ kind: 'billed-twice', need: 'billed-twice' });
    expect(twice!.composed).toMatchObject({
      money: { effectPerMonth: String(-amount) },
      lines: [{ psaLineId: String(twin!.id) }],
      reason: { id: 'usage.reason.billed-twice-from-created', params: { created: String(ours!.id) } },
    });
    expect(await billedTwice(line)).toMatchObject([{ detail: expect.stringContaining(String(twin!.id)) }]);
    await writing.expectOracle();
    await writing.control.changeLine(twin!.id, { remove: true });
    await writing.readPsa();
    await writing.recompose();
    expect(await usageOf(line)).toMatchObject([{ kind: 'match' }]);
    expect(await billedTwice(line)).toEqual([]);
  });

  it('can end the line of the other person before it begins, which marks it as a duplicate', async () => {
    const line = await creating.approveNext();
    expect(await creating.settled(line)).toMatchObject({ state: 'confirmed' });
    const [ours] = await additionsOf(line);
    const twin = await writing.control.addLine(ours!.id, { serialNumber: '' });
    await writing.readPsa();
    await writing.recompose();
    const { id, version, label } = await writing.db
      .selectFrom('usageLine')
      .select(['id', 'version', 'label'])
      .where('label', '=', line.label)
      .where('kind', '=', 'billed-twice')
      .executeTakeFirstOrThrow();
    const decided = await decideUsageLines(writing.db, {
      by: { tenantId: writing.key.tenantId, actor: writing.approver, requestId: null, now: new Date() },
      keyRing: writing.deps().keyRing,
      kinds,
      selection: 'ticked',
      items: [
        {
          usageLineId: id,
          lineVersion: version,
          decision: 'end',
          quantity: null,
          billingTarget: null,
          targetPsaLineId: null,
          newLine: null,
          reason: 'added twice',
          end: { psaLineId: String(twin.id), lastBilledDay: null, customer: label },
        },
      ],
    });
    const eve = addDays(line.invoiceDate, -1);
    expect(decided).toMatchObject([
      { outcome: { kind: 'approved', change: { change: { kind: 'end-line', lastBilledDay: eve } } } },
    ]);
    expect(await usageOf(line)).toMatchObject([
      { kind: 'match' },
      { kind: 'billed-twice', composed: { lines: [{ role: 'duplicate' }] } },
    ]);
    expect(await billedTwice(line)).toEqual([]);
    // Left waiting, it would keep writing stopped in later tests.
    const { id: approvalLineId, approvalId } = await writing.db
      .selectFrom('approvalLine')
      .select(['id', 'approvalId'])
      .where('psaLineId', '=', String(twin.id))
      .executeTakeFirstOrThrow();
    const by = { tenantId: writing.key.tenantId, actor: writing.approver, requestId: null, now: new Date() };
    const canceled = await writing.db
      .transaction()
      .execute((tx) => cancelWriteBack(tx, { approvalId, approvalLineId }, by));
    expect(canceled).toMatchObject({ state: 'canceled' });
  });

  it.each(['immediately', 'after it was read back'])(
    'since the PSA carried the request out twice, the second time %s: the first is ours',
    async (when) => {
      const line = await creating.approveNext();
      await writing.control.inject(onPost({ kind: 'done-twice', afterMs: 120_000 }));
      const at = async (point: WritePoint): Promise<void> => {
        if (point === 'answered' && when === 'immediately') await writing.control.releaseLateEffects();
      };
      await writing.untilEnded(line, { at });
      await writing.control.releaseLateEffects();
      await writing.readPsa();
      await writing.recompose();
      const [ours, twin] = await additionsOf(line);
      expect(twin).toMatchObject({ serialNumber: line.psaLineId });
      expect(await writing.line(line)).toMatchObject({
        state: 'confirmed',
        createdLineId: String(ours!.id),
      });
      expect(await usageOf(line)).toMatchObject([{ kind: 'match' }, { kind: 'billed-twice' }]);
      expect(await billedTwice(line)).toHaveLength(1);
      await writing.expectOracle();
    },
  );
});

describe('two workers', () => {
  it.each(['before-reading', 'line-read', 'intent-stored', 'answered'] as const)(
    'of which one sleeps at "%s" create one line',
    async (sleepsAt) => {
      const line = await creating.approveNext();
      let slept = false;
      await writing.attempt(line, {
        steadyMs: () => performance.now() + (slept ? 3_600_000 : 0),
        at: async (point) => {
          if (point !== sleepsAt || slept) return;
          slept = true;
          await writing.untilEnded(line);
        },
      });
      const { state, requests, writes } = await creating.settled(line);
      // One that sleeps with the intent stored has sent nothing yet, and never will.
      expect({ state, writes, requests }).toEqual(
        sleepsAt === 'intent-stored'
          ? { state: 'conflict', writes: 0, requests: 0 }
          : { state: 'confirmed', writes: 1, requests: 1 },
      );
      await writing.expectOracle();
    },
  );

  it('create the first line of an integration alone', async () => {
    await creating.resolveAll();
    await writing.db.updateTable('integration').set({ createRight: 'unknown' }).execute();
    await writing.db.deleteFrom('writeMethod').execute();
    const [first, second] = [await creating.approveNext(), await creating.approveNext()];
    await dieAt(first, 'answered');
    expect(await writing.untilSettled(second)).toMatchObject({ open: 1, blocked: 'WriteProving' });
    expect(await creating.settled(first)).toMatchObject({ state: 'confirmed', writes: 1 });
    expect(await creating.settled(second)).toMatchObject({ state: 'confirmed', writes: 1 });
    expect(await writing.db.selectFrom('writeMethod').select(['choice', 'provenAt']).execute()).toMatchObject(
      [{ choice: 'create', provenAt: expect.any(Date) }],
    );
    await writing.expectOracle();
  });
});

describe('rows from an older backup', () => {
  /** As an operator restores them; then everything live is read again. */
  async function restored(line: ApprovalLine, restore: () => Promise<void>): Promise<void> {
    await restore();
    await stopWrites(writing.db, asWritten('rows were restored'), new Date());
    await writing.land(line);
  }
  const forgotten = ['intent-missing', 'request-without-intent'] as const;

  it('from before the sending: the line is found by its marker', async () => {
    const line = await creating.approveNext();
    const restore = await copyOfRows(writing.db);
    expect(await creating.settled(line)).toMatchObject({ state: 'confirmed', writes: 1 });
    await restored(line, restore);
    expect(await creating.settled(line)).toMatchObject({ state: 'unchanged', requests: 1, writes: 1 });
    expect((await writing.line(line)).createdLineId).toBe(String((await additionsOf(line))[0]!.id));
    await writing.expectOracle(forgotten);
  });

  it('from before the sending: a notice says where the line is not as approved', async () => {
    const line = await creating.approveNext({ catalogPrice: '99.50' });
    const restore = await copyOfRows(writing.db);
    expect(await creating.settled(line)).toMatchObject({ state: 'confirmed', writes: 1 });
    await restored(line, restore);
    expect(await creating.settled(line)).toMatchObject({ state: 'unchanged', requests: 1, writes: 1 });
    expect(await steps.openNotices('NewLineNotAsApproved')).toContainEqual(
      expect.objectContaining({ subject: line.id, detail: expect.stringContaining('99.5 → ') }),
    );
    expect(JSON.stringify((await writing.line(line)).detail)).toContain('write-back.created.came-out');
  });

  it('and the PSA has no such line: it waits until an administrator cancels what was removed since, and acknowledges', async () => {
    const [removed, waiting, unread] = [
      await creating.approveNext(),
      await creating.approveNext(),
      await creating.approveNext(),
    ];
    const restore = await copyOfRows(writing.db);
    expect(await creating.settled(removed)).toMatchObject({ state: 'confirmed', writes: 1 });
    await writing.control.changeLine((await additionsOf(removed))[0]!.id, { remove: true });
    await restored(removed, restore);
    for (const line of [waiting, unread]) await writing.land(line);
    const waits = { state: 'queued', code: 'CreationInDoubt' };
    expect(await creating.settled(removed)).toMatchObject({ ...waits, requests: 1, writes: 1 });
    expect(await creating.settled(waiting)).toMatchObject({ ...waits, requests: 0 });
    const by = { tenantId: writing.key.tenantId, actor: writing.approver, requestId: null, now: new Date() };
    const inOne = <T>(work: (tx: Tx) => Promise<T>) => writing.db.transaction().execute(work);
    const ofRemoved = { approvalId: removed.approvalId, approvalLineId: removed.id };
    expect(await inOne((tx) => cancelWriteBack(tx, ofRemoved, by))).toMatchObject({ state: 'canceled' });
    const [notice, ...others] = await steps.openNotices('CreationInDoubt');
    expect(others).toEqual([]);
    const acknowledged = (id: string, times: number) => inOne((tx) => acknowledgeNotice(tx, id, times, by));
    // The second line came into doubt after the first.
    expect(await acknowledged(notice!.id, 1)).toMatchObject({ code: 'NoticeChanged' });
    expect(await acknowledged(notice!.id, 2)).toMatchObject({ state: 'closed' });
    expect(await steps.openNotices('CreationInDoubt')).toEqual([]);
    const { detail } = await writing.db
      .selectFrom('auditEvent')
      .select('detail')
      .where('objectId', '=', notice!.id)
      .executeTakeFirstOrThrow();
    expect(detail).toMatchObject({ lines: [waiting.id] });
    expect(await creating.settled(waiting)).toMatchObject({ state: 'confirmed', requests: 1, writes: 1 });
    expect(await creating.settled(unread)).toMatchObject({ ...waits, requests: 0 });
    const [later] = await steps.openNotices('CreationInDoubt');
    await stopWrites(writing.db, asWritten('rows were restored again'), new Date());
    await writing.land(unread);
    expect(await creating.settled(unread)).toMatchObject({ ...waits, requests: 0 });
    expect(await acknowledged(later!.id, 1)).toMatchObject({ code: 'NoticeChanged' });
  });
});
