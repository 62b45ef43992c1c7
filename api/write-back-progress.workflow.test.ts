import { NativeConnection, Worker } from '@temporalio/worker';
import request from 'supertest';
import type { WriteBackStatus } from '../contracts/temporal/messages.ts';
import { TaskQueue } from '../contracts/temporal/names.ts';
import { writeBackStart, type WriteBackWorkflow, workflowType } from '../contracts/temporal/starts.ts';
import { apiUnderTest } from '../test/environment/api-under-test.ts';
import { runWorker } from '../test/environment/scripted-workers.ts';
import { approved, readyToWrite } from '../test/environment/seeded-approvals.ts';
import { connected, countAll, load } from '../test/environment/seeded-integration.ts';
import { testNamespace } from '../test/environment/temporal.ts';
import { quietRuntime } from '../test/environment/temporal-runtime.ts';
import { workflowBundle } from '../test/environment/workflow-bundle.ts';

const checkMs = 3_600_000;

it("an approval shows its workflow's own word: why it stands still and when it looks again", async () => {
  quietRuntime();
  const temporal = await testNamespace();
  const connection = await NativeConnection.connect({ address: temporal.address });
  const api = await apiUnderTest({ temporal });
  const key = await connected(api.db, api.tenantId, 'active');
  const accounts = [{ name: 'Acme', foreignId: 'DA1', seats: 33, company: 'Acme' }];
  await load(api.db, key, accounts, { Acme: 30 });
  await countAll(api.db, key, accounts);
  await readyToWrite(api.db, key);
  const approval = await approved(api.db, key, 'Acme', { kind: 'member', id: api.memberIds.approver });

  const status: WriteBackStatus = { open: 1, due: 0, nextCheckMs: checkMs, blocked: 'WriteStopped' };
  const named = { connection, namespace: temporal.namespace };
  const workers = [
    await Worker.create({
      ...named,
      taskQueue: TaskQueue.recon,
      workflowBundle: { codePath: await workflowBundle() },
    }),
    await Worker.create({
      ...named,
      taskQueue: TaskQueue.psa,
      activities: { readBillingTarget: () => Promise.resolve(status) },
    }),
  ];
  const running = workers.map(runWorker);
  const input = { ...key, approvalId: approval.approvalId };
  await api.deps.temporal.client.workflow.start<WriteBackWorkflow>(
    workflowType.writeBack,
    writeBackStart(input, 'an integration'),
  );
  const progress = async () => {
    const detail = await request(api.app)
      .get(`/api/v1/write-backs/${approval.approvalId}`)
      .set('Cookie', api.cookies.viewer)
      .expect(200);
    return detail.body.progress as { live: boolean; blocked: string | null; nextCheckAt: string | null };
  };
  const before = Date.now();
  let shown = await progress();
  while (shown.nextCheckAt === null && Date.now() < before + 30_000) shown = await progress();
  expect(shown).toMatchObject({ live: true, blocked: 'WriteStopped' });
  expect(Math.abs(Date.parse(shown.nextCheckAt!) - Date.now() - checkMs)).toBeLessThan(60_000);

  await Promise.all(running.map((worker) => worker.stop()));
  await connection.close();
  await api.close();
});
