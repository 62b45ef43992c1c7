import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { integrationWorkflowId, syncScheduleId } from '../../contracts/temporal/names.ts';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import { postgresAdminUrl } from '../environment/database.ts';
import { expectOracle } from '../../tools/oracle/oracle.ts';
import { active, body, type Connected } from '../product/lifecycle.ts';
import { adminEmail, type Part, type Processes, startProcesses } from '../product/processes.ts';
import {
  agreementIdOf,
  expectNothingSent,
  patchesTo,
  stoppedSince,
  workflowOver,
} from '../product/write-back-observations.ts';
import { changeable, end, raiseByOne, readyToWrite } from '../product/write-back-steps.ts';

let folder: string;
/** Of the workers and of the commands: a restore continues the counter that it finds there. */
const anchors = () => join(folder, 'anchors');
let product: Processes;
let worker: Part;
let integration: Connected;
let labels: string[];
let admin: pg.Client;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seatwise-restored-'));
  admin = new pg.Client({ connectionString: postgresAdminUrl() });
  await admin.connect();
  product = await startProcesses({ env: { AUDIT_ANCHOR_FOLDER: anchors() } });
  ({ worker } = product);
  integration = await active(product);
  labels = [...(await changeable(product, integration))];
  await readyToWrite(product, integration);
});
afterAll(async () => {
  await product.close();
  await admin.end();
  rmSync(folder, { recursive: true, force: true });
});

interface Command {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly code: number | null; readonly said: string }>;
}

/** `node dist/cli/main.js …` for the product's installation. */
function seatwise(...args: readonly string[]): Command {
  const vendors = `127.0.0.1:${product.sandbox.port}`;
  const child = spawn(process.execPath, [join(process.cwd(), 'dist', 'cli', 'main.js'), ...args], {
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      SEATWISE_HOME: join(folder, 'home'),
      AUDIT_ANCHOR_FOLDER: anchors(),
      DATABASE_URL: product.databaseUrl,
      MASTER_KEY: product.masterKey,
      SANDBOX: 'off',
      OUTBOUND_RESOLVE: `*.duosecurity.test=${vendors},*.connectwise.test=${vendors}`,
      OUTBOUND_CA_FILE: product.sandbox.caFile,
      PSA_RETRY_BASE_MS: '20',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return {
    child,
    ended: new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, said }));
    }),
  };
}

const nobodyConnected = async (): Promise<void> => {
  const name = new URL(product.databaseUrl).pathname.slice(1);
  await admin.query('select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1', [
    name,
  ]);
};

const databaseExists = async (url: string, suffix: string): Promise<true | null> => {
  const name = `${new URL(url).pathname.slice(1)}${suffix}`;
  const { rowCount } = await admin.query('select 1 from pg_database where datname = $1', [name]);
  return rowCount === 1 ? true : null;
};

describe('a backup that is restored after more was done', () => {
  const file = (): string => join(folder, 'monday.backup');

  it('rejects while API and workers run, and reconciling finds no difference in what was done', async () => {
    const label = labels.shift()!;
    const early = await raiseByOne(product, integration, label, { billingTarget: 'invoice-after' });
    expect(await seatwise('backup', file()).ended).toMatchObject({ code: 0 });
    const rejected = await seatwise('restore', file(), '--replace').ended;
    expect([rejected.code, rejected.said]).toEqual([2, expect.stringContaining('is in use')]);

    await product.control.makeInvoice([await agreementIdOf(product, early.psaLineId)]);
    expect(await end(product, early)).toMatchObject({ state: 'confirmed' });
    await workflowOver(product, early);
    const good = await seatwise('reconcile', '--json').ended;
    expect([good.code, JSON.parse(good.said)]).toEqual([
      0,
      expect.objectContaining({ ok: true, tenants: [expect.objectContaining({ differences: [], notCompared: [] })] }),
    ]);
    await product.control.inject({ vendor: 'connectwise', method: 'GET', fault: { kind: 'status', status: 503 } });
    const unread = await seatwise('reconcile').ended;
    await product.control.clear();
    expect([unread.code, unread.said]).toEqual([2, expect.stringContaining('NOT COMPARED')]);
    expect(unread.said).not.toContain('No differences.');
  }); // prettier-ignore

  it('leaves the present installation when it is killed; once restored, what was sent is found and not sent twice', async () => {
    const [early] = await product.db.selectFrom('approvalLine').selectAll().execute();
    const late = await raiseByOne(product, integration, labels.shift()!, { billingTarget: 'invoice-after' });
    await Promise.all([worker.end('SIGTERM'), product.api().end('SIGTERM')]);
    await nobodyConnected();

    const killed = seatwise('restore', file(), '--replace');
    await waitFor('the new database', 30_000, () => databaseExists(product.databaseUrl, '_restoring'));
    killed.child.kill('SIGKILL');
    await killed.ended;
    const lines = await product.db.selectFrom('approvalLine').select('id').execute();
    expect(lines.map(({ id }) => id).sort()).toEqual([early!.id, late.approvalLineId].sort());
    await nobodyConnected();
    expect(await seatwise('restore', file(), '--replace').ended).toMatchObject({ code: 0 });
    expect(await databaseExists(product.databaseUrl, '_restoring')).toBeNull();
    expect(await databaseExists(product.databaseUrl, '_former')).toBeNull();

    // Nothing of Temporal is in a backup: what must run comes from the rows.
    const schedule = product.temporal.schedule.getHandle(syncScheduleId(integration.id));
    const entity = product.temporal.workflow.getHandle(integrationWorkflowId(integration.id));
    await schedule.delete();
    await entity.terminate();
    expect(await stoppedSince(product)).not.toBeNull();
    [worker] = await Promise.all([product.startWorker(), product.startApi()]);
    await waitFor('writing to be free', 30_000, async () =>
      (await stoppedSince(product)) === null ? true : null,
    );
    const again = await waitFor('the end of the change', 30_000, async () => {
      const row = await product.db.selectFrom('approvalLine').selectAll().executeTakeFirstOrThrow();
      return row.finishedAt === null ? null : row;
    });
    expect(again).toMatchObject({ id: early!.id, state: 'unchanged', sendCount: 0 });
    expect(await patchesTo(product, again.psaLineId)).toHaveLength(1);
    await expectNothingSent(product, late);
    expect((await entity.describe()).status.name).toBe('RUNNING');
    expect((await schedule.describe()).state.paused).toBe(false);
    await expectOracle(product, ['intent-missing', 'request-without-intent']);
    const told = await seatwise('reconcile').ended;
    expect([told.code, told.said]).toEqual([0, expect.stringContaining('No differences.')]);
  });

  it('is followed by the workflow and the schedule of an integration that went on meanwhile in Temporal', async () => {
    // Sessions are in no backup.
    await product.client.signIn(adminEmail, product.password);
    const tuesday = join(folder, 'tuesday.backup');
    expect(await seatwise('backup', tuesday).ended).toMatchObject({ code: 0 });
    const paused = await product.client.command('POST', `${integration.path}/pause`, {}, integration.path);
    expect(paused).toMatchObject({ phase: 'paused' });
    const schedule = product.temporal.schedule.getHandle(syncScheduleId(integration.id));
    const entity = product.temporal.workflow.getHandle(integrationWorkflowId(integration.id));
    expect((await schedule.describe()).state.paused).toBe(true);
    await Promise.all([worker.end('SIGTERM'), product.api().end('SIGTERM')]);
    await nobodyConnected();
    expect(await seatwise('restore', tuesday, '--replace').ended).toMatchObject({ code: 0 });

    [worker] = await Promise.all([product.startWorker(), product.startApi()]);
    await product.client.signIn(adminEmail, product.password);
    await waitFor('the workflow to have read its row', 30_000, async () => {
      const status = body(await product.client.request('GET', `${integration.path}/status`));
      return status['live'] === true && status['phase'] === 'active' ? true : null;
    });
    await waitFor('the schedule to run again', 30_000, async () =>
      (await schedule.describe()).state.paused ? null : true,
    );
    const told = await product.db.selectFrom('integration').select('rereadWanted').execute();
    expect(told).toEqual([{ rereadWanted: false }]);
    expect((await entity.describe()).status.name).toBe('RUNNING');
    const notices = await product.db
      .selectFrom('notice')
      .select('code')
      .where('state', '=', 'open')
      .execute();
    expect(notices.map(({ code }) => code)).not.toContain('SchedulePausedInTemporal');
  });
});
