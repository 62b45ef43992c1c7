import { type RawBuilder, sql } from 'kysely';
import { asWritten } from '../../messages/message.ts';
import type { ApprovalLine } from '../../db/write-back/approval-lines.ts';
import { copyOfRows } from '../../test/environment/copy-of-rows.ts';
import { type CreatingUnderTest, creatingUnderTest } from '../../test/environment/creating-under-test.ts';
import { Crash, type WritingUnderTest, writingUnderTest } from '../../test/environment/writing-under-test.ts';
import { stopWrites } from '../../use-cases/write-back/write-stop.ts';
import type { WritePoint } from '../runtime/dependencies.ts';

/**
 * Lines that Autotask creates in two steps: what their groups show before the next sync, and after a catalog load, two
 * workers, and rows that are older or were changed.
 */
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

/** Units from the first billed day on of the services that bear the marker. */
async function unitsOf({ psaLineId, invoiceDate }: ApprovalLine): Promise<readonly (number | undefined)[]> {
  const { contractServices } = await writing.control.scenarioOf('autotask');
  return contractServices
    .filter((service) => JSON.stringify(service).includes(psaLineId))
    .map(({ steps }) => steps.filter(({ day }) => day <= invoiceDate).at(-1)?.units);
}

it.each([
  ['line-read', 'confirmed'],
  ['answered', 'confirmed'],
  // One that sleeps with this intent stored has sent no units yet, and nobody ever will.
  ['intent-stored-again', 'conflict'],
] as const)(
  'two workers, of which one sleeps at "%s", create one service and never give it its units twice',
  async (sleepsAt, state) => {
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
    expect(slept).toBe(true);
    expect(await creating.settled(line)).toMatchObject({ state, requests: 1, writes: 1 });
    expect(await unitsOf(line)).toEqual([state === 'confirmed' ? Number(line.after) : 0]);
    await writing.expectOracle();
  },
);

describe('a service, or its units, that come after the conflict', () => {
  const shown = (line: ApprovalLine) =>
    writing.db.selectFrom('usageLine').select('kind').where('label', '=', line.label).orderBy('groupKey').execute();

  it.each([
    ['the units', (line: ApprovalLine) => `/ATServicesRest/V1.0/Contracts/${line.agreementId}/ServiceAdjustments`],
    ['the service, to which a person gives its units', (line: ApprovalLine) => `/ATServicesRest/V1.0/Contracts/${line.agreementId}/Services`],
  ])('%s: the next reading says that it has arrived, and resolving accepts it', async (what, path) => {
    const line = await creating.approveNext();
    await writing.control.inject({
      vendor: 'autotask', method: 'POST', path: path(line), times: 1, fault: { kind: 'late-effect', afterMs: 120_000 },
    });
    expect(await creating.settled(line)).toMatchObject({ state: 'conflict' });
    await writing.control.releaseLateEffects();
    const { contractServices } = await writing.control.scenarioOf('autotask');
    const { id } = contractServices.find((service) => JSON.stringify(service).includes(line.psaLineId))!;
    if (what !== 'the units') {
      const changes = { steps: [{ day: line.invoiceDate, units: Number(line.after) }] };
      await writing.control.editAutotask({ kind: 'contract-service', id, changes });
    }
    await writing.readPsa();
    await writing.recompose();
    expect(await writing.line(line)).toMatchObject({
      createdLineId: String(id),
      detail: { id: 'write-back.created.arrived' },
    });
    await creating.resolveAll();
    expect(await writing.line(line)).toMatchObject({ state: 'confirmed' });
    expect(await shown(line)).toEqual([{ kind: 'match' }]);
    await writing.expectOracle();
  });
}); // prettier-ignore

it('a service that Autotask adds twice, and gives units, is billed twice from its first billed day', async () => {
  const line = await creating.approveNext();
  expect(await creating.settled(line)).toMatchObject({ state: 'confirmed' });
  const { contractServices } = await writing.control.scenarioOf('autotask');
  const { id } = contractServices.find((service) => JSON.stringify(service).includes(line.psaLineId))!;
  await writing.control.editAutotask({
    kind: 'contract-service',
    copyOf: id,
    changes: { internalDescription: null },
  });
  await writing.readPsa();
  await writing.recompose();
  const usage = await writing.db
    .selectFrom('usageLine')
    .select(['kind', 'composed'])
    .where('label', '=', line.label)
    .orderBy('groupKey')
    .execute();
  expect(usage).toMatchObject([
    { kind: 'match' },
    { kind: 'billed-twice', composed: { beginsOn: line.invoiceDate } },
  ]);
  await writing.expectOracle();
});

it('rows from a backup that is older than both steps find the service with its units, and send nothing', async () => {
  const line = await creating.approveNext();
  const restore = await copyOfRows(writing.db);
  expect(await creating.settled(line)).toMatchObject({ state: 'confirmed', writes: 1 });
  const writes = async () =>
    (await writing.control.requestLog()).filter((entry) => entry.kind === 'request' && entry.write !== null);
  const sent = await writes();
  await restore();
  await stopWrites(writing.db, asWritten('rows were restored'), new Date());
  await writing.land(line);
  expect(await creating.settled(line)).toMatchObject({ state: 'confirmed', requests: 1, writes: 1 });
  expect(await writes()).toEqual(sent);
  expect(await unitsOf(line)).toEqual([Number(line.after)]);
  // Only the request log knows of both sendings.
  await writing.expectOracle(['intent-missing', 'request-without-intent']);
});

it.each<[string, WritePoint | null]>([
  ['is older than both steps', null],
  ['was made between the steps', 'outcome-stored'],
])('a backup that %s: units that a person has removed since are not given again', async (_, crashAt) => {
  const line = await creating.approveNext();
  if (crashAt !== null) await expect(writing.attempt(line, { crashAt })).rejects.toThrow(Crash);
  const restore = await copyOfRows(writing.db);
  expect(await creating.settled(line)).toMatchObject({ state: 'confirmed', writes: 1 });
  const { contractServices } = await writing.control.scenarioOf('autotask');
  const { id } = contractServices.find((service) => JSON.stringify(service).includes(line.psaLineId))!;
  const changes = { steps: [{ day: line.invoiceDate, units: 0 }] };
  await writing.control.editAutotask({ kind: 'contract-service', id, changes });
  await restore();
  await stopWrites(writing.db, asWritten('rows were restored'), new Date());
  await writing.land(line);
  expect(await creating.settled(line)).toMatchObject({ state: 'conflict', requests: 1, writes: 1 });
  expect(JSON.stringify((await writing.line(line)).detail)).toContain('created.units-not-known');
  expect(await unitsOf(line)).toEqual([0]);
});

describe('a created line that waits for its units, whose row the owner of the database changes', () => {
  /** Changes the row before the units are sent, and returns what was sent of it and what became of it. */
  async function changed(to: RawBuilder<unknown>, on: 'outcome-stored' | 'line-read') {
    const line = await creating.approveNext();
    const before = (await writing.control.requestLog()).length;
    let readings = on === 'line-read' ? 2 : 1;
    const at = async (point: WritePoint): Promise<void> => {
      if (point !== on || --readings !== 0) return;
      await writing.db.transaction().execute(async (tx) => {
        await sql`set local session_replication_role = replica`.execute(tx);
        await sql`update approval_line set ${to} where id = ${line.id}`.execute(tx);
      });
    };
    await writing.untilEnded(line, { at });
    const { state, detail } = await writing.line(line);
    const log = (await writing.control.requestLog()).slice(before);
    const sent = log.filter((entry) => entry.kind === 'request' && entry.write != null);
    return { state, why: JSON.stringify(detail), requests: sent.length };
  }

  it.each<[string, RawBuilder<unknown>, 'outcome-stored' | 'line-read', string]>([
    ['earlier rules and other units', sql`rule_version = 0, after = after + 900`, 'line-read', 'ended.rules'],
    [
      'the ID of another line',
      sql`created_line_id = (select foreign_id from psa_line other where other.agreement_id = approval_line.agreement_id
        and other.foreign_id <> approval_line.created_line_id order by foreign_id limit 1)`,
      'outcome-stored',
      'created.not-ours',
    ],
  ])('to %s: nothing more is sent, and a person decides', async (_, to, on, why) => {
    expect(await changed(to, on)).toEqual({
      state: 'conflict',
      why: expect.stringContaining(why),
      requests: 1,
    });
  });
});
