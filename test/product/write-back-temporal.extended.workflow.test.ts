import { randomUUID } from 'node:crypto';
import { writeBackStart, workflowType } from '../../contracts/temporal/starts.ts';
import { writeBackWorkflowId } from '../../contracts/temporal/names.ts';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import { copyDatabase } from '../environment/database-copy.ts';
import { expectOracle } from '../../tools/oracle/oracle.ts';
import type { ViolationKind } from '../../tools/oracle/violation.ts';
import { active, body, type Connected } from './lifecycle.ts';
import { type Product, startProduct } from './product.ts';
import { openNotices } from './sync-observations.ts';
import {
  agreementIdOf,
  expectNothingSent,
  expectWrittenOnce,
  patchesTo,
  pathOf,
  stoppedSince,
  workflowOver,
  writesTo,
} from './write-back-observations.ts';
import {
  type Approved,
  end,
  changeable,
  raiseByOne,
  reaches,
  readyToWrite,
  resetToFirstTask,
  terminate,
  usageLine,
  writeBack,
} from './write-back-steps.ts';

describe('approved changes when Temporal and the rows part', () => {
  let product: Product;
  let integration: Connected;
  let labels: string[];
  beforeAll(async () => {
    product = await startProduct({
      settings: { repairIntervalMs: 500 },
      writing: { laterInvoiceApartMs: 200, recheckMs: 300 },
    });
    integration = await active(product);
    labels = [...(await changeable(product, integration))];
    await readyToWrite(product, integration);
  });
  afterAll(() => product.close());
  /** What no client can prevent, where a test forces it. */
  let forced: readonly ViolationKind[] = [];
  afterEach(async () => {
    await product.control.clear();
    await expectOracle(product, forced);
  });

  const nextLabel = (): string => labels.shift()!;
  const waiting = (label = nextLabel()): Promise<Approved> =>
    raiseByOne(product, integration, label, { billingTarget: 'invoice-after' });

  const psaLineOf = async (label: string): Promise<string> =>
    (await usageLine(product, integration, label))['target'].psaLineId as string;

  async function injectPatchFault(
    psaLineId: string,
    fault: { kind: 'delay'; ms: number } | { kind: 'done-answer-lost' },
  ): Promise<void> {
    const path = await pathOf(product, psaLineId);
    await product.control.inject({ vendor: 'connectwise', method: 'PATCH', path, times: 1, fault });
  }

  const runIdOf = async ({ approvalId }: Approved): Promise<string> =>
    (await product.temporal.workflow.getHandle(writeBackWorkflowId(approvalId)).describe()).runId;

  const running = (line: Approved): Promise<string> =>
    waitFor(`the workflow of ${line.label}`, 10_000, async () => {
      try {
        const handle = product.temporal.workflow.getHandle(writeBackWorkflowId(line.approvalId));
        const { runId, status, historyLength } = await handle.describe();
        return status.name === 'RUNNING' && historyLength > 5 ? runId : null;
      } catch {
        return null;
      }
    });

  /** The repair has noticed something, read everything again, and lifted the stop. */
  const stopsAndLifts = async (since: Date): Promise<readonly string[]> => {
    await waitFor('the stop to be lifted', 15_000, async () => {
      const actions = await stopsSince(since);
      if (!actions.includes('writes.stopped') || (await stoppedSince(product)) !== null) return null;
      // Each workflow that finds itself apart stops again: the last of them has to be through.
      return (await openNotices(product, integration)).length === 0 ? true : null;
    });
    return stopsSince(since);
  };

  const stopsSince = async (since: Date): Promise<readonly string[]> => {
    const rows = await product.db
      .selectFrom('auditEvent')
      .select('action')
      .where('action', 'in', ['writes.stopped', 'writes.resumed'])
      .where('at', '>=', since)
      .orderBy('seq')
      .execute();
    return rows.map(({ action }) => action);
  };

  it('are taken while no worker runs, and sent once workers are back', async () => {
    await product.stopWorkers();
    const line = await raiseByOne(product, integration, nextLabel());
    const answer = body(await product.client.request('GET', `/write-backs/${line.approvalId}`));
    expect(answer).toMatchObject({ progress: { live: false }, lines: [{ state: 'queued' }] });
    await product.startWorkers();
    expect(await end(product, line)).toMatchObject({ state: 'confirmed' });
    await expectWrittenOnce(product, line);
  });

  describe.each([
    ['terminated', (line: Approved) => terminate(product, line)],
    [
      'canceled',
      (line: Approved) => product.temporal.workflow.getHandle(writeBackWorkflowId(line.approvalId)).cancel(),
    ],
  ] as const)('whose workflow was %s in the Temporal UI', (_, endIt) => {
    it('while waiting: everything waiting is read again before anything is sent, then each is sent once', async () => {
      const [line, other] = [await waiting(), await waiting()];
      const run = await running(line);
      await running(other);
      const since = new Date();
      await endIt(line);
      expect(await stopsAndLifts(since)).toEqual(['writes.stopped', 'writes.resumed']);
      const rows = await product.db
        .selectFrom('approvalLine')
        .select('rereadAt')
        .where('id', 'in', [line.approvalLineId, other.approvalLineId])
        .execute();
      expect(rows.filter((row) => (row.rereadAt ?? 0) < since)).toEqual([]);
      expect(await running(line)).not.toBe(run);
      for (const one of [line, other]) await expectNothingSent(product, one);
      await product.control.makeInvoice([
        await agreementIdOf(product, line.psaLineId),
        await agreementIdOf(product, other.psaLineId),
      ]);
      for (const one of [line, other]) {
        expect(await end(product, one)).toMatchObject({ state: 'confirmed', sendCount: 1 });
        await expectWrittenOnce(product, one);
      }
    });

    it('while the PSA works on it: it is done once and read back', async () => {
      const label = nextLabel();
      await injectPatchFault(await psaLineOf(label), { kind: 'delay', ms: 700 });
      const line = await raiseByOne(product, integration, label);
      await reaches(product, line, ['sending']);
      await endIt(line);
      expect(await end(product, line)).toMatchObject({ state: 'confirmed', sendCount: 1 });
      await expectWrittenOnce(product, line);
      await workflowOver(product, line);
      await waitFor('writing to be free', 10_000, async () =>
        (await stoppedSince(product)) === null ? true : null,
      );
    });
  });

  it('are not sent twice when their running workflow is reset to its first task', async () => {
    const label = nextLabel();
    await injectPatchFault(await psaLineOf(label), { kind: 'delay', ms: 700 });
    const line = await raiseByOne(product, integration, label);
    await reaches(product, line, ['sending']);
    const runId = await resetToFirstTask(product, line);
    expect(await end(product, line)).toMatchObject({ state: 'confirmed', sendCount: 1 });
    await workflowOver(product, line);
    expect(await runIdOf(line)).toBe(runId);
    await expectWrittenOnce(product, line);
    expect(await patchesTo(product, line.psaLineId)).toHaveLength(1);

    // Finished now; reset once more, nothing is asked of the PSA at all.
    const since = (await product.control.requestLog()).length;
    const again = await resetToFirstTask(product, line);
    await product.temporal.workflow.getHandle(writeBackWorkflowId(line.approvalId), again).result();
    expect(await product.control.requestLog(since)).toEqual([]);
  });

  it('start again from their rows where Temporal lost the workflow', async () => {
    const line = await waiting();
    const run = await running(line);
    const workflowId = writeBackWorkflowId(line.approvalId);
    await product.temporal.workflowService.deleteWorkflowExecution({
      namespace: product.namespace.namespace,
      workflowExecution: { workflowId },
    });
    const next = await waitFor('the repair', 15_000, async () => {
      const now = await running(line);
      return now === run ? null : now;
    });
    expect(next).not.toBe(run);
    await product.control.makeInvoice([await agreementIdOf(product, line.psaLineId)]);
    expect(await end(product, line)).toMatchObject({ state: 'confirmed' });
    await expectWrittenOnce(product, line);
  });

  it('stand still where Temporal knows an approval that the rows do not', async () => {
    const line = await waiting();
    await running(line);
    const since = new Date();
    const handle = await product.temporal.workflow.start(
      workflowType.writeBack,
      writeBackStart(
        { tenantId: product.tenantId, integrationId: integration.id, approvalId: randomUUID() },
        'an integration',
      ),
    );
    await expect(handle.result()).rejects.toMatchObject({ cause: { cause: { type: 'RowMissing' } } });
    expect(await stopsAndLifts(since)).toEqual(['writes.stopped', 'writes.resumed']);
    expect(await writeBack(product, line)).toMatchObject({ state: 'queued' });
    await product.client.request(
      'POST',
      `/write-backs/${line.approvalId}/lines/${line.approvalLineId}/cancel`,
      {},
      randomUUID(),
    );
    await expectNothingSent(product, line);
    await workflowOver(product, line);
  });

  it('are read again and not sent twice where PostgreSQL was restored from before they were sent', async () => {
    // Queued at the time of the copy: its workflow runs already, and waits for its invoice.
    const early = await waiting();
    await running(early);
    await product.stopWorkers();
    // Approved, and nobody told Temporal yet.
    const pendingNotification = await raiseByOne(product, integration, nextLabel());
    const copy = await copyDatabase(product.databaseUrl);
    await product.startWorkers();
    await product.control.makeInvoice([await agreementIdOf(product, early.psaLineId)]);
    for (const line of [early, pendingNotification]) {
      expect(await end(product, line)).toMatchObject({ state: 'confirmed' });
      await workflowOver(product, line);
    }
    // Approved after the copy: its workflow runs on, its row will be gone.
    const late = await waiting();
    await running(late);

    await product.stopWorkers();
    await copy.restore();
    // The intent is as lost as everything else that was written since.
    forced = ['intent-missing', 'request-without-intent'];
    const since = new Date();
    for (const line of [early, pendingNotification])
      expect(await writeBack(product, line)).toMatchObject({ state: 'queued' });
    await product.startWorkers();
    expect(await stopsAndLifts(since)).toEqual(expect.arrayContaining(['writes.stopped', 'writes.resumed']));
    for (const line of [early, pendingNotification]) {
      expect(await end(product, line)).toMatchObject({
        state: 'unchanged',
        sendCount: 0,
        psaShows: line.after,
      });
      expect(await writesTo(product, line.psaLineId)).toHaveLength(1);
      expect(await patchesTo(product, line.psaLineId)).toHaveLength(1);
    }
    await expectNothingSent(product, late);
    await expect(
      product.temporal.workflow.getHandle(writeBackWorkflowId(late.approvalId)).result(),
    ).rejects.toMatchObject({ cause: { cause: { type: 'RowMissing' } } });
  });
});
