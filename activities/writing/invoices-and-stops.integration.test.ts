import { asWritten } from '../../messages/message.ts';
import { randomUUID } from 'node:crypto';
import { type ApprovalLine, lockApprovalLine } from '../../db/write-back/approval-lines.ts';
import { lockIntegration } from '../../db/integrations/integrations.ts';
import { liftWriteStop, stopWrites, writeStop } from '../../use-cases/write-back/write-stop.ts';
import type { BillingTarget } from '../../domain/usage/billing-target.ts';
import { copyOfRows } from '../../test/environment/copy-of-rows.ts';
import { lockWaiters } from '../../test/environment/lock-waiters.ts';
import { type WritingSteps, writingSteps } from '../../test/environment/writing-steps.ts';
import {
  type AttemptOptions,
  Crash,
  type WritingUnderTest,
  writingUnderTest,
} from '../../test/environment/writing-under-test.ts';

/**
 * On which invoice a change lands (RULES 5), and writing that stands still because rows are older than the PSA
 * (architecture.md 4).
 */
let writing: WritingUnderTest;
let steps: WritingSteps;

beforeAll(async () => {
  writing = await writingUnderTest();
  steps = writingSteps(writing);
});
afterAll(async () => writing.close());

const approveNext = (billingTarget: BillingTarget = 'next-invoice', by = 1): Promise<ApprovalLine> =>
  steps.approveNext({ billingTarget, by });

const makeInvoice = (line: ApprovalLine) => writing.control.makeInvoice([Number(line.agreementId)]);
const undoInvoice = (line: ApprovalLine) => writing.control.undoInvoice([Number(line.agreementId)]);

async function settled(line: ApprovalLine) {
  const { state, code, blocked, writes } = await steps.settled(line);
  return { state, code, blocked, writes };
}

const landedOnOf = ({ id }: ApprovalLine) =>
  writing.db
    .selectFrom('approvalLine')
    .select(['landedInvoiceDate', 'detail'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();

const openNotices = async (code: string): Promise<number> => (await steps.openNotices(code)).length;

describe('a change that lands on the next invoice', () => {
  it('is not sent once that invoice was made', async () => {
    const line = await approveNext();
    await makeInvoice(line);
    expect(await settled(line)).toEqual({ state: 'stale', code: 'InvoiceChanged', blocked: null, writes: 0 });
    await writing.expectOracle();
  });

  it('is not sent after that invoice was undone', async () => {
    const line = await approveNext();
    await undoInvoice(line);
    expect(await settled(line)).toEqual({ state: 'stale', code: 'InvoiceChanged', blocked: null, writes: 0 });
    await writing.expectOracle();
  });

  async function madeInTheMidst(line: ApprovalLine, options: AttemptOptions = {}): Promise<void> {
    const before = await openNotices('BilledLater');
    await writing.control.atMoment({
      when: { vendor: 'connectwise', method: 'PATCH', phase: 'before-handling' },
      do: { kind: 'make-invoice', agreementIds: [Number(line.agreementId)] },
    });
    await writing.attempt(line, options).catch((error: unknown) => {
      if (!(error instanceof Crash)) throw error;
    });
    expect(await settled(line)).toMatchObject({ state: 'confirmed', writes: 1 });
    const { agreements } = await writing.control.scenarioOf('connectwise');
    const next = agreements.find(({ id }) => String(id) === line.agreementId)!.nextInvoiceDate!;
    expect(await landedOnOf(line)).toEqual({
      landedInvoiceDate: next,
      detail: expect.objectContaining({
        id: expect.stringMatching(/^write-back\.billed-later/u) as string,
        params: expect.objectContaining({ invoice: next }) as unknown,
      }) as unknown,
    });
    expect(await openNotices('BilledLater')).toBe(before + 1);
    await writing.expectOracle(['billed-elsewhere']);
  }

  it('lands on the invoice after it when the invoice is made between reading and write, and says so', async () => {
    await madeInTheMidst(await approveNext());
  });

  it('says so as well where the worker dies before the agreement is read after the change', async () => {
    await madeInTheMidst(await approveNext(), { crashAt: 'change-accepted' });
  });

  it('says so as well where the agreement cannot be read after the change', async () => {
    await madeInTheMidst(await approveNext(), {
      at: async (point) => {
        if (point !== 'change-accepted') return;
        await writing.control.inject({
          vendor: 'connectwise',
          times: 2,
          fault: { kind: 'status', status: 503 },
        });
      },
    });
  });

  it('is not sent again when it was not done and the invoice was made meanwhile', async () => {
    const line = await approveNext();
    await expect(writing.attempt(line, { crashAt: 'intent-stored' })).rejects.toThrow(Crash);
    await makeInvoice(line);
    expect(await settled(line)).toEqual({ state: 'stale', code: 'InvoiceChanged', blocked: null, writes: 0 });
    await writing.expectOracle();
  });

  it('raises a notice when its invoice is undone after it was made', async () => {
    const line = await approveNext();
    expect(await settled(line)).toMatchObject({ state: 'confirmed' });
    await makeInvoice(line);
    await writing.readPsa();
    expect(await openNotices('InvoiceUndone')).toBe(0);
    await undoInvoice(line);
    await writing.readPsa();
    expect(await openNotices('InvoiceUndone')).toBe(1);
    await writing.expectOracle();
  });
});

describe('a change that lands after the next invoice', () => {
  /** The second reading comes too early, or late enough: by the setting, so that no test waits for hours. */
  const apart = { writing: { laterInvoiceApartMs: 3_600_000 } };
  const longAfter = { writing: { laterInvoiceApartMs: 0 } };
  const dueAt = async (line: ApprovalLine) => (await writing.line(line)).dueAt;

  it('is sent only after two readings far enough apart showed a later invoice, and lands after it', async () => {
    const line = await approveNext('invoice-after', -1);
    expect(await settled(line)).toMatchObject({ state: 'queued', writes: 0 });
    await writing.land(line, apart);
    expect(await writing.line(line)).toMatchObject({ laterInvoice: null, dueAt: null });
    await makeInvoice(line);
    await writing.land(line, apart);
    await writing.land(line, apart);
    expect((await writing.line(line)).laterInvoice).not.toBeNull();
    expect(await dueAt(line)).toBeNull();
    expect(await settled(line)).toMatchObject({ state: 'queued', writes: 0 });
    await writing.land(line, longAfter);
    expect(await dueAt(line)).not.toBeNull();
    expect(await settled(line)).toMatchObject({ state: 'confirmed', writes: 1 });
    await writing.expectOracle();
  });

  it('starts over when a reading shows its own invoice again', async () => {
    const line = await approveNext('invoice-after', -1);
    await makeInvoice(line);
    await writing.land(line, apart);
    await undoInvoice(line);
    await writing.land(line, longAfter);
    expect(await writing.line(line)).toMatchObject({ state: 'queued', laterInvoice: null, dueAt: null });
    await makeInvoice(line);
    await writing.land(line, apart);
    expect(await dueAt(line)).toBeNull();
    await writing.land(line, longAfter);
    expect(await settled(line)).toMatchObject({ state: 'confirmed', writes: 1 });
    await writing.expectOracle();
  });

  it('waits again when the last reading before the write shows its own invoice', async () => {
    const line = await approveNext('invoice-after', -1);
    await makeInvoice(line);
    await writing.land(line, apart);
    await writing.land(line, longAfter);
    expect(await dueAt(line)).not.toBeNull();
    await undoInvoice(line);
    expect(await settled(line)).toMatchObject({ state: 'queued', writes: 0 });
    expect(await dueAt(line)).toBeNull();
    await writing.expectOracle();
    await writing.control.changeLine(Number(line.psaLineId), { unitPrice: 77 });
    await writing.land(line, apart);
    expect(await settled(line)).toMatchObject({ state: 'stale', code: 'SnapshotChanged', writes: 0 });
    await writing.expectOracle();
  });

  it('ends stale when the invoice date goes back before its own', async () => {
    const line = await approveNext('invoice-after', -1);
    await undoInvoice(line);
    await writing.land(line, apart);
    expect(await settled(line)).toMatchObject({ state: 'stale', code: 'InvoiceChanged', writes: 0 });
    await writing.expectOracle();
  });
});

describe('while writing stands still', () => {
  it('nothing is sent until every live approval was read again in the PSA', async () => {
    const [first, second] = [await approveNext(), await approveNext()];
    await stopWrites(writing.db, asWritten('rows were restored'), new Date());
    const stopped = { state: 'queued', code: 'WriteStopped', blocked: 'WriteStopped', writes: 0 };
    expect(await settled(first)).toEqual(stopped);
    await writing.land(first);
    expect(await settled(first)).toEqual(stopped);
    await writing.expectOracle();
    await writing.land(second);
    expect(await writeStop(writing.db)).toBeNull();
    expect(await openNotices('WriteStopped')).toBe(0);
    for (const line of [first, second])
      expect(await settled(line)).toMatchObject({ state: 'confirmed', writes: 1 });
    await writing.expectOracle();
  });

  it('begins and ends beside somebody who holds an integration and comes to its lines later', async () => {
    const line = await approveNext();
    const beside = async (work: () => Promise<unknown>): Promise<void> => {
      const working = await writing.db.transaction().execute(async (tx) => {
        await lockIntegration(tx, line);
        const at = work();
        await lockWaiters(writing.db, 1);
        await lockApprovalLine(tx, line.tenantId, line.id);
        // In a list: the transaction would wait for the promise itself.
        return [at];
      });
      await Promise.all(working);
    };
    await beside(() => stopWrites(writing.db, asWritten('rows were restored'), new Date()));
    await writing.db.updateTable('approvalLine').set({ rereadAt: new Date() }).execute();
    await beside(() => liftWriteStop(writing.db));
    expect(await writeStop(writing.db)).toBeNull();
    await writing.untilSettled(line);
    await writing.expectOracle();
  });

  it('a further cause restarts it', async () => {
    const [first, second] = [await approveNext(), await approveNext()];
    await stopWrites(writing.db, asWritten('rows were restored'), new Date());
    await writing.land(first);
    await stopWrites(writing.db, asWritten('and once more'), new Date());
    await writing.land(second);
    expect((await writeStop(writing.db))?.reason).toEqual(asWritten('and once more'));
    await writing.land(first);
    expect(await writeStop(writing.db)).toBeNull();
    for (const line of [first, second]) await writing.untilSettled(line);
    await writing.expectOracle();
  });

  it('a sending of which nobody knows is read back, and sent again only after it', async () => {
    const [lost, done] = [await approveNext(), await approveNext()];
    await expect(writing.attempt(lost, { crashAt: 'intent-stored' })).rejects.toThrow(Crash);
    await expect(writing.attempt(done, { crashAt: 'answered' })).rejects.toThrow(Crash);
    await stopWrites(writing.db, asWritten('rows were restored'), new Date());
    expect(await settled(lost)).toMatchObject({ state: 'unknown', blocked: 'WriteStopped', writes: 0 });
    expect(await settled(done)).toMatchObject({ state: 'confirmed', writes: 1 });
    await writing.expectOracle();
    await writing.land(lost);
    expect(await settled(lost)).toMatchObject({ state: 'confirmed', writes: 1 });
    await writing.expectOracle();
  });

  it('begins when Temporal knows an approval that the rows do not', async () => {
    const line = await approveNext();
    await expect(writing.attempt({ ...line, approvalId: randomUUID() })).rejects.toThrow(/approval/u);
    expect(await settled(line)).toMatchObject({ state: 'queued', blocked: 'WriteStopped', writes: 0 });
    await writing.land(line);
    expect(await settled(line)).toMatchObject({ state: 'confirmed', writes: 1 });
    await writing.expectOracle();
  });
});

describe('PostgreSQL restored from an older copy', () => {
  it('from before the sending: the change stays made once, and the approval ends unchanged', async () => {
    const line = await approveNext();
    const restore = await copyOfRows(writing.db);
    expect(await settled(line)).toMatchObject({ state: 'confirmed', writes: 1 });
    await writing.expectOracle();
    await restore();
    await stopWrites(writing.db, asWritten('rows were restored'), new Date());
    expect(await settled(line)).toMatchObject({ state: 'queued', blocked: 'WriteStopped' });
    await writing.land(line);
    expect(await settled(line)).toEqual({ state: 'unchanged', code: null, blocked: null, writes: 1 });
    // The sending of which the older rows know nothing stands in the request log alone.
    await writing.expectOracle(['intent-missing', 'request-without-intent']);
  });

  it('from between intent and outcome: confirmed by reading, nothing sent again', async () => {
    const line = await approveNext();
    await expect(writing.attempt(line, { crashAt: 'intent-stored' })).rejects.toThrow(Crash);
    const restore = await copyOfRows(writing.db);
    expect(await settled(line)).toMatchObject({ state: 'confirmed', writes: 1 });
    await restore();
    await stopWrites(writing.db, asWritten('rows were restored'), new Date());
    expect(await settled(line)).toMatchObject({ state: 'confirmed', writes: 1 });
    const patches = (await writing.patches(line.psaLineId)).filter(({ at }) => at >= line.approvedAt);
    expect(patches).toHaveLength(1);
    await writing.land(line);
    expect(await writeStop(writing.db)).toBeNull();
    await writing.expectOracle();
  });

  it('from before the sending, and a person set the line back since: nothing is sent, it goes back to review', async () => {
    const line = await approveNext();
    const restore = await copyOfRows(writing.db);
    expect(await settled(line)).toMatchObject({ state: 'confirmed', writes: 1 });
    await writing.control.changeLine(Number(line.psaLineId), { quantity: Number(line.before) });
    await restore();
    await stopWrites(writing.db, asWritten('rows were restored'), new Date());
    await writing.land(line);
    expect(await settled(line)).toMatchObject({ state: 'stale', code: 'SnapshotChanged', writes: 1 });
    expect(await writing.quantity(line.psaLineId)).toBe(Number(line.before));
    await writing.expectOracle(['intent-missing', 'request-without-intent']);
  });

  it('where the PSA never said when the line was last changed: nothing is sent, it goes back to review', async () => {
    await writing.control.switchPsa({ lineTimestamps: 'absent' });
    await writing.readPsa();
    const line = await approveNext();
    await stopWrites(writing.db, asWritten('rows were restored'), new Date());
    await writing.land(line);
    expect(await settled(line)).toMatchObject({ state: 'stale', code: 'SnapshotChanged', writes: 0 });
    await writing.control.switchPsa({ lineTimestamps: 'given' });
    await writing.readPsa();
    await writing.expectOracle();
  });

  it('and nobody touched the line since the approval: it is sent', async () => {
    const line = await approveNext();
    const restore = await copyOfRows(writing.db);
    await restore();
    await stopWrites(writing.db, asWritten('rows were restored'), new Date());
    await writing.land(line);
    expect(await settled(line)).toMatchObject({ state: 'confirmed', writes: 1 });
    await writing.expectOracle();
  });

  it('and a person changed the line since: nothing is sent, it goes back to review', async () => {
    const line = await approveNext();
    const restore = await copyOfRows(writing.db);
    expect(await settled(line)).toMatchObject({ state: 'confirmed', writes: 1 });
    await writing.control.changeLine(Number(line.psaLineId), { quantity: 88 });
    await restore();
    await stopWrites(writing.db, asWritten('rows were restored'), new Date());
    await writing.land(line);
    expect(await settled(line)).toMatchObject({ state: 'stale', code: 'SnapshotChanged', writes: 1 });
    expect(await writing.quantity(line.psaLineId)).toBe(88);
    await writing.expectOracle(['intent-missing', 'request-without-intent']);
  });
});
