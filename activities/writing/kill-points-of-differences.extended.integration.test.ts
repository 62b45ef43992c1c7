import { StoredMessage } from '../../messages/stored.ts';
import { rendered } from '../../test/texts/rendered.ts';
import { asWritten } from '../../messages/message.ts';
import { decisionContext } from '../../use-cases/decisions/evaluate-decisions.ts';
import { stopWrites } from '../../use-cases/write-back/write-stop.ts';
import type { ApprovalLine } from '../../db/write-back/approval-lines.ts';
import { noteWriteRight } from '../../db/write-back/approvals.ts';
import { addDays } from '../../domain/calendar.ts';
import type { ApprovalLineState } from '../../domain/states.ts';
import type { AutotaskContract } from '../../sandbox/autotask/scenario.ts';
import type { FaultOrder } from '../../sandbox/fault-kinds.ts';
import { copyOfRows } from '../../test/environment/copy-of-rows.ts';
import { type WritingSteps, writingSteps } from '../../test/environment/writing-steps.ts';
import { Crash, type WritingUnderTest, writingUnderTest } from '../../test/environment/writing-under-test.ts';
import type { WritePoint } from '../runtime/dependencies.ts';

/**
 * Every moment between two steps of a write of a difference × what the PSA can do: the worker dies there once, then attempts
 * go on until it came to an end. No machine sends a difference again that may have been made. The table is printed.
 */
let writing: WritingUnderTest;
let steps: WritingSteps;
const results: Record<string, Record<string, string>> = {};

beforeAll(async () => {
  writing = await writingUnderTest({ timeoutMs: 400 }, 'small', 'autotask');
  steps = writingSteps(writing);
  await writing.db
    .transaction()
    .execute((tx) => noteWriteRight(tx, writing.key, 'write', 'proven', new Date('2026-01-01T00:00:00Z')));
});
afterAll(async () => {
  // oxlint-disable-next-line no-console -- the table of all kill points is quoted
  if (Object.keys(results).length > 0) console.table(results);
  await writing.close();
});

type Outcome = 'done' | 'answer lost' | 'cut off' | 'not done (503)' | 'rejected (500)' | 'too many threads';

const fault = (of: FaultOrder['fault']): FaultOrder => ({
  vendor: 'autotask',
  method: 'POST',
  times: 1,
  fault: of,
});
const outcomes: Readonly<Record<Outcome, FaultOrder | null>> = {
  done: null,
  'answer lost': fault({ kind: 'done-answer-lost' }),
  'cut off': fault({ kind: 'reset' }),
  'not done (503)': fault({ kind: 'status', status: 503 }),
  'rejected (500)': fault({
    kind: 'status',
    status: 500,
    text: 'Attempt to insert duplicate data into contract_service_period.',
  }),
  'too many threads': fault({ kind: 'status', status: 500, text: 'Itgenatr005 Thread Threshold Exceeded' }),
};

type Expected = readonly [state: ApprovalLineState, changes: 0 | 1];
const done: Expected = ['confirmed', 1];
/** The former units stand: nobody can tell that it was not made, so a person looks. */
const person: Expected = ['conflict', 0];
const rejected: Expected = ['rejected', 0];

/** In the order of `outcomes`. */
const table: readonly (readonly [WritePoint, WritePoint | null, readonly Expected[]])[] = [
  ['before-reading', null, [done, done, person, person, rejected, done]],
  ['neighbors-read', null, [done, done, person, person, rejected, done]],
  ['line-read', null, [done, done, person, person, rejected, done]],
  ['intent-stored', null, [person, person, person, person, person, person]],
  ['answered', null, [done, done, person, person, person, person]],
  ['outcome-stored', null, [done, done, person, person, rejected, done]],
  ['before-read-back', 'answered', [done, done, person, person, person, person]],
  ['read-back-once', 'answered', [done, done, person, person, person, person]],
];

const cells = table.flatMap(([point, dyingFirstAt, expected]) =>
  (Object.keys(outcomes) as Outcome[]).map((outcome, column) => ({
    point,
    outcome,
    dyingFirstAt,
    expected: expected[column]!,
  })),
);

/** Its day is long over before the line has its next turn. */
async function passDayOf(line: ApprovalLine): Promise<void> {
  await writing.db
    .updateTable('writeIntent')
    .set({ firstDay: '2000-01-01' })
    .where('approvalLineId', '=', line.id)
    .execute();
}

async function dieAt(line: ApprovalLine, crashAt: WritePoint): Promise<void> {
  await expect(writing.untilEnded(line, { crashAt })).rejects.toThrow(Crash);
}

describe(`a worker that dies once while it sends a difference, in ${cells.length} ways,`, () => {
  it.each(cells)('at "$point" while the PSA does "$outcome" ends as it must', async (cell) => {
    const line = await steps.approveNext();
    const order = outcomes[cell.outcome];
    const path = `/ATServicesRest/V1.0/Contracts/${line.agreementId}/ServiceAdjustments`;
    if (order !== null) await writing.control.inject({ ...order, path });
    if (cell.dyingFirstAt !== null) await dieAt(line, cell.dyingFirstAt);
    await dieAt(line, cell.point);
    await writing.untilEnded(line);
    const { state, writes, requests } = await steps.settled(line);
    await writing.control.clear();
    (results[cell.point] ??= {})[cell.outcome] = `${state}, ${writes}`;
    expect([state, writes]).toEqual(cell.expected);
    expect(await writing.quantity(line.psaLineId)).toBe(Number(writes === 1 ? line.after : line.before));
    // What was rejected unheard was no sending.
    expect(requests).toBeLessThanOrEqual(cell.outcome === 'too many threads' ? 2 : 1);
    await writing.expectOracle();
    await passDayOf(line);
  });
});

const tenthOfLimits = {
  writing: { targetFreshMs: 200, neighborsFreshMs: 1_500 },
  calls: { timeoutMs: 3_000 },
};

/** Writes the next line while each call takes 100 ms; returns the paths of the calls and the index of the change. */
async function writeSlowly(limits: typeof tenthOfLimits | undefined): Promise<readonly [string[], number]> {
  const line = await steps.approveNext();
  const before = (await writing.control.state()).requestLog;
  await writing.control.latency(100);
  await writing.untilEnded(line, limits);
  await writing.control.latency(0);
  expect(await steps.settled(line)).toMatchObject({ state: 'confirmed', requests: 1, writes: 1 });
  const calls = (await writing.control.requestLog(before)).filter((entry) => entry.kind === 'request');
  await writing.expectOracle();
  await passDayOf(line);
  return [calls.map(({ path }) => path), calls.findIndex(({ write }) => write !== null)];
}

it('takes at most 12 calls', async () => {
  const [paths] = await writeSlowly(undefined);
  expect(paths.length).toBeLessThanOrEqual(12);
});

// How often it reads again depends on how busy the machine is; what must not come between does not.
it('is written with a second for each call, at a tenth of all delays and limits, right after its last reading', async () => {
  const [paths, sent] = await writeSlowly(tenthOfLimits);
  // The three parts of the last reading are asked for at the same time, and nothing comes between them and the change.
  expect(paths.slice(sent - 3, sent).sort()).toEqual(
    ['Contracts', 'ContractServices', 'ContractServiceUnits']
      .map((of) => `/ATServicesRest/V1.0/${of}/query`)
      .sort(),
  );
});

it('two workers at one difference make one of it', async () => {
  const line = await steps.approveNext();
  await Promise.all([writing.untilEnded(line), writing.untilEnded(line)]);
  expect(await steps.settled(line)).toMatchObject({ state: 'confirmed', requests: 1, writes: 1 });
  await writing.expectOracle();
  const { db, key } = writing;
  const context = await db
    .transaction()
    .execute((tx) => decisionContext(tx, key, [line.groupKey], new Date()));
  // The next decision knows the day, which a second change is rejected for.
  expect(context?.ownChanges.get(line.psaLineId)).toContainEqual(
    expect.objectContaining({ day: line.invoiceDate, after: line.after }),
  );
});

const contractOf = async ({ agreementId }: ApprovalLine): Promise<AutotaskContract> =>
  (await writing.control.scenarioOf('autotask')).contracts.find(({ id }) => String(id) === agreementId)!;
const editContract = (
  { agreementId }: ApprovalLine,
  changes: Partial<Pick<AutotaskContract, 'status' | 'endDate' | 'postedThrough'>>,
) => writing.control.editAutotask({ kind: 'contract', id: Number(agreementId), changes });
const adjustByPerson = ({ psaLineId }: ApprovalLine, unitChange: number, effectiveDate: string) =>
  writing.control.editAutotask({ kind: 'adjust', id: Number(psaLineId), unitChange, effectiveDate });
const detailOf = async ({ id }: ApprovalLine): Promise<string> => {
  const { detail } = await writing.db
    .selectFrom('approvalLine')
    .select('detail')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return rendered(StoredMessage.parse(detail));
};
const unsent = { requests: 0, writes: 0 };

describe('between approval and sending', () => {
  it('the period is posted: another day than approved is next, so that nothing is sent', async () => {
    const line = await steps.approveNext();
    const { postedThrough } = await contractOf(line);
    await writing.control.editAutotask({ kind: 'post', contractIds: [Number(line.agreementId)] });
    while ((await contractOf(line)).postedThrough! < line.invoiceDate)
      await writing.control.editAutotask({ kind: 'post', contractIds: [Number(line.agreementId)] });
    expect(await steps.settled(line)).toMatchObject({ state: 'stale', code: 'InvoiceChanged', ...unsent });
    expect(await detailOf(line)).toContain('Approved was from ');
    await editContract(line, { postedThrough });
    await writing.readPsa();
    await writing.expectOracle();
  });

  it('a change is booked for later, which the difference would shift: rejected, told as it would become', async () => {
    const line = await steps.approveNext();
    const later = addDays(line.invoiceDate, 40);
    await adjustByPerson(line, 5, later);
    expect(await steps.settled(line)).toMatchObject({ state: 'rejected', code: 'PsaRejected', ...unsent });
    const [before, booked] = [Number(line.before), Number(line.before) + 5];
    expect(await detailOf(line)).toMatch(
      new RegExp(
        `would shift it to ${booked + 1} units\\. Units: .*${before} from .* and ${booked} from `,
        'u',
      ),
    );
    await adjustByPerson(line, -5, later);
    await writing.expectOracle();
  });

  it('the contract comes to its last day before: nothing is sent', async () => {
    const line = await steps.approveNext();
    const { endDate } = await contractOf(line);
    await editContract(line, { endDate: addDays(line.invoiceDate, -1) });
    expect(await steps.settled(line)).toMatchObject({ state: 'stale', code: 'SnapshotChanged', ...unsent });
    expect(await detailOf(line)).toContain('end date');
    await editContract(line, { endDate });
    await writing.readPsa();
    await writing.expectOracle();
  });

  it('the contract is renewed under new ids: nothing is sent, and both are shown with their units', async () => {
    const line = await steps.approveNext();
    const { id, endDate } = await contractOf(line);
    await editContract(line, { endDate: addDays(line.invoiceDate, -1) });
    const renewed = await writing.control.editAutotask({
      kind: 'contract',
      copyOf: id,
      changes: { startDate: line.invoiceDate, endDate, postedThrough: null, renewedContractID: id },
    });
    const successor = await writing.control.editAutotask({
      kind: 'contract-service',
      copyOf: Number(line.psaLineId),
      changes: {
        contractID: renewed.id,
        steps: [{ day: line.invoiceDate, units: Number(line.before) + 7 }],
      },
    });
    expect(await steps.settled(line)).toMatchObject({ state: 'stale', ...unsent });
    await writing.readPsa();
    const { composed } = await writing.db
      .selectFrom('usageLine')
      .select('composed')
      .where('groupKey', '=', line.groupKey)
      .executeTakeFirstOrThrow();
    const units = new Map(
      (composed as unknown as { lines: { psaLineId: string; quantity: string | null }[] }).lines.map(
        ({ psaLineId, quantity }) => [psaLineId, quantity],
      ),
    );
    expect(units.get(String(successor.id))).toBe(String(Number(line.before) + 7));
    expect(units.has(line.psaLineId)).toBe(true);
    await writing.control.editAutotask({ kind: 'contract-service', id: successor.id, remove: true });
    await writing.control.editAutotask({ kind: 'contract', id: renewed.id, remove: true });
    await editContract(line, { endDate });
    await writing.readPsa();
    await writing.expectOracle();
  });

  it('the contract is made inactive: looked at again, and then written, since it bills on', async () => {
    const line = await steps.approveNext();
    await editContract(line, { status: 0 });
    expect(await steps.settled(line)).toMatchObject({ state: 'stale', code: 'SnapshotChanged', ...unsent });
    await writing.readPsa();
    const again = await writing.approve(line.label, { after: line.after });
    expect(await steps.settled(again)).toMatchObject({ state: 'confirmed', requests: 1, writes: 1 });
    await editContract(line, { status: 1 });
    await writing.readPsa();
    await passDayOf(again);
    await writing.expectOracle();
  });
});

describe('a day that stands in two rows', () => {
  it('counts once, and what is sent from it is read back where the answer was lost', async () => {
    const today = new Date().toISOString().slice(0, 10);
    const line = await steps.approveNext({ billingTarget: 'from-day', invoiceDate: today });
    const { postedThrough, startDate } = await contractOf(line);
    await editContract(line, { postedThrough: null });
    // No change of an earlier test is booked for later.
    await writing.control.editAutotask({
      kind: 'contract-service',
      id: Number(line.psaLineId),
      changes: { steps: [{ day: startDate, units: Number(line.before) }] },
    });
    const path = `/ATServicesRest/V1.0/Contracts/${line.agreementId}/ServiceAdjustments`;
    await writing.control.inject({ ...fault({ kind: 'done-answer-lost' }), path });
    expect(await steps.settled(line)).toMatchObject({ state: 'confirmed', requests: 1, writes: 1 });
    await writing.control.clear();
    const { contractServices } = await writing.control.scenarioOf('autotask');
    const { steps: changes } = contractServices.find(({ id }) => String(id) === line.psaLineId)!;
    expect(changes.filter(({ day }) => day === today)).toEqual([{ day: today, units: Number(line.after) }]);
    await writing.readPsa();
    // Compared is what the rows say from the day on, not the sum of the two that hold it.
    const stored = await writing.db
      .selectFrom('psaLine')
      .select('quantity')
      .where('foreignId', '=', line.psaLineId)
      .executeTakeFirstOrThrow();
    expect(Number(stored.quantity)).toBe(Number(line.after));
    await editContract(line, { postedThrough });
    await writing.readPsa();
    await writing.expectOracle();
    await passDayOf(line);
  });
});

describe('PostgreSQL restored from an older copy', () => {
  /** The rows are older than Autotask, and what is approved is read again before anything is sent. */
  async function readAgain(line: ApprovalLine, restore: () => Promise<void>): Promise<void> {
    await restore();
    await stopWrites(writing.db, asWritten('rows were restored'), new Date());
    expect(await steps.settled(line)).toMatchObject({ blocked: 'WriteStopped' });
    await writing.land(line);
  }

  it('from before the sending: the units are there, and no second difference is added', async () => {
    const line = await steps.approveNext({ by: 9 });
    const restore = await copyOfRows(writing.db);
    expect(await steps.settled(line)).toMatchObject({ state: 'confirmed', writes: 1 });
    await readAgain(line, restore);
    expect(await steps.settled(line)).toMatchObject({ state: 'unchanged', requests: 1, writes: 1 });
    expect(await writing.quantity(line.psaLineId)).toBe(Number(line.after));
    await writing.expectOracle(['intent-missing', 'request-without-intent']);
  });

  it('from before the sending, and a person set it back since: not sent again, it goes back to review', async () => {
    const line = await steps.approveNext({ by: 9 });
    const restore = await copyOfRows(writing.db);
    expect(await steps.settled(line)).toMatchObject({ state: 'confirmed', writes: 1 });
    await adjustByPerson(line, Number(line.before) - Number(line.after), line.invoiceDate);
    await readAgain(line, restore);
    expect(await steps.settled(line)).toMatchObject({ state: 'stale', code: 'SnapshotChanged', requests: 1 });
    expect(await writing.quantity(line.psaLineId)).toBe(Number(line.before));
    await writing.expectOracle(['intent-missing', 'request-without-intent']);
  });

  it('from between intent and outcome: read back and confirmed, not sent again', async () => {
    const line = await steps.approveNext({ by: 9 });
    await dieAt(line, 'answered');
    const restore = await copyOfRows(writing.db);
    expect(await steps.settled(line)).toMatchObject({ state: 'confirmed', writes: 1 });
    await restore();
    await stopWrites(writing.db, asWritten('rows were restored'), new Date());
    expect(await steps.settled(line)).toMatchObject({ state: 'confirmed', requests: 1, writes: 1 });
    await writing.land(line);
    await writing.expectOracle();
  });

  it('and the line says nothing of what was sent since the copy: nothing is sent at all', async () => {
    const line = await steps.approveNext({ by: 9 });
    await readAgain(line, await copyOfRows(writing.db));
    expect(await steps.settled(line)).toMatchObject({ state: 'stale', code: 'SnapshotChanged', ...unsent });
    expect(await detailOf(line)).toContain('not sent again');
    await writing.expectOracle();
  });
});
