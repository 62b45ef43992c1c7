import type { ApprovalLine } from '../../db/write-back/approval-lines.ts';
import type { ApprovalLineState } from '../../domain/states.ts';
import { unitsOn } from '../../sandbox/autotask/periods.ts';
import type { FaultOrder } from '../../sandbox/fault-kinds.ts';
import { type CreatingUnderTest, creatingUnderTest } from '../../test/environment/creating-under-test.ts';
import { Crash, type WritingUnderTest, writingUnderTest } from '../../test/environment/writing-under-test.ts';
import type { WritePoint } from '../runtime/dependencies.ts';

/**
 * Every moment between the steps of a creation in Autotask × what it can do to either: a service once, its units once, or a
 * person who is told what is missing.
 */
let writing: WritingUnderTest;
let creating: CreatingUnderTest;
const results: Record<string, Record<string, string>> = {};

beforeAll(async () => {
  writing = await writingUnderTest({ timeoutMs: 400 }, 'small', 'autotask');
  const remove = (id: string) =>
    writing.control.editAutotask({ kind: 'contract-service', id: Number(id), remove: true });
  creating = creatingUnderTest(writing, { kind: 'autotask', remove });
  await creating.begin();
});
afterAll(async () => {
  // oxlint-disable-next-line no-console -- the table of all kill points is quoted
  if (Object.keys(results).length > 0) console.table(results);
  await writing.close();
});

type Outcome =
  | 'done'
  | 'service: answer lost'
  | 'service: 503'
  | 'service: rejected'
  | 'units: answer lost'
  | 'units: 503'
  | 'units: rejected';

const lost = { kind: 'done-answer-lost' } as const;
const unavailable = { kind: 'status', status: 503 } as const;
const rejecting = { kind: 'status', status: 500, text: 'Attempt to insert duplicate data.' } as const;
type Step = 'Services' | 'ServiceAdjustments';
const faults: Readonly<Record<Outcome, readonly [Step, FaultOrder['fault']] | null>> = {
  done: null,
  'service: answer lost': ['Services', lost],
  'service: 503': ['Services', unavailable],
  'service: rejected': ['Services', rejecting],
  'units: answer lost': ['ServiceAdjustments', lost],
  'units: 503': ['ServiceAdjustments', unavailable],
  'units: rejected': ['ServiceAdjustments', rejecting],
};

/** The state, and the service's units on its first billed day; null: there is no service. */
type Expected = readonly [state: ApprovalLineState, units: 'approved' | 0 | null];
const done: Expected = ['confirmed', 'approved'];
const none: Expected = ['conflict', null];
const bare: Expected = ['conflict', 0];
const rejected: Expected = ['rejected', null];

/** Where a worker dies, for which time it is there, and what must come of it in the order of the outcomes. */
const table: readonly (readonly [WritePoint, 1 | 2, readonly (Expected | null)[]])[] = [
  ['before-reading', 1, [done, done, none, rejected, done, bare, bare]],
  ['line-read', 1, [done, done, none, rejected, done, bare, bare]],
  ['intent-stored', 1, [none, none, none, none, none, none, none]],
  ['change-accepted', 1, [done, null, null, null, done, bare, bare]],
  ['answered', 1, [done, done, none, none, done, bare, bare]],
  ['outcome-stored', 1, [done, done, none, rejected, done, bare, bare]],
  // From here on the service is there: its units are set, or nobody sends them again.
  ['line-read', 2, [done, done, null, null, done, bare, bare]],
  ['intent-stored-again', 1, [bare, bare, null, null, bare, bare, bare]],
  ['answered', 2, [done, done, null, null, done, bare, bare]],
  ['outcome-stored', 2, [done, done, null, null, done, bare, bare]],
];

const cells = table.flatMap(([point, time, expected]) =>
  (Object.keys(faults) as Outcome[]).flatMap((outcome, column) => {
    const ends = expected[column];
    return ends == null ? [] : [{ point, time, outcome, expected: ends }];
  }),
);

/** Attempts until one is at the point for the given time, and dies there. */
async function dieAt(line: ApprovalLine, crashAt: WritePoint, time: number): Promise<void> {
  let times = 0;
  const at = (point: WritePoint): Promise<void> => {
    if (point === crashAt) times += 1;
    return point === crashAt && times === time ? Promise.reject(new Crash(point)) : Promise.resolve();
  };
  await expect(writing.untilEnded(line, { at })).rejects.toThrow(Crash);
}

async function servicesOf({ psaLineId: marker, invoiceDate }: ApprovalLine) {
  const { contractServices } = await writing.control.scenarioOf('autotask');
  return contractServices
    .filter(({ internalDescription }) => internalDescription?.includes(marker))
    .map((service) => unitsOn(service, invoiceDate));
}

async function expectEnd(line: ApprovalLine, [state, units]: Expected): Promise<void> {
  const now = await writing.line(line);
  const services = await servicesOf(line);
  expect({ state: now.state, services }).toEqual({
    state,
    services: units === null ? [] : [units === 'approved' ? Number(line.after) : units],
  });
  await writing.expectOracle();
}

describe(`a worker that dies once while it creates a service, in ${cells.length} ways,`, () => {
  it.each(cells)('at "$point" ($time) while the PSA does "$outcome" ends as it must', async (cell) => {
    const line = await creating.approveNext();
    const fault = faults[cell.outcome];
    const path = `/ATServicesRest/V1.0/Contracts/${line.agreementId}/${fault?.[0]}`;
    if (fault !== null)
      await writing.control.inject({ vendor: 'autotask', method: 'POST', path, times: 1, fault: fault[1] });
    await dieAt(line, cell.point, cell.time);
    await writing.untilEnded(line);
    await writing.control.clear();
    (results[`${cell.point} ${cell.time}`] ??= {})[cell.outcome] = (await writing.line(line)).state;
    await expectEnd(line, cell.expected);
  });
});

it('is canceled or void no more between its two steps, and a person decides where its units may not be sent', async () => {
  const line = await creating.approveNext();
  await dieAt(line, 'outcome-stored', 1);
  await writing.db.updateTable('integration').set({ writeBackEnabled: false }).execute();
  await writing.untilEnded(line);
  await writing.db.updateTable('integration').set({ writeBackEnabled: true }).execute();
  await expectEnd(line, bare);
  const { detail } = await writing.line(line);
  expect(detail).toMatchObject({ id: 'write-back.created.units-not-set' });
});

it.each(['contract-start', 'today'] as const)(
  'sends nothing more where the service has a unit from %s, before its first billed day',
  async (newServiceBegins) => {
    await writing.control.switchAutotask({ newServiceUnits: 1, newServiceBegins });
    const line = await creating.approveNext();
    await writing.untilEnded(line);
    await writing.control.switchAutotask({ newServiceUnits: 0 });
    const { state, detail } = await writing.line(line);
    expect({ state, detail: detail?.id }).toEqual({
      state: 'conflict',
      detail: 'write-back.created.units-before',
    });
    expect(await servicesOf(line)).toEqual([1]);
    await writing.expectOracle();
  },
);
