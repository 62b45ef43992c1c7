import { changeMessage } from '../../domain/decisions/change-message.ts';
import { type Message, message } from '../../messages/message.ts';
import { ApplicationFailure } from '@temporalio/common';
import type { ApprovalLine } from '../../db/write-back/approval-lines.ts';
import { notePart, readGates } from '../../db/integrations/gates.ts';
import { readComposedLine } from '../../db/model/stored-documents.ts';
import { chosenMethods } from '../../db/write-back/write-methods.ts';
import { resolveConflict } from '../../use-cases/write-back/resolve-conflict.ts';
import { chooseMethod } from '../../use-cases/write-back/write-methods.ts';
import { findRun } from '../../db/runs/sync-runs.ts';
import type { PersonEdit } from '../../sandbox/control/person-edit.ts';
import { psaCalls } from '../../domain/defaults.ts';
import { runActivity } from '../../test/environment/activities-under-test.ts';
import { kinds } from '../../test/environment/registered-kinds.ts';
import { type WritingSteps, writingSteps } from '../../test/environment/writing-steps.ts';
import { type WritingUnderTest, writingUnderTest } from '../../test/environment/writing-under-test.ts';
import { createLoadPsaCatalog } from '../lifecycle/load-psa-catalog.ts';
import { createReadPsa } from '../sync/read-psa.ts';

/** How lines are written where nobody has published it: chosen by the connection, and proven on one line before. */
let writing: WritingUnderTest;
let steps: WritingSteps;
/** Labels of lines that can be adjusted, by where their quantity is kept; each is taken once. */
let labels: Readonly<Record<'by-hand' | 'by-licence', string[]>>;

beforeAll(async () => {
  writing = await writingUnderTest({ timeoutMs: 2_000 }, 'typical', 'halopsa');
  steps = writingSteps(writing);
  const followers = new Set(
    (
      await writing.db.selectFrom('psaLine').select('foreignId').where('keptIn', 'is not', null).execute()
    ).map(({ foreignId }) => foreignId),
  );
  const rows = await writing.db.selectFrom('usageLine').select(['label', 'composed', 'form']).execute();
  const follows = new Map(
    rows.map(({ label, composed, form }) => [
      label,
      followers.has(readComposedLine(composed, form).target?.psaLineId ?? ''),
    ]),
  );
  labels = {
    'by-hand': writing.adjustable.filter((label) => follows.get(label) === false),
    'by-licence': writing.adjustable.filter((label) => follows.get(label) === true),
  };
});
afterAll(() => writing.close());

type Sort = keyof typeof labels;

async function choose(choice: Sort, method: string | null): Promise<void> {
  const by = { tenantId: writing.key.tenantId, actor: writing.approver, requestId: null, now: new Date() };
  const rejected = await writing.db
    .transaction()
    .execute((tx) =>
      chooseMethod(tx, writing.key, kinds.psas['halopsa']!.writeChoices!, { choice, method }, by),
    );
  expect(rejected).toBeNull();
}

const status = async (choice: Sort) => {
  const { keptAt = null, provenAt = null } = (await chosenMethods(writing.db, writing.key)).get(choice) ?? {};
  return { kept: keptAt !== null, proven: provenAt !== null };
};

async function approve(sort: Sort): Promise<ApprovalLine> {
  const label = labels[sort].shift()!;
  const { psaQuantity } = await writing.db
    .selectFrom('usageLine')
    .select('psaQuantity')
    .where('label', '=', label)
    .executeTakeFirstOrThrow();
  return writing.approve(label, { after: String(Number(psaQuantity) + 1) });
}

/** Changes nothing of the line, which another test may take after all others. */
function prove(sort: Sort): Promise<ApprovalLine> {
  const label = labels[sort].shift()!;
  labels[sort].push(label);
  return writing.approve(label, { decision: 'prove' });
}

/** Chosen, with a proof and its first change, unless it is proven already. */
async function proven(sort: Sort, method: string): Promise<void> {
  await choose(sort, method);
  if ((await status(sort)).proven) return;
  expect(await steps.settled(await prove(sort))).toMatchObject({ state: 'confirmed' });
  expect(await steps.settled(await approve(sort))).toMatchObject({ state: 'confirmed' });
  expect(await status(sort)).toEqual({ kept: true, proven: true });
}

async function resolved({ tenantId, approvalId, id }: ApprovalLine): Promise<void> {
  const by = { tenantId, actor: writing.approver, requestId: null, now: new Date() };
  const answer = await writing.db
    .transaction()
    .execute((tx) => resolveConflict(tx, { approvalId, approvalLineId: id }, 'looked at it', by));
  expect(answer).toMatchObject({ state: 'conflict' });
}

const audits = async (): Promise<readonly string[]> => {
  const rows = await writing.db.selectFrom('auditEvent').select('action').orderBy('seq').execute();
  return rows.map(({ action }) => action).filter((action) => action.startsWith('write-method.'));
};

const waits = { state: 'queued', blocked: 'WriteMethodNotProven', requests: 0, writes: 0 };

describe.each<[Sort, string]>([
  ['by-hand', 'document'],
  ['by-hand', 'line'],
  ['by-licence', 'licence'],
])('a line that is kept %s, written by its %s,', (sort, method) => {
  it('waits until the method is chosen and proven on one line, and is sent then', async () => {
    const line = await approve(sort);
    expect(await steps.settled(line)).toMatchObject(waits);
    await choose(sort, method);
    expect(await steps.settled(line)).toMatchObject(waits);
    const proof = await prove(sort);
    expect(await steps.settled(proof)).toMatchObject({ state: 'confirmed', requests: 1, writes: 0 });
    expect(await status(sort)).toEqual({ kept: true, proven: false });
    expect(await steps.settled(line)).toMatchObject({ state: 'confirmed', requests: 1, writes: 1 });
    expect(await status(sort)).toEqual({ kept: true, proven: true });
    expect(await writing.quantity(line.psaLineId)).toBe(Number(line.after));
    expect((await audits()).slice(-3)).toEqual(
      ['chosen', 'kept', 'proven'].map((change) => `write-method.${change}`),
    );
    const intents = await writing.db
      .selectFrom('writeIntent')
      .select('method')
      .where('approvalLineId', '=', line.id)
      .execute();
    expect(intents).toEqual([{ method }]);
    await choose(sort, null);
    await writing.expectOracle();
  });
});

describe('a proof shows that everything else is kept, not that a new quantity is stored', () => {
  const firstOf = (
    line: ApprovalLine,
    id: 'write-back.proving.method' | 'write-back.proving.method-conflict',
  ) => message(id, { method: message('halopsa.method.line'), change: changeMessage(line) });
  const waitsFor = async (line: ApprovalLine) => {
    expect(await writing.attempt(line)).toMatchObject({ blocked: 'WriteProving' });
    return (await writing.line(line)).detail;
  };
  beforeEach(async () => {
    await choose('by-hand', null);
    await choose('by-hand', 'line');
  });
  afterEach(() => writing.control.halo.switch({ narrowLine: 'sound' }));

  it('the first change is sent alone; the others wait until it is read back', async () => {
    expect(await steps.settled(await prove('by-hand'))).toMatchObject({ state: 'confirmed' });
    const [first, other] = [await approve('by-hand'), await approve('by-hand')];
    const waited: (Message | null)[] = [];
    await writing.untilEnded(first, {
      at: async (point) => {
        if (point === 'answered') waited.push(await waitsFor(other));
      },
    });
    expect(waited).toEqual([firstOf(first, 'write-back.proving.method')]);
    expect(await status('by-hand')).toEqual({ kept: true, proven: true });
    expect(await steps.settled(other)).toMatchObject({ state: 'confirmed', requests: 1, writes: 1 });
    await writing.expectOracle();
  });

  it('where requests do nothing, the first change ends in a conflict, and no other is sent', async () => {
    await writing.control.halo.switch({ narrowLine: 'ignored' });
    expect(await steps.settled(await prove('by-hand'))).toMatchObject({ state: 'confirmed' });
    expect(await status('by-hand')).toEqual({ kept: true, proven: false });
    const [first, other] = [await approve('by-hand'), await approve('by-hand')];
    await writing.untilEnded(first).catch(() => undefined);
    expect(await writing.line(first)).toMatchObject({ state: 'conflict' });
    expect(await waitsFor(other)).toEqual(firstOf(first, 'write-back.proving.method-conflict'));
    expect(await status('by-hand')).toEqual({ kept: true, proven: false });
    await writing.control.halo.switch({ narrowLine: 'sound' });
    await resolved(first);
    expect(await steps.settled(other)).toMatchObject({ state: 'confirmed', requests: 1, writes: 1 });
    expect(await status('by-hand')).toEqual({ kept: true, proven: true });
    await writing.expectOracle();
  });
});

describe('a slow HaloPSA, with its delays at a tenth', () => {
  // At more than a tenth, since a busy machine is late as well; one more answer than there may be is later still.
  const tenth = {
    writing: { targetFreshMs: 600, neighborsFreshMs: 2_500, recheckMs: 3_600_000 },
    calls: { timeoutMs: 3_000 },
  };
  afterEach(() => writing.control.latency(0));

  it.each<[Sort, string, number]>([
    ['by-hand', 'document', 750],
    ['by-hand', 'line', 1_000],
    ['by-licence', 'licence', 1_000],
  ])('is written to, %s by its %s, at %i ms an answer', async (sort, method, ms) => {
    await proven(sort, method);
    const line = await approve(sort);
    await writing.control.latency(ms);
    await writing.untilEnded(line, tenth);
    expect(await writing.line(line)).toMatchObject({ state: 'confirmed', sendCount: 1 });
    await writing.expectOracle();
  });
});

it('what moves other lines is told by name, and is no proof', async () => {
  await choose('by-hand', null);
  await choose('by-hand', 'line');
  await writing.control.halo.switch({ narrowLine: 'reprices-neighbors' });
  const proof = await prove('by-hand');
  const invoices = (await writing.control.scenarioOf('halopsa')).invoices;
  const document = invoices.find(({ id }) => String(id) === proof.agreementId)!;
  const neighbor = document.lines.find(({ id }) => String(id) !== proof.psaLineId)!;
  await writing.control.halo.changeLine(neighbor.id, { unitPrice: neighbor.unitPrice + 100 });
  expect(await steps.settled(proof)).toMatchObject({ state: 'confirmed' });
  expect(await status('by-hand')).toEqual({ kept: false, proven: false });
  const [notice] = await steps.openNotices('WriteChangedOthers');
  expect(notice?.detail).toContain('unit price');
  await writing.control.halo.switch({ narrowLine: 'sound' });
  await writing.expectOracle(['other-change']);
});

describe('a document whose post loses a line', () => {
  const atPost = { vendor: 'halopsa', method: 'POST', path: '/api/RecurringInvoice' } as const;
  const loseAtPost = (id: number) =>
    writing.control.atMoment({
      when: { ...atPost, phase: 'after-handling' },
      do: { kind: 'change-halo-line', id, changes: { remove: true } },
    });

  it('is told with the name of the line, and nothing more is written so', async () => {
    await proven('by-hand', 'document');
    const line = await approve('by-hand');
    const { invoices } = await writing.control.scenarioOf('halopsa');
    const { lines } = invoices.find(({ id }) => String(id) === line.agreementId)!;
    const neighbor = lines.find(({ id }) => String(id) !== line.psaLineId)!;
    // With a log, it would give this to a person.
    await writing.control.halo.switch({ changeLog: 'missing' });
    await loseAtPost(neighbor.id);
    expect(await steps.settled(line)).toMatchObject({ state: 'confirmed', requests: 1 });
    await writing.control.halo.switch({ changeLog: 'whole' });
    expect(await status('by-hand')).toEqual({ kept: false, proven: false });
    const gone = `line ${neighbor.id} missing`;
    expect((await steps.openNotices('WriteChangedOthers')).map(({ detail }) => detail)).toContainEqual(
      expect.stringContaining(gone),
    );
    await writing.expectOracle();
  });

  it('goes to a person where it is the line itself, and is not sent again', async () => {
    await proven('by-hand', 'document');
    const line = await approve('by-hand');
    await loseAtPost(Number(line.psaLineId));
    await writing.untilSettled(line);
    expect(await writing.line(line)).toMatchObject({ state: 'conflict', sendCount: 1 });
    expect(await steps.openNotices('WriteConflict')).toHaveLength(1);
    await resolved(line);
    await writing.expectOracle();
  });

  it('is read back where the answer alone lacks the line, and sent once more where nothing was done', async () => {
    await proven('by-hand', 'document');
    const line = await approve('by-hand');
    const { invoices } = await writing.control.scenarioOf('halopsa');
    const document = invoices.find(({ id }) => String(id) === line.agreementId)!;
    await writing.control.inject({
      ...atPost,
      times: 1,
      fault: { kind: 'json', body: { id: document.id, lines: [] } },
    });
    expect(await steps.settled(line)).toMatchObject({ state: 'confirmed', requests: 2, writes: 1 });
    await writing.expectOracle();
  });
});

describe('what a person does between the last reading and the post', () => {
  const beforePost = (edit: PersonEdit) =>
    writing.control.atMoment({
      when: { vendor: 'halopsa', method: 'POST', path: '/api/RecurringInvoice', phase: 'before-handling' },
      do: edit,
    });
  beforeAll(() => proven('by-hand', 'document'));

  it('to the line itself is a conflict that names person and former value', async () => {
    const line = await approve('by-hand');
    const id = Number(line.psaLineId);
    await beforePost({ kind: 'change-halo-line', id, changes: { qtyOrder: Number(line.before) + 7 } });
    expect(await steps.settled(line)).toMatchObject({ state: 'conflict', requests: 1, writes: 1 });
    const notices = await steps.openNotices('WriteConflict');
    expect(notices.find(({ subject }) => subject === line.id)?.detail).toContain(
      `Jane Doe changed qty_order of ${line.snapshot.line.productIdentifier ?? ''} (line ${id}) from ${line.before} to ${Number(line.before) + 7}`,
    );
    await writing.expectOracle(['before-differs']);
  });

  it('is a conflict too where the answer to the post was lost', async () => {
    const line = await approve('by-hand');
    const id = Number(line.psaLineId);
    await beforePost({ kind: 'change-halo-line', id, changes: { qtyOrder: Number(line.before) + 7 } });
    await writing.control.inject({
      vendor: 'halopsa', method: 'POST', path: '/api/RecurringInvoice', times: 1, fault: { kind: 'done-answer-lost' },
    }); // prettier-ignore
    await writing.untilEnded(line).catch(() => undefined);
    expect(await writing.line(line)).toMatchObject({ state: 'conflict', sendCount: 1 });
    const notices = await steps.openNotices('WriteConflict');
    expect(notices.find(({ subject }) => subject === line.id)?.detail).toContain(
      `from ${line.before} to ${Number(line.before) + 7}`,
    );
    await writing.expectOracle(['before-differs']);
  });

  it('to another line or to the document is a notice with the former value, and the change is confirmed', async () => {
    const line = await approve('by-hand');
    const { invoices } = await writing.control.scenarioOf('halopsa');
    const document = invoices.find(({ id }) => String(id) === line.agreementId)!;
    const neighbor = document.lines.find(({ id }) => String(id) !== line.psaLineId)!;
    const { id, unitPrice } = neighbor;
    await beforePost({ kind: 'change-halo-line', id, changes: { unitPrice: unitPrice + 1 } });
    await beforePost({ kind: 'change-halo-invoice', id: document.id, changes: { comment: 'PO 4711' } });
    expect(await steps.settled(line)).toMatchObject({ state: 'confirmed', requests: 1, writes: 1 });
    const [notice] = (await steps.openNotices('EditDuringWrite')).filter(
      ({ subject }) => subject === line.id,
    );
    expect(notice?.detail).toContain(`(line ${id}) from ${unitPrice} to ${unitPrice + 1}`);
    expect(notice?.detail).toContain('changed comment of the recurring invoice from no value to PO 4711');
    await writing.expectOracle(['other-change']);
  });

  it('a line that HaloPSA computes without saying so is a conflict, though it showed what was sent', async () => {
    const line = await approve('by-hand');
    await writing.control.halo.changeLine(Number(line.psaLineId), { computes: Number(line.before) });
    await writing.untilEnded(line).catch(() => undefined);
    expect(await writing.line(line)).toMatchObject({ state: 'conflict', sendCount: 1 });
    await resolved(line);
    await writing.expectOracle();
  });
});

describe('a sync that takes more calls than five minutes have', () => {
  const calls = { callsPerFiveMinutes: 80, callsKeptPercent: psaCalls.keptPercent };
  /** What was called so far was called so much longer ago. */
  const pass = (ms: number): Promise<void> =>
    writing.db.transaction().execute(async (tx) => {
      const counted = await tx.deleteFrom('psaCallCount').returningAll().execute();
      if (counted.length === 0) return;
      const rows = counted.map((row) => ({ ...row, slice: new Date(row.slice.getTime() - ms) }));
      await tx.insertInto('psaCallCount').values(rows).execute();
    });

  it('waits for the next ones until it read all, while what is approved is written', async () => {
    await proven('by-hand', 'document');
    const run = await writing.newRun();
    const stall = async () => (await findRun(writing.db, run.tenantId, run.syncRunId))?.stall ?? null;
    const read = createReadPsa(writing.deps({}, calls));
    const done: number[] = [];
    await pass(305_000);
    for (;;) {
      const slice = await runActivity(read, run);
      expect(slice).toMatchObject({ total: 150, failed: 0, remaining: 150 - slice.done });
      expect(await stall()).toBeNull();
      done.push(slice.done);
      if (slice.remaining === 0) break;
      const busy: unknown = await runActivity(read, run).catch((error: unknown) => error);
      expect(busy).toMatchObject({ type: 'PsaBusy', nonRetryable: false });
      const { nextRetryDelay: waitMs } = busy as ApplicationFailure;
      const { code, until } = (await stall())!;
      expect(code).toBe('PsaBusy');
      expect(Math.abs(until!.getTime() - Date.now() - Number(waitMs))).toBeLessThan(10_000);
      const approved = await approve('by-hand');
      expect(await steps.settled(approved, { calls })).toMatchObject({
        state: 'confirmed',
        requests: 1,
        writes: 1,
      });
      await pass((busy as ApplicationFailure).nextRetryDelay as number);
    }
    expect(done).toHaveLength(3);
    await writing.ended(run, 'succeeded');
    await writing.expectOracle();
  });

  it('goes for loading too: nothing is read twice, and it says how far it is and until when it waits', async () => {
    await pass(305_000);
    const before = (await writing.control.state()).requestLog;
    const load = createLoadPsaCatalog(writing.deps({}, calls));
    const gate = async () => (await readGates(writing.db, writing.key)).services;
    const read: number[] = [];
    for (;;) {
      const end: unknown = await runActivity(load, writing.key).catch((error: unknown) => error);
      if (!(end instanceof ApplicationFailure)) {
        expect(end).toEqual({ ok: true, code: null });
        break;
      }
      expect(end).toMatchObject({ type: 'PsaBusy', nonRetryable: false });
      const { waitsUntil, loaded, ...shown } = await gate();
      expect(shown).toMatchObject({ status: 'waiting', code: 'PsaBusy' });
      expect(loaded).toMatchObject({ agreements: 150 });
      read.push(loaded['agreementsRead']!);
      const waitMs = end.nextRetryDelay as number;
      expect(Math.abs(waitsUntil!.getTime() - Date.now() - waitMs)).toBeLessThan(10_000);
      await pass(waitMs);
    }
    expect(read.length).toBeGreaterThanOrEqual(2);
    expect(read).toEqual([...new Set(read)].sort((a, b) => a - b));
    expect(await gate()).toMatchObject({ status: 'pending', code: null, loaded: { agreements: 150 } });
    const asked = (await writing.control.requestLog(before)).flatMap((entry) =>
      entry.kind === 'request' && /\/(?:RecurringInvoice\/-?\d+|Client)$/u.test(entry.path)
        ? [entry.path]
        : [],
    );
    const documents = asked.filter((path) => path.includes('RecurringInvoice'));
    expect([documents.length, new Set(documents).size]).toEqual([150, 150]);
    const { clients } = await writing.control.scenarioOf('halopsa');
    expect(asked.length - documents.length).toBe(Math.ceil(clients.length / 100));
  });

  it('ends a loading that got no call for six hours with its cause, which no late attempt takes back', async () => {
    const { db, key } = writing;
    const load = createLoadPsaCatalog(writing.deps({}, { ...calls, callsPerFiveMinutes: 10 }));
    await expect(runActivity(load, key)).rejects.toMatchObject({ type: 'PsaBusy' });
    await db
      .updateTable('gateStatus')
      .set({ since: new Date(0) })
      .where('part', '=', 'services')
      .execute();
    const sevenHoursAgo = new Date(Date.now() - 7 * 3_600_000);
    await db.updateTable('psaAgreement').set({ linesAttemptedAt: sevenHoursAgo }).execute();
    await db.deleteFrom('agreementBatch').execute();
    expect(await runActivity(load, key)).toEqual({ ok: false, code: 'PsaBusy' });
    await db
      .transaction()
      .execute((tx) =>
        notePart(tx, key, 'services', { loaded: {}, code: null, detail: null, waitsUntil: null }),
      );
    const { services } = await readGates(db, key);
    expect(services).toMatchObject({ status: 'error', code: 'PsaBusy', waitsUntil: null });
  });

  it('waits, while a line that a person has read again is read', async () => {
    await pass(305_000);
    const read = createReadPsa(writing.deps({}, calls));
    const sync = await writing.newRun();
    expect((await runActivity(read, sync)).remaining).toBeGreaterThan(0);
    await expect(runActivity(read, sync)).rejects.toMatchObject({ type: 'PsaBusy' });
    await writing.ended(sync, 'partial');
    const { groupKey } = await writing.db
      .selectFrom('usageLine')
      .select('groupKey')
      .where('label', '=', labels['by-hand'][0]!)
      .executeTakeFirstOrThrow();
    const again = await writing.newRun({ mode: 'usage-line', groupKey });
    expect(await runActivity(read, again)).toMatchObject({ done: 1, remaining: 0, failed: 0 });
    await writing.ended(again, 'succeeded');
  });
});
