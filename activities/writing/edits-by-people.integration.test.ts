import { asWritten, type Message, message } from '../../messages/message.ts';
import { storedMessage } from '../../messages/stored.ts';
import { rendered } from '../../test/texts/rendered.ts';
import { storeLines } from '../../db/readings/psa-lines.ts';
import type { ApprovalLine } from '../../db/write-back/approval-lines.ts';
import { noteWaiting } from '../../db/write-back/wake-ups.ts';
import { setBillingTarget } from '../../db/mapping/billing-target-settings.ts';
import type { BillsIn } from '../../domain/usage/billing-target.ts';
import type { FaultOrder } from '../../sandbox/fault-kinds.ts';
import type { PersonEdit } from '../../sandbox/control/person-edit.ts';
import type { Phase } from '../../sandbox/edit-moments.ts';
import { writeAddition } from '../../sandbox/connectwise/resources.ts';
import { type WritingSteps, writingSteps } from '../../test/environment/writing-steps.ts';
import { type WritingUnderTest, writingUnderTest } from '../../test/environment/writing-under-test.ts';

/** What people do in the PSA before, during and after a write; real rows, the simulated PSA over TLS. */
let writing: WritingUnderTest;
let steps: WritingSteps;

beforeAll(async () => {
  writing = await writingUnderTest();
  steps = writingSteps(writing);
});
afterEach(async () => {
  await writing.control.clear();
  await writing.control.clearMoments();
});
afterAll(async () => writing.close());

const patchFault = (fault: FaultOrder['fault'], times?: number): FaultOrder => ({
  vendor: 'connectwise',
  method: 'PATCH',
  fault,
  ...(times === undefined ? {} : { times }),
});

const duringPatch = (phase: Phase, edit: PersonEdit) =>
  writing.control.atMoment({ when: { vendor: 'connectwise', method: 'PATCH', phase }, do: edit });

const editLine = (line: ApprovalLine, changes: Extract<PersonEdit, { kind: 'change-line' }>['changes']) =>
  ({ kind: 'change-line', lineId: Number(line.psaLineId), changes }) as const;

/** The line as it is stored. */
const storedLine = ({ psaLineId }: ApprovalLine) =>
  writing.db
    .selectFrom('psaLine')
    .select('quantity')
    .where('foreignId', '=', psaLineId)
    .executeTakeFirstOrThrow();

/** The line as the PSA has it. */
const inPsa = async ({ psaLineId }: ApprovalLine) =>
  (await writing.control.scenarioOf('connectwise')).additions.find(({ id }) => String(id) === psaLineId)!;

const noticeOf = async ({ id }: ApprovalLine, code: string): Promise<string | undefined> =>
  (await steps.openNotices(code)).find(({ subject }) => subject === id)?.detail;

async function detailOf({ id }: Pick<ApprovalLine, 'id'>): Promise<Message | null> {
  const row = await writing.db
    .selectFrom('approvalLine')
    .select('detail')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return storedMessage(row.detail);
}

const changed = (
  field: 'company-deleted' | 'company-billed' | 'billed-in',
  before: Message,
  after: Message,
): Message =>
  message('write-back.changed-since-approval', {
    differences: [
      message('write-back.difference', { field: message(`write-back.field.${field}`), before, after }),
    ],
  });

/** What ledger and audit say of a line. */
const ledgerOf = async ({ id }: ApprovalLine) => [
  await writing.db.selectFrom('writeIntent').selectAll().where('approvalLineId', '=', id).execute(),
  await writing.db.selectFrom('auditEvent').select('detail').where('objectId', '=', id).execute(),
  await detailOf({ id }),
];

async function settled(line: ApprovalLine) {
  const { state, code, requests } = await steps.settled(line);
  return { state, code, requests };
}

const notSent = { state: 'stale', code: 'SnapshotChanged', requests: 0 };

describe('a person edits before the last reading', () => {
  const edits: readonly (readonly [string, Parameters<typeof editLine>[1], Parameters<typeof editLine>[1]])[] = [
    ['its price', { unitPrice: 99.5 }, {}],
    ['what is included', { lessIncluded: 1 }, { lessIncluded: null }],
    ['how it is billed', { billCustomer: 'DoNotBill' }, { billCustomer: 'Billable' }],
    ['its quantity to another one', { quantity: 77 }, {}],
    ['its quantity to none', { quantity: null }, {}],
    ['its quantity below zero', { quantity: -3 }, {}],
    ['its quantity to a fraction', { quantity: 12.5 }, {}],
    ['its quantity to a huge one', { quantity: 900_000_000_000 }, {}],
    ['a canceled date', { cancelledDate: '2020-01-31' }, { cancelledDate: null }],
  ]; // prettier-ignore
  it.each(edits)('%s: nothing is sent', async (_what, changes, back) => {
    const line = await steps.approveNext();
    const { quantity, unitPrice } = await inPsa(line);
    await writing.control.changeLine(Number(line.psaLineId), changes);
    expect(await settled(line)).toEqual(notSent);
    await writing.expectOracle();
    await writing.control.changeLine(Number(line.psaLineId), { quantity, unitPrice, ...back });
    await writing.readPsa();
  });

  it('the company: moved to the recycle bin, or billed through another one, nothing is sent', async () => {
    const { companies } = await writing.control.scenarioOf('connectwise');
    const other = companies.at(-1)!;
    const edits = [
      [
        { deletedFlag: true },
        { deletedFlag: false },
        changed('company-deleted', message('write-back.value.no'), message('write-back.value.yes')),
      ],
      [
        { billToCompanyId: other.id },
        { billToCompanyId: null },
        changed(
          'company-billed',
          message('write-back.value.company-itself'),
          message('write-back.value.company', { companyId: String(other.id), id: String(other.id) }),
        ),
      ],
    ] as const;
    for (const [changes, back, told] of edits) {
      const line = await steps.approveNext();
      await writing.control.changeCompany(Number(line.companyId), changes);
      expect(await settled(line)).toEqual(notSent);
      expect(await detailOf(line)).toEqual(told);
      await writing.control.changeCompany(Number(line.companyId), back);
    }
    await writing.expectOracle();
  });

  it('the type of the agreement, or an administrator what such agreements are billed in: nothing is sent', async () => {
    const [retyped, corrected] = [await steps.approveNext(), await steps.approveNext()];
    const id = Number(retyped.agreementId);
    const { type } = (await writing.control.scenarioOf('connectwise')).agreements.find(
      (one) => one.id === id,
    )!;
    await writing.control.changeAgreement(id, { type: { id: 4_711, name: 'Block hours' } });
    expect(await settled(retyped)).toEqual(notSent);
    expect(rendered((await detailOf(retyped))!)).toContain(
      `type of the agreement ${type.name} (${type.id}) → Block hours (4711)`,
    );
    await writing.control.changeAgreement(id, { type });
    await writing.readPsa();
    const typeOf = corrected.snapshot.agreement.typeId ?? 'none';
    const answer = (billsIn: BillsIn) =>
      writing.db
        .transaction()
        .execute((tx) => setBillingTarget(tx, writing.key, typeOf, billsIn, writing.approver));
    await answer('arrears');
    await writing.recompose();
    expect(await settled(corrected)).toEqual(notSent);
    expect(await detailOf(corrected)).toEqual(
      changed('billed-in', message('write-back.value.advance'), message('write-back.value.arrears')),
    );
    await answer('advance');
    await writing.recompose();
    await writing.expectOracle();
  });

  it('its quantity to the approved one: nothing is sent, and it ends unchanged', async () => {
    const line = await steps.approveNext();
    await writing.control.changeLine(Number(line.psaLineId), { quantity: Number(line.after) });
    expect(await settled(line)).toEqual({ state: 'unchanged', code: null, requests: 0 });
    await writing.expectOracle();
  });

  it('nothing, but the PSA writes the quantity as the text "12.00": it is the same number, and is sent', async () => {
    const line = await steps.approveNext();
    const addition = await inPsa(line);
    const connectwise = await writing.control.scenarioOf('connectwise');
    const agreement = connectwise.agreements.find(({ id }) => id === addition.agreementId)!;
    await writing.control.inject({
      vendor: 'connectwise',
      method: 'GET',
      path: `/v4_6_release/apis/3.0/finance/agreements/${line.agreementId}/additions/${line.psaLineId}`,
      times: 1,
      fault: {
        kind: 'json',
        body: {
          ...writeAddition({ connectwise }, addition, agreement),
          quantity: `${addition.quantity ?? ''}.00`,
        },
      },
    });
    expect(await settled(line)).toEqual({ state: 'confirmed', code: null, requests: 1 });
    await writing.expectOracle();
  });

  it('another line of the group: nothing is sent', async () => {
    const line = await steps.approveNext();
    const added = await writing.control.addLine(Number(line.psaLineId), { quantity: 3 });
    expect(await settled(line)).toEqual(notSent);
    await writing.control.changeLine(added.id, { remove: true });
    await writing.readPsa();
    await writing.expectOracle();
  });

  it('another agreement of the customer, which gets a live line: nothing is sent', async () => {
    const line = await steps.approveNext();
    const made = await writing.control.addAgreement(Number(line.agreementId), { name: 'A second agreement' });
    const added = await writing.control.addLine(Number(line.psaLineId), {
      agreementId: made.id,
      quantity: 6,
    });
    expect(await settled(line)).toEqual(notSent);
    expect(rendered((await detailOf(line))!)).toContain(`line ${added.id} new (quantity 6)`);
    await writing.control.changeAgreement(made.id, { remove: true });
    await writing.readPsa();
    await writing.expectOracle();
  });

  it('a child agreement of the customer at a site of its own, which gets a live line: nothing is sent', async () => {
    const line = await steps.approveNext();
    const connectwise = await writing.control.scenarioOf('connectwise');
    const site = connectwise.companies.find(
      ({ id }) => !connectwise.agreements.some(({ company }) => company.id === id),
    )!;
    const made = await writing.control.addAgreement(Number(line.agreementId), {
      name: 'Branch office',
      companyId: site.id,
      parentAgreementId: Number(line.agreementId),
    });
    const added = await writing.control.addLine(Number(line.psaLineId), {
      agreementId: made.id,
      quantity: 6,
    });
    expect(await settled(line)).toEqual(notSent);
    expect(rendered((await detailOf(line))!)).toContain(`line ${added.id} new (quantity 6)`);
    await writing.control.changeAgreement(made.id, { remove: true });
    await writing.readPsa();
    await writing.expectOracle();
  });

  it('the quantity of a neighbor: nothing is sent; without that, the sum of both is what was approved', async () => {
    const first = await steps.approveNext();
    await writing.control.changeLine(Number(first.psaLineId), { unitPrice: 9 });
    await writing.untilSettled(first);
    const neighbor = await writing.control.addLine(Number(first.psaLineId), { quantity: 3 });
    await writing.readPsa();
    await writing.db
      .insertInto('lineChoice')
      .values({
        tenantId: writing.key.tenantId,
        integrationId: writing.key.integrationId,
        companyId: first.companyId,
        vendorServiceId: (await writing.db.selectFrom('vendorService').select('id').executeTakeFirstOrThrow())
          .id,
        psaLineId: first.psaLineId,
        role: 'target',
        decidedBy: writing.approver.id,
      })
      .execute();
    await writing.recompose();
    const approved = await writing.approve(first.label);
    expect(approved.evidence.composed.lines.filter(({ live }) => live)).toHaveLength(2);
    await writing.control.changeLine(neighbor.id, { quantity: 2 });
    expect(await settled(approved)).toEqual(notSent);
    const again = await writing.approve(first.label);
    expect(again).toMatchObject({ before: first.before, after: String(Number(first.before) - 2) });
    expect(await settled(again)).toMatchObject({ state: 'confirmed', requests: 1 });
    await writing.expectOracle();
    await writing.control.changeLine(neighbor.id, { remove: true });
    await writing.readPsa();
  });

  it('moves the line to another agreement: nothing is sent', async () => {
    const line = await steps.approveNext();
    const connectwise = await writing.control.scenarioOf('connectwise');
    const other = connectwise.agreements.find(({ id }) => String(id) !== line.agreementId)!;
    await writing.control.changeLine(Number(line.psaLineId), { agreementId: other.id });
    expect(await settled(line)).toEqual({ state: 'stale', code: 'LineGone', requests: 0 });
    expect(await detailOf(line)).toEqual(message('write-back.ended.line-gone', { line: line.psaLineId }));
    await writing.control.changeLine(Number(line.psaLineId), { agreementId: Number(line.agreementId) });
    await writing.readPsa();
    await writing.expectOracle();
  });

  it('closes the agreement: nothing is sent', async () => {
    const line = await steps.approveNext();
    await writing.control.changeAgreement(Number(line.agreementId), { agreementStatus: 'Inactive' });
    expect(await settled(line)).toEqual(notSent);
    await writing.control.changeAgreement(Number(line.agreementId), { agreementStatus: 'Active' });
    await writing.readPsa();
    await writing.expectOracle();
  });
});

describe('a person edits between the last reading and the write', () => {
  it('the quantity: what was approved stands after it, and the oracle sees another value before', async () => {
    const line = await steps.approveNext();
    await duringPatch('before-handling', editLine(line, { quantity: 70 }));
    expect(await settled(line)).toMatchObject({ state: 'confirmed', requests: 1 });
    await writing.expectOracle(['before-differs']);
  });

  it('the price: confirmed, with the difference noted', async () => {
    const line = await steps.approveNext();
    const { unitPrice } = await inPsa(line);
    await duringPatch('before-handling', editLine(line, { unitPrice: 55.25 }));
    expect(await settled(line)).toMatchObject({ state: 'confirmed', requests: 1 });
    expect(rendered((await detailOf(line))!)).toMatch(/^Changed meanwhile: unit price .* → 55\.25\.$/u);
    await writing.expectOracle();
    await writing.control.changeLine(Number(line.psaLineId), { unitPrice });
    await writing.readPsa();
  });

  it('the agreement, which is closed: rejected in the words of the PSA', async () => {
    const line = await steps.approveNext();
    const agreementId = Number(line.agreementId);
    await duringPatch('before-handling', { kind: 'change-agreement', agreementId, changes: { agreementStatus: 'Expired' } });
    expect(await settled(line)).toEqual({ state: 'rejected', code: 'PsaRejected', requests: 1 });
    expect(await noticeOf(line, 'WriteRejected')).toContain('its agreement is expired');
    await writing.control.changeAgreement(agreementId, { agreementStatus: 'Active' });
    await writing.readPsa();
    await writing.expectOracle();
  }); // prettier-ignore

  it('the line, which moves to another agreement: read again, and back to review; nothing written anywhere', async () => {
    const line = await steps.approveNext();
    const connectwise = await writing.control.scenarioOf('connectwise');
    const other = connectwise.agreements.find(({ id }) => String(id) !== line.agreementId)!;
    await duringPatch('before-handling', editLine(line, { agreementId: other.id }));
    expect(await settled(line)).toEqual({ state: 'stale', code: 'LineGone', requests: 1 });
    expect(await noticeOf(line, 'WriteRejected')).toBeUndefined();
    await writing.control.changeLine(Number(line.psaLineId), { agreementId: Number(line.agreementId) });
    await writing.readPsa();
    await writing.expectOracle();
  });
});

describe('a person edits between the answer and its storing', () => {
  it.each([
    ['is read before it is stored', true],
    ['is read next', false],
  ])('the quantity, which %s: what was stored of the change does not hide it', async (_when, atOnce) => {
    const line = await steps.approveNext();
    await writing.attempt(line, {
      at: async (point) => {
        if (point !== 'change-accepted') return;
        await writing.control.changeLine(Number(line.psaLineId), { quantity: 66 });
        if (atOnce) await writing.readPsa();
      },
    });
    expect(await writing.line(line)).toMatchObject({ state: 'confirmed' });
    const stored = await storedLine(line);
    expect(Number(stored.quantity)).toBe(atOnce ? 66 : Number(line.after));
    await writing.expectOracle();
    await writing.control.changeLine(Number(line.psaLineId), { quantity: Number(line.before) });
    await writing.readPsa();
  });

  it('nothing: a reading that began before the PSA accepted the change, and is stored after it, does not hide it', async () => {
    const line = await steps.approveNext();
    await writing.control.latency(30);
    await writing.attempt(line);
    await writing.control.latency(0);
    const { db, key } = writing;
    const written = await db
      .selectFrom('psaLine')
      .selectAll()
      .where('foreignId', '=', line.psaLineId)
      .executeTakeFirstOrThrow();
    const begun = new Date((written.readAt.getTime() + written.writtenAt!.getTime()) / 2);
    expect(begun < written.writtenAt!).toBe(true);
    const { minimum, unitCost, locked, keptIn, marker, ...facts } = written;
    expect([minimum, locked, keptIn, marker]).toEqual([null, null, null, null]);
    expect(unitCost).not.toBeNull();
    const before = { ...facts, id: line.psaLineId, quantity: line.before, lastUpdated: null };
    const { agreementId } = line;
    await db
      .transaction()
      .execute((tx) =>
        storeLines(tx, key, [{ agreementId, begun, read: { outcome: 'read', lines: [before] } }]),
      );
    expect(Number((await storedLine(line)).quantity)).toBe(Number(line.after));
    await writing.control.changeLine(Number(line.psaLineId), { quantity: Number(line.before) });
    await writing.readPsa();
    expect(Number((await storedLine(line)).quantity)).toBe(Number(line.before));
  });

  it('the quantity, once the last reading before a write is answered: that reading does not hide it', async () => {
    const line = await steps.approveNext();
    await writing.control.atMoment({
      when: {
        vendor: 'connectwise',
        method: 'GET',
        path: `/v4_6_release/apis/3.0/finance/agreements/${line.agreementId}/additions/${line.psaLineId}`,
        phase: 'after-handling',
      },
      do: editLine(line, { quantity: 66 }),
    });
    await expect(writing.attempt(line, { crashAt: 'intent-stored' })).rejects.toThrow();
    await writing.expectOracle();
    await writing.control.changeLine(Number(line.psaLineId), { quantity: Number(line.before) });
    expect(await settled(line)).toMatchObject({ state: 'conflict' });
  });
});

describe('a person edits between the write and its reading back', () => {
  it('the quantity: a person decides, with both values', async () => {
    const line = await steps.approveNext();
    await writing.control.inject(patchFault({ kind: 'done-answer-lost' }, 1));
    await duringPatch('after-answer', editLine(line, { quantity: 66 }));
    expect(await settled(line)).toMatchObject({ state: 'conflict', requests: 1 });
    expect(await noticeOf(line, 'WriteConflict')).toContain('The PSA shows 66.');
    await writing.expectOracle();
    await writing.control.changeLine(Number(line.psaLineId), { quantity: Number(line.before) });
    await writing.readPsa();
  });

  it('and sets the quantity back: a person decides, with all three values, and nothing is sent again', async () => {
    const line = await steps.approveNext();
    await writing.control.inject(patchFault({ kind: 'done-answer-lost' }, 1));
    await duringPatch('after-answer', editLine(line, { quantity: Number(line.before) }));
    expect(await settled(line)).toMatchObject({ state: 'conflict', requests: 1 });
    const words = await noticeOf(line, 'WriteConflict');
    expect(words).toContain(`Approved was ${line.before} → ${line.after}. The PSA shows ${line.before}.`);
    expect(words).toContain('Whether the change was made and reverted is not known.');
    expect(JSON.stringify(await ledgerOf(line))).not.toContain('write-back.not-done');
    expect((await inPsa(line)).quantity).toBe(Number(line.before));
    await writing.expectOracle();
  });

  it('nothing, but the PSA does not say when the line was last changed: not sent again, a person decides', async () => {
    const line = await steps.approveNext();
    await writing.control.inject(patchFault({ kind: 'status', status: 503 }, 1));
    await writing.control.switchPsa({ lineTimestamps: 'absent' });
    expect(await settled(line)).toMatchObject({ state: 'conflict', requests: 1 });
    expect(await noticeOf(line, 'WriteConflict')).toContain('does not say when the line was last changed');
    await writing.control.switchPsa({ lineTimestamps: 'given' });
    await writing.readPsa();
    await writing.expectOracle();
  });

  it('the description alone, and the write was not done: it may have been set back, a person decides', async () => {
    const line = await steps.approveNext();
    await writing.control.inject(patchFault({ kind: 'status', status: 503 }, 1));
    await duringPatch('after-answer', editLine(line, { description: 'as agreed' }));
    expect(await settled(line)).toMatchObject({ state: 'conflict', requests: 1 });
    await writing.expectOracle();
  });

  it('the price, the quantity being as approved: confirmed', async () => {
    const line = await steps.approveNext();
    const { unitPrice } = await inPsa(line);
    await writing.control.inject(patchFault({ kind: 'done-answer-lost' }, 1));
    await duringPatch('after-answer', editLine(line, { unitPrice: 44.5 }));
    expect(await settled(line)).toMatchObject({ state: 'confirmed', requests: 1 });
    await writing.control.changeLine(Number(line.psaLineId), { unitPrice });
    await writing.readPsa();
    await writing.expectOracle();
  });

  it('the price, and the write was not done: not sent again, a person decides', async () => {
    const line = await steps.approveNext();
    const { unitPrice } = await inPsa(line);
    await writing.control.inject(patchFault({ kind: 'status', status: 503 }, 1));
    await duringPatch('after-answer', editLine(line, { unitPrice: 44.5 }));
    expect(await settled(line)).toMatchObject({ state: 'conflict', requests: 1 });
    await writing.control.changeLine(Number(line.psaLineId), { unitPrice });
    await writing.readPsa();
    await writing.expectOracle();
  });

  it('nothing, but sets the approved quantity himself: confirmed, not sent again', async () => {
    const line = await steps.approveNext();
    await writing.control.inject(patchFault({ kind: 'status', status: 503 }, 1));
    await duringPatch('after-answer', editLine(line, { quantity: Number(line.after) }));
    expect(await settled(line)).toMatchObject({ state: 'confirmed', requests: 1 });
    await writing.expectOracle();
  });
});

describe('the old address of a line that moved still shows it', () => {
  it('nothing is sent, and line and agreement are named as people know them', async () => {
    const line = await steps.approveNext();
    const connectwise = await writing.control.scenarioOf('connectwise');
    const other = connectwise.agreements.find(({ id }) => String(id) !== line.agreementId)!;
    await writing.control.changeLine(Number(line.psaLineId), { agreementId: other.id });
    const fault = await writing.control.inject({
      path: `/v4_6_release/apis/3.0/finance/agreements/${line.agreementId}/additions/${line.psaLineId}`,
      fault: {
        kind: 'json',
        body: { id: Number(line.psaLineId), agreementId: other.id, product: { id: 1 }, quantity: 41 },
      },
    });
    expect(await settled(line)).toEqual({ state: 'stale', code: 'LineGone', requests: 0 });
    await writing.control.clear(fault.id);
    const moved = { line: line.psaLineId, agreementId: String(other.id) };
    expect(await detailOf(line)).toEqual(message('write-back.ended.line-moved', moved));
    await writing.control.changeLine(Number(line.psaLineId), { agreementId: Number(line.agreementId) });
    await writing.readPsa();
    await writing.expectOracle();
  });
});

describe('the line is deleted', () => {
  it('before the last reading: nothing is sent', async () => {
    const line = await steps.approveNext();
    await writing.control.changeLine(Number(line.psaLineId), { remove: true });
    expect(await settled(line)).toEqual({ state: 'stale', code: 'LineGone', requests: 0 });
    await writing.readPsa();
    await writing.expectOracle();
  });

  it('between reading and writing: read again, and back to review', async () => {
    const line = await steps.approveNext();
    await duringPatch('before-handling', editLine(line, { remove: true }));
    expect(await settled(line)).toEqual({ state: 'stale', code: 'LineGone', requests: 1 });
    await writing.readPsa();
    await writing.expectOracle();
  });

  it('between reading and writing, by the first change of a connection: one that waited for it goes on', async () => {
    const line = await steps.approveNext();
    const bystander = await steps.approveNext();
    const other = await steps.approveNext();
    await writing.db
      .transaction()
      .execute((tx) =>
        noteWaiting(tx, other, { code: 'WriteProving', detail: asWritten('Read back first.') }),
      );
    const timesNotified = async ({ approvalId }: ApprovalLine): Promise<number> =>
      (await writing.db.selectFrom('outbox').select('id').where('approvalId', '=', approvalId).execute())
        .length;
    const told = async () => ({
      other: await timesNotified(other),
      bystander: await timesNotified(bystander),
    });
    const before = await told();
    await duringPatch('before-handling', editLine(line, { remove: true }));
    expect(await settled(line)).toEqual({ state: 'stale', code: 'LineGone', requests: 1 });
    expect(await told()).toEqual({ ...before, other: before.other + 1 });
    for (const waited of [other, bystander])
      expect(await settled(waited)).toMatchObject({ state: 'confirmed' });
    await writing.readPsa();
    await writing.expectOracle();
  });

  it('between writing and reading back: a person decides', async () => {
    const line = await steps.approveNext();
    await writing.control.inject(patchFault({ kind: 'done-answer-lost' }, 1));
    await duringPatch('after-answer', editLine(line, { remove: true }));
    expect(await settled(line)).toMatchObject({ state: 'conflict', requests: 1 });
    await writing.readPsa();
    await writing.expectOracle();
  });
});
