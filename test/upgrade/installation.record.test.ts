import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { z } from 'zod';
import { freePort } from '../../config/free-port.ts';
import { startPostgres } from '../../embedded/postgres.ts';
import { processesBelow } from '../../embedded/testing/started-product.ts';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import { expectLedgerToHold, Installation } from '../e2e/installation.ts';
import { active, body, runEnds, startSync } from '../product/lifecycle.ts';
import {
  answerBillingTarget,
  changeable,
  decideLine,
  end,
  raiseByOne,
  turnOnWriteBack,
} from '../product/write-back-steps.ts';
import { withoutMachine } from '../replay/history-files.ts';
import { readRows } from './recorded-rows.ts';
import { type OpenHistory, saveRecording } from './recordings.ts';

/** Records an installation of this release: docs/testing.md, "Recorded installations". Not run otherwise. */
const recording = process.env['RECORD_INSTALLATION'] === '1' ? it : it.skip;
const { version: release } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

recording('records a home with all that an upgrade must keep', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'seatwise-recorded-'));
  chmodSync(folder, 0o711);
  const installation = new Installation(join(folder, 'home'), await freePort());
  try {
    await installation.start({ SANDBOX_SCENARIO: 'small', AUDIT_CHECKPOINT_INTERVAL_MS: '500' });
    const lived = await life(installation);
    const histories = await openHistories(installation.home);
    expect(histories.map(({ name }) => name.split('-')[0]).sort()).toEqual([
      'integrationWorkflow',
      'writeBackWorkflow',
    ]);
    expect(await installation.part.end('SIGTERM')).toBe(0);
    const postgres = await startPostgres({ dir: join(installation.home, 'postgres'), mode: 'durable' });
    const rows = await readRows(postgres.url);
    await postgres.stop();
    expect(rows.tables.find(({ name }) => name === 'report_file')?.rows).not.toEqual([]);
    const about = {
      release,
      commit: execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim(),
      recordedAt: new Date().toISOString(),
      email: 'admin@seatwise.local',
      passwordOfThisRecording: installation.password,
      ...lived,
    };
    saveRecording(about, rows, installation.home, histories);
  } finally {
    if (!installation.part.hasEnded()) await installation.part.end('SIGKILL');
    for (const pid of processesBelow(folder)) process.kill(pid, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
});

/** One integration with a change that was sent and one that waits, decisions, people, keys, a webhook, a closed month. */
async function life(installation: Installation) {
  const client = await installation.client();
  const { credentials } = await installation.control.state();
  const product = { client, control: installation.control, credentials };
  const integration = await active(product);
  await answerBillingTarget(product, integration);
  await turnOnWriteBack(product, integration);
  const [first, second, third, fourth] = await changeable(product, integration);
  const sent = await raiseByOne(product, integration, first!);
  expect(await end(product, sent)).toMatchObject({ state: 'confirmed' });
  await decideLine(product, integration, second!, { decision: 'hold', reason: 'asked the customer' });
  await decideLine(product, integration, third!, { decision: 'dismiss', reason: 'agreed as it is' });
  for (const [path, value] of [
    ['/members', { email: 'approver@harbor-lane.test', name: 'The approver', role: 'approver' }],
    ['/api-keys', { name: 'Reports', role: 'viewer' }],
    ['/webhooks', { url: 'https://hooks.example.com/seatwise' }],
    ['/saved-views', { name: 'Mine', query: '', shared: true }],
  ] as const)
    expect([path, (await client.request('POST', path, value)).status]).toEqual([path, 201]);
  await runEnds(product, await startSync(product, integration), 60_000);
  const { month: running } = body(await client.request('GET', '/month'));
  const month = { integrationId: integration.id, month: running };
  const closed = await client.request('POST', '/review-months', { ...month, whileRunning: true });
  expect(closed.status).toBe(201);
  const waiting = await raiseByOne(product, integration, fourth!, { billingTarget: 'invoice-after' });
  await waitFor('the files of the month', 60_000, async () => {
    const report = await client.request('GET', `/review-months/${body(closed)['id'] as string}.pdf`);
    return report.status === 200 ? true : null;
  });
  await waitFor('an external anchor of the audit', 60_000, () =>
    Promise.resolve(existsSync(join(installation.home, 'audit-anchors')) ? true : null),
  );
  await expectLedgerToHold(installation);
  return {
    integrationId: integration.id,
    closedMonth: body(closed)['id'] as string,
    waiting: { approvalId: waiting.approvalId, approvalLineId: waiting.approvalLineId },
  };
}

/** Of each execution that is open, as the next version's workers meet it. */
async function openHistories(home: string): Promise<readonly OpenHistory[]> {
  const { port } = z
    .object({ port: z.number() })
    .parse(JSON.parse(readFileSync(join(home, 'temporal', 'server.json'), 'utf8')));
  const connection = await Connection.connect({ address: `127.0.0.1:${port}` });
  const { workflow } = new Client({ connection, namespace: 'seatwise' });
  const found: OpenHistory[] = [];
  try {
    for await (const { workflowId, type } of workflow.list({ query: `ExecutionStatus = 'Running'` })) {
      const history = await workflow.getHandle(workflowId).fetchHistory();
      const recorded = JSON.parse(historyToJSON(history), withoutMachine) as OpenHistory['history'];
      found.push({ name: `${type}-${found.length + 1}`, history: recorded });
    }
  } finally {
    await connection.close();
  }
  return found;
}
