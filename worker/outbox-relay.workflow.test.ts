import { asWritten, message } from '../messages/message.ts';
import { Client } from '@temporalio/client';
import type { IntegrationKey } from '../domain/keys.ts';
import { writeBackWorkflowId } from '../contracts/temporal/names.ts';
import { workflowState } from '../contracts/temporal/sync-workflow.ts';
import { bySystem } from '../use-cases/request-context.ts';
import { endApproval } from '../use-cases/composition/approval-ends.ts';
import { findApprovalLine } from '../db/write-back/approval-lines.ts';
import { notifyWriteBack } from '../db/write-back/approvals.ts';
import { liftWriteStop, stopWrites, writeStop } from '../use-cases/write-back/write-stop.ts';
import { waitFor } from '../embedded/tour/seatwise-client.ts';
import { apiUnderTest, type ApiUnderTest } from '../test/environment/api-under-test.ts';
import { approved, readyToWrite, type SeededApproval } from '../test/environment/seeded-approvals.ts';
import { connected, countAll, load } from '../test/environment/seeded-integration.ts';
import { testNamespace } from '../test/environment/temporal.ts';
import { openWire, type Wire } from '../test/product/wire.ts';
import { relayOutbox } from './outbox-relay.ts';
import { repairWriteBacks } from './repair-write-backs.ts';

/** Real rows and a real Temporal server; no worker, so that workflows stay as they were started. */
let api: ApiUnderTest;
let wire: Wire;
let key: IntegrationKey;
const labels = Array.from({ length: 14 }, (_, nth) => `Customer ${nth}`);

beforeAll(async () => {
  const { address, namespace } = await testNamespace();
  wire = await openWire(address);
  api = await apiUnderTest({ temporal: { address: `127.0.0.1:${wire.port}`, namespace } });
  key = await connected(api.db, api.tenantId, 'active');
  const accounts = labels.map((name, nth) => ({ name, foreignId: `DA${nth}`, seats: 33, company: name }));
  await load(api.db, key, accounts, Object.fromEntries(labels.map((name) => [name, 30])));
  await countAll(api.db, key, accounts);
  await readyToWrite(api.db, key);
});
afterAll(async () => {
  await api.close();
  await wire.cut();
});

let rejections = 0;
const deps = () => ({
  db: api.db,
  temporal: api.deps.temporal.client,
  logger: api.deps.logger,
  kinds: api.deps.kinds,
  onRejection: () => {
    rejections += 1;
  },
});
const relay = () => relayOutbox(deps());
const repair = () =>
  repairWriteBacks({ ...deps(), repairStep: (_part, work) => work().then(() => undefined) });
const newApproval = () =>
  approved(api.db, key, labels.shift()!, { kind: 'member', id: api.memberIds.approver });
const handleOf = ({ approvalId }: SeededApproval) =>
  api.deps.temporal.client.workflow.getHandle(writeBackWorkflowId(approvalId));
const stateOf = ({ approvalId }: SeededApproval) =>
  workflowState(api.deps.temporal.client, writeBackWorkflowId(approvalId));
const signalsTo = async (approval: SeededApproval): Promise<number> =>
  ((await handleOf(approval).fetchHistory()).events ?? []).filter(
    (event) => event.workflowExecutionSignaledEventAttributes != null,
  ).length;
const tell = ({ approvalId }: SeededApproval) =>
  api.db.transaction().execute((tx) => notifyWriteBack(tx, key, approvalId));
const end = ({ lineId }: SeededApproval) =>
  api.db.transaction().execute(async (tx) => {
    const line = (await findApprovalLine(tx, key.tenantId, lineId))!;
    const why = { state: 'canceled', code: 'CanceledByPerson', detail: asWritten('by the test') } as const;
    await endApproval(tx, line, why, { ...bySystem(key, new Date()), actor: line.actor });
  });
/** As `readBillingTarget` does once the stop stands. */
const readAgain = async (): Promise<boolean> => {
  await api.db.updateTable('approvalLine').set({ rereadAt: new Date() }).execute();
  return liftWriteStop(api.db);
};

describe('the relay', () => {
  it('starts the workflow of an approval once, and wakes it for every further word', async () => {
    const approval = await newApproval();
    expect(await stateOf(approval)).toBe('none');
    expect(await relay()).toBe(1);
    expect(await stateOf(approval)).toBe('open');
    expect(await relay()).toBe(0);
    await tell(approval);
    await tell(approval);
    expect(await relay()).toBe(2);
    expect(await signalsTo(approval)).toBe(2);
  });

  it('carries each row once where several workers relay', async () => {
    const approvals = [await newApproval(), await newApproval(), await newApproval()];
    const carried = await Promise.all([relay(), relay(), relay(), relay()]);
    expect(carried.reduce((sum, rows) => sum + rows, 0)).toBe(3);
    for (const approval of approvals) expect(await signalsTo(approval)).toBe(1);
  });

  it('keeps the row while Temporal is away, and carries it afterwards', async () => {
    const approval = await newApproval();
    await wire.cut();
    await expect(api.deps.temporal.client.withDeadline(Date.now() + 1_000, () => relay())).rejects.toThrow();
    await wire.mend();
    const carried = await waitFor('Temporal to be there again', 15_000, () => relay().catch(() => null));
    expect(carried).toBe(1);
    expect(await stateOf(approval)).toBe('open');
  });

  it('delays nobody behind a row that Temporal rejects: it is counted, tried later, and noticed', async () => {
    const [rejected, other] = [await newApproval(), await newApproval()];
    const { client } = api.deps.temporal;
    /** Of the SDK: what the server answers where a request is not valid. */
    const invalid = Object.assign(new Error('3 INVALID_ARGUMENT'), {
      code: 3, details: 'INVALID_ARGUMENT', metadata: {},
    }); // prettier-ignore
    const rejecting = new Client({
      connection: client.connection,
      namespace: client.options.namespace,
      interceptors: {
        workflow: [
          {
            signalWithStart: (input, next) =>
              input.options.workflowId === writeBackWorkflowId(rejected.approvalId)
                ? Promise.reject(invalid)
                : next(input),
          },
        ],
      },
    });
    const again = () =>
      api.db
        .updateTable('outbox')
        .set({ nextAttemptAt: new Date() })
        .where('relayedAt', 'is', null)
        .execute();
    const told = () =>
      api.db.selectFrom('notice').select('state').where('subject', '=', rejected.approvalId).execute();
    expect(await relayOutbox({ ...deps(), temporal: rejecting })).toBe(2);
    expect(await stateOf(other)).toBe('open');
    expect(rejections).toBe(1);
    expect(await relayOutbox({ ...deps(), temporal: rejecting })).toBe(0);
    for (let attempt = 2; attempt <= 3; attempt += 1) {
      expect(await told()).toEqual([]);
      await again();
      expect(await relayOutbox({ ...deps(), temporal: rejecting })).toBe(1);
    }
    expect(rejections).toBe(3);
    expect(await told()).toEqual([{ state: 'open' }]);
    await again();
    expect(await relay()).toBe(1);
    expect(await stateOf(rejected)).toBe('open');
    expect(await told()).toEqual([{ state: 'closed' }]);
  });

  it('starts nothing for an approval that has ended before anybody was told', async () => {
    const approval = await newApproval();
    await end(approval);
    expect(await relay()).toBe(2);
    expect(await stateOf(approval)).toBe('none');
  });

  it('stops writing where the workflow had ended already: the rows are older than Temporal', async () => {
    const approval = await newApproval();
    await relay();
    await handleOf(approval).terminate();
    expect(await writeStop(api.db)).toBeNull();
    await tell(approval);
    await relay();
    expect((await writeStop(api.db))?.reason).toEqual(
      message('write-back.stopped.workflow-ended', { approvals: [approval.approvalId] }),
    );
    expect(await stateOf(approval)).toBe('open');
    // Every other live approval was told to read again.
    expect(await relay()).toBeGreaterThan(1);
    expect(await liftWriteStop(api.db)).toBe(false);
    expect(await readAgain()).toBe(true);
    await relay();
  });
});

describe('the repair of write-backs', () => {
  it('leaves alone what runs, and what the relay has still to carry', async () => {
    const pendingNotification = await newApproval();
    await repair();
    expect(await stateOf(pendingNotification)).toBe('none');
    expect(await writeStop(api.db)).toBeNull();
    expect(await relay()).toBe(1);
    await repair();
    expect(await relay()).toBe(0);
  });

  it('starts what Temporal does not know, without stopping anything', async () => {
    const approval = await newApproval();
    await api.db.updateTable('outbox').set({ relayedAt: new Date() }).execute();
    await repair();
    expect(await writeStop(api.db)).toBeNull();
    expect(await relay()).toBe(1);
    expect(await stateOf(approval)).toBe('open');
  });

  it('stops writing where a workflow was ended, starts it again, and lifts the stop once all was read again', async () => {
    const [approval, other] = [await newApproval(), await newApproval()];
    await relay();
    await handleOf(approval).terminate();
    await repair();
    expect((await writeStop(api.db))?.reason).toEqual(
      message('write-back.stopped.workflow-ended', { approvals: [approval.approvalId] }),
    );
    const signals = await signalsTo(other);
    await relay();
    expect(await stateOf(approval)).toBe('open');
    expect(await signalsTo(other)).toBe(signals + 1);
    await repair();
    expect(await writeStop(api.db)).not.toBeNull();
    await api.db.updateTable('approvalLine').set({ rereadAt: new Date() }).execute();
    await repair();
    expect(await writeStop(api.db)).toBeNull();
    await relay();
  });

  it('restarts a stop for a further cause: what was read before is read again', async () => {
    await stopWrites(api.db, asWritten('one cause'), new Date());
    await api.db.updateTable('approvalLine').set({ rereadAt: new Date() }).execute();
    await stopWrites(api.db, asWritten('another cause'), new Date(Date.now() + 1));
    expect(await liftWriteStop(api.db)).toBe(false);
    expect((await writeStop(api.db))?.reason).toEqual(asWritten('another cause'));
    await api.db
      .updateTable('approvalLine')
      .set({ rereadAt: new Date(Date.now() + 10) })
      .execute();
    expect(await liftWriteStop(api.db)).toBe(true);
  });

  it('lifts a stop at once where nothing is on its way', async () => {
    await api.db
      .updateTable('approvalLine')
      .set({ state: 'canceled', code: 'CanceledByPerson', finishedAt: new Date() })
      .execute();
    await stopWrites(api.db, asWritten('a cause'), new Date());
    await repair();
    expect(await writeStop(api.db)).toBeNull();
  });
});
