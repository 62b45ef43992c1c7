import { readComposedLine } from '../../db/model/stored-documents.ts';
import { addDays, dayMs } from '../../domain/calendar.ts';
import type { CanceledDay } from '../../domain/canceled-day.ts';
import { monthOfDay } from '../../domain/months/review-month.ts';
import { changeCanceledDay } from '../../use-cases/write-back/canceled-day.ts';
import { composeRun } from '../../use-cases/runs/compose-run.ts';
import type { ApprovalLine } from '../../db/write-back/approval-lines.ts';
import { runActivity } from '../../test/environment/activities-under-test.ts';
import { approveEnd, approveReopening, takeManyEnds } from '../../test/environment/ending-under-test.ts';
import { type WritingSteps, writingSteps } from '../../test/environment/writing-steps.ts';
import { type WritingUnderTest, writingUnderTest } from '../../test/environment/writing-under-test.ts';
import { createReadPsa } from '../sync/read-psa.ts';
import { dieAt } from './kill-matrix.fixture.ts';

/** Lines that are ended in the simulated PSA, each test with its own customer. */
let writing: WritingUnderTest;
let steps: WritingSteps;
let turn = 0;

beforeAll(async () => {
  writing = await writingUnderTest();
  steps = writingSteps(writing);
});
afterAll(() => writing.close());

/** From the second on: the quantity of the first one is changed beside, and the last one has a duplicate. */
const endNext = (): Promise<ApprovalLine> =>
  approveEnd(writing, writing.adjustable[1 + turn++]!, { emptied: true });

const inPsa = async ({ psaLineId }: ApprovalLine) =>
  (await writing.control.scenarioOf('connectwise')).additions.find(({ id }) => String(id) === psaLineId)!;

const rights = () =>
  writing.db.selectFrom('integration').select(['writeRight', 'endRight']).executeTakeFirstOrThrow();

describe('an approved end', () => {
  it('without the right to edit is rejected, which says nothing of quantities', async () => {
    const line = await endNext();
    const { publicKey } = writing.credentials.psa;
    await writing.control.changeRights(publicKey, { agreementsEdit: false });
    expect(await steps.settled(line)).toMatchObject({ state: 'rejected', code: 'PsaRightMissing' });
    expect(await rights()).toEqual({ writeRight: 'unknown', endRight: 'rejected' });
    await writing.control.changeRights(publicKey, { agreementsEdit: true });
    await writing.expectOracle();
  });

  it('proves the right to end lines, and others wait for the first', async () => {
    const first = await endNext();
    const second = await endNext();
    await dieAt(writing, first, 'answered');
    expect(await steps.settled(second)).toMatchObject({
      state: 'queued',
      blocked: 'WriteProving',
      requests: 0,
    });
    const quantity = await steps.approveNext({ by: 1 });
    expect(quantity.psaLineId).not.toBe(first.psaLineId);
    await writing.untilEnded(first);
    expect(await rights()).toEqual({ writeRight: 'unknown', endRight: 'proven' });
    expect(await steps.settled(second)).toMatchObject({ state: 'confirmed', requests: 1, writes: 1 });
    const { cancelledDate, quantity: units } = await inPsa(second);
    expect({ cancelledDate, units: String(units) }).toEqual({
      cancelledDate: second.change.kind === 'end-line' ? second.change.lastBilledDay : null,
      units: second.before,
    });
    await writing.expectOracle();
  });

  it('waits for a second sync without a call to the PSA, and is woken by one', async () => {
    const line = await endNext();
    const before = (await writing.control.requestLog()).length;
    const waits = { writing: { endApartMs: 3_600_000 } };
    expect(await steps.settled(line, waits)).toMatchObject({
      state: 'queued',
      code: 'SecondSyncAwaited',
      blocked: 'SecondSyncAwaited',
    });
    expect((await writing.control.requestLog()).length).toBe(before);
    const wakes = async () =>
      (await writing.db.selectFrom('outbox').select('id').where('approvalId', '=', line.approvalId).execute())
        .length;
    const woken = await wakes();
    const run = await writing.newRun();
    await writing.db.transaction().execute((tx) => composeRun(tx, writing.key, run.syncRunId, new Date()));
    expect(await wakes()).toBe(woken + 1);
    await writing.ended(run, 'succeeded');
    expect(await steps.settled(line)).toMatchObject({ state: 'confirmed', requests: 1 });
    await writing.expectOracle();
  });

  it('that another person has already set is not sent', async () => {
    const line = await endNext();
    const cancelledDate = line.change.kind === 'end-line' ? line.change.lastBilledDay : null;
    await writing.control.changeLine(Number(line.psaLineId), { cancelledDate });
    expect(await steps.settled(line)).toMatchObject({ state: 'unchanged', requests: 0 });
    await writing.expectOracle();
  });

  it('is stale if the line has another date, or an invoice for a later day was created', async () => {
    const [dated, invoiced] = [await endNext(), await endNext()];
    await writing.control.changeLine(Number(dated.psaLineId), { cancelledDate: '2031-05-31' });
    await writing.control.makeInvoice([Number(invoiced.agreementId)]);
    expect(await steps.settled(dated)).toMatchObject({
      state: 'stale',
      code: 'SnapshotChanged',
      requests: 0,
    });
    expect(await steps.settled(invoiced)).toMatchObject({
      state: 'stale',
      code: 'InvoiceChanged',
      requests: 0,
    });
    await writing.expectOracle();
  });

  it('is void once its approver may end no line', async () => {
    const line = await endNext();
    await writing.db.updateTable('member').set({ role: 'approver' }).execute();
    expect(await steps.settled(line)).toMatchObject({
      state: 'canceled',
      code: 'ApproverRoleLost',
      requests: 0,
    });
    await writing.db.updateTable('member').set({ role: 'admin' }).execute();
    await writing.expectOracle();
  });
});

describe('an approved end of a duplicate', () => {
  let label: string;
  let stays: number;
  /** A line that bills all seats is added once more, and a person calls it a duplicate. */
  beforeAll(async () => {
    const { db, key, control } = writing;
    label = writing.adjustable.at(-1)!;
    const row = await db
      .selectFrom('usageLine')
      .selectAll()
      .where('label', '=', label)
      .executeTakeFirstOrThrow();
    const { lines, companyId } = readComposedLine(row.composed, row.form);
    stays = Number(lines[0]!.psaLineId);
    const { id } = await control.addLine(stays, {});
    const of = { ...key, companyId: companyId!, vendorServiceId: row.vendorServiceId, decidedBy: 'member' };
    await db
      .insertInto('lineChoice')
      .values([
        { ...of, psaLineId: String(stays), role: 'target', reason: null },
        { ...of, psaLineId: String(id), role: 'duplicate', reason: 'sold twice' },
      ])
      .execute();
    await writing.readPsa();
  });

  it('is sent once two syncs said that the line that stays bills, and is taken back', async () => {
    const line = await approveEnd(writing, label, { ofDuplicates: true });
    expect(await steps.settled(line, { writing: { endApartMs: 3_600_000 } })).toMatchObject({
      state: 'queued',
      blocked: 'SecondSyncAwaited',
    });
    expect(await steps.settled(line)).toMatchObject({ state: 'confirmed', requests: 1 });
    const back = await approveReopening(writing, line);
    expect(await steps.settled(back)).toMatchObject({ state: 'confirmed', requests: 1, blocked: null });
    expect(await inPsa(back)).toMatchObject({ cancelledDate: null });
    await writing.expectOracle();
  });

  it('is stale once the line that stays bills less', async () => {
    const line = await approveEnd(writing, label, { ofDuplicates: true });
    await writing.control.changeLine(stays, { quantity: 40 });
    await writing.readPsa();
    expect(await steps.settled(line)).toMatchObject({ state: 'stale', code: 'SnapshotChanged', requests: 0 });
    await writing.expectOracle();
  });
});

describe('an approved end, if ConnectWise does not bill the canceled day', () => {
  const change = (canceledDay: CanceledDay) =>
    writing.db.transaction().execute((tx) =>
      changeCanceledDay(tx, writing.key, { canceledDates: true }, canceledDay, {
        tenantId: writing.key.tenantId,
        actor: writing.approver,
        requestId: null,
        now: new Date(),
      }),
    );
  const lastDay = (line: ApprovalLine) => ('lastBilledDay' in line.change ? line.change.lastBilledDay : '');
  const ended = async (label: string): Promise<ApprovalLine> => {
    const line = await approveEnd(writing, label, { emptied: true, onInvoiceDay: true });
    expect(await steps.settled(line)).toMatchObject({ state: 'confirmed', requests: 1 });
    return line;
  };
  /** Whether the invoice of its last billed day bills the line. */
  const isBilled = async (line: ApprovalLine): Promise<boolean> => {
    await writing.control.makeInvoice([Number(line.agreementId)]);
    const { invoices = [], additions } = await writing.control.scenarioOf('connectwise');
    const invoice = invoices.findLast(({ agreement }) => String(agreement.id) === line.agreementId)!;
    expect(invoice.date).toBe(lastDay(line));
    const billed = additions
      .filter(
        ({ agreementId, billCustomer }) =>
          String(agreementId) === line.agreementId && billCustomer === 'Billable',
      )
      .filter(({ id, cancelledDate }) => cancelledDate === null || String(id) === line.psaLineId)
      .map(({ id, quantity, lessIncluded, unitPrice }) => ({
        isOwn: String(id) === line.psaLineId,
        amount: Math.max(0, quantity! - (lessIncluded ?? 0)) * unitPrice!,
      }));
    const sum = (some: typeof billed): number => some.reduce((total, { amount }) => total + amount, 0);
    expect([sum(billed), sum(billed.filter(({ isOwn }) => !isOwn))]).toContain(invoice.subtotal);
    return invoice.subtotal === sum(billed);
  };

  let labels: readonly string[];

  beforeAll(async () => {
    labels = writing.adjustable.slice(1 + turn);
    await takeManyEnds(writing);
    await writing.control.switchPsa({ cancelledDay: 'not-billed' });
  });

  it('returns to review when the setting changes, and no earlier process starts with it', async () => {
    const line = await approveEnd(writing, labels[1]!, { emptied: true });
    expect(await change('not-billed')).toBeNull();
    expect(await writing.line(line)).toMatchObject({ state: 'stale', code: 'CanceledDayChanged' });
    expect(await steps.settled(line)).toMatchObject({ state: 'stale', requests: 0 });
    const { minReader } = await writing.db
      .selectFrom('schemaInfo')
      .select('minReader')
      .executeTakeFirstOrThrow();
    expect(minReader).toBe(125);
  });

  it('bills its last day with the setting, and is taken back by the date that was written', async () => {
    const line = await ended(labels[1]!);
    expect((await inPsa(line)).cancelledDate).toBe(addDays(lastDay(line), 1));
    const back = await approveReopening(writing, line);
    expect(await steps.settled(back)).toMatchObject({ state: 'confirmed', requests: 1 });
    expect(await inPsa(line)).toMatchObject({ cancelledDate: null });
    const billed = await ended(labels[1]!);
    expect(await isBilled(billed)).toBe(true);
    await writing.expectOracle();
  });

  it('loses its last day by default, which the next read of invoices shows to people once', async () => {
    expect(await change('billed')).toBeNull();
    const first = await ended(labels[0]!);
    expect(await isBilled(first)).toBe(false);
    const month = monthOfDay(lastDay(first));
    const during = new Date(`${month}-20T12:00:00Z`);
    const run = await writing.newRun();
    await writing.db.transaction().execute((tx) => composeRun(tx, writing.key, run.syncRunId, during));
    await writing.ended(run, 'succeeded');
    const read = async (days: number): Promise<void> => {
      const later = await writing.newRun();
      const now = (): Date => new Date(during.getTime() + days * dayMs);
      await runActivity(createReadPsa({ ...writing.deps(), now }), later);
      await writing.ended(later, 'succeeded');
    };
    await read(20);
    const proposed = await steps.openNotices('CanceledDayDiffers');
    expect(proposed).toEqual([
      expect.objectContaining({ detail: expect.stringMatching(/does not bill the canceled day/u) as string }),
    ]);
    await writing.db
      .updateTable('notice')
      .set({ state: 'closed' })
      .where('code', '=', 'CanceledDayDiffers')
      .execute();
    await read(22);
    expect(await steps.openNotices('CanceledDayDiffers')).toEqual([]);
  });
});
