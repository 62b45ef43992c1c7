import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { ensureIntegrationWorkflow } from '../../api/temporal/integration-workflow.ts';
import { commands } from '../../cli/commands/index.ts';
import { runSeatwise } from '../../cli/seatwise.ts';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import { expectOracle } from '../../tools/oracle/oracle.ts';
import { sandboxFolder } from '../environment/sandbox-folder.ts';
import { connected } from '../environment/seeded-integration.ts';
import { active, type Connected, everyLine, type Item, runEnds, startSync } from './lifecycle.ts';
import { type Product, startProduct } from './product.ts';
import { commandEnvironment } from './seatwise-command.ts';
import { buildsByRun } from './versions-of-runs.ts';
import { agreementIdOf, expectNothingSent, expectWrittenOnce } from './write-back-observations.ts';
import { type Approved, end, raiseByOne, readyToWrite } from './write-back-steps.ts';

jest.setTimeout(900_000);

const deploymentName = 'seatwise';
const earlier = { deploymentName, buildId: '0.1.0-earlier' };
const later = { deploymentName, buildId: '0.2.0-later' };
const changes = 40;
const openWorkflows = 200;

describe('workers of two versions', () => {
  let product: Product;
  let integration: Connected;
  let lines: readonly Approved[];
  /** Every workflow that is open before the first switch. */
  let open: readonly string[];
  let stopEarlier: () => Promise<void>;
  let stopLater: () => Promise<void>;
  let laterBundle: string;

  beforeAll(async () => {
    const { code } = await bundleWorkflowCode({
      workflowsPath: join(__dirname, 'later-workflows.ts'),
      logger: new DefaultLogger('ERROR'),
    });
    laterBundle = join(sandboxFolder('seatwise-later-'), 'bundle.js');
    writeFileSync(laterBundle, code);
    product = await startProduct({
      scenario: 'typical',
      workers: false,
      settings: { repairIntervalMs: 600_000 },
      writing: { laterInvoiceApartMs: 200, recheckMs: 20_000 },
      reading: { vendorParallel: 8, psaParallel: 6 },
    });
    stopEarlier = await product.startWorkers({ deployment: earlier });
  });
  afterAll(() => product.close());

  /** A command of the operator, as JSON. */
  async function seatwise(
    ...args: readonly string[]
  ): Promise<{ readonly code: number; readonly said: Item }> {
    let out = '';
    const terminal = { out: (text: string) => void (out += text), err: (text: string) => void (out += text) };
    const env = { ...commandEnvironment(product), WORKER_DEPLOYMENT: deploymentName };
    const code = await runSeatwise(
      commands,
      [...args, '--json'],
      env,
      terminal,
      new AbortController().signal,
    );
    return { code, said: JSON.parse(out) as Item };
  }

  const promote = (version: typeof earlier) => seatwise('release', 'promote', '--build-id', version.buildId);
  const checksOfDeployment = async (): Promise<unknown> =>
    ((await seatwise('doctor')).said['checks'] as Item[])
      .filter(({ name }) => name === 'temporal.deployment')
      .map(({ state, found }) => [state, (found as Item)['id']] as unknown);

  async function idsOfOpen(): Promise<readonly string[]> {
    const found: string[] = [];
    for await (const { workflowId, type } of product.temporal.workflow.list({
      query: `ExecutionStatus = 'Running'`,
    }))
      if (type === 'integrationWorkflow' || type === 'writeBackWorkflow') found.push(workflowId);
    return found.toSorted();
  }

  /** What is open on each version. */
  const spread = async (): Promise<unknown> => {
    const { said } = await seatwise('release', 'status');
    return [
      said['unversioned'],
      ...(said['versions'] as Item[]).map((one) => [one['buildId'], one['state'], one['open']] as unknown),
    ];
  };

  const invoiced = async (some: readonly Approved[]): Promise<void> => {
    const agreements = await Promise.all(some.map(({ psaLineId }) => agreementIdOf(product, psaLineId)));
    await product.control.makeInvoice([...new Set(agreements)]);
    for (const line of some)
      expect(await end(product, line, 120_000)).toMatchObject({ state: 'confirmed', sendCount: 1 });
  };

  it('get no work before one is promoted, and doctor says so', async () => {
    expect(await seatwise('release', 'promote', '--build-id', '9.9.9', '--wait', '1')).toMatchObject({
      code: 2,
      said: { error: { id: 'cli.release.no-workers' } },
    });
    expect(await checksOfDeployment()).toEqual([['bad', 'doctor.deployment.no-current']]);
    expect((await seatwise('release', 'status')).code).toBe(1);
    expect(await promote(earlier)).toMatchObject({
      code: 0,
      said: { current: earlier.buildId, former: null },
    });
    expect(await checksOfDeployment()).toEqual([['good', 'doctor.deployment']]);
  });

  it(`have ${openWorkflows} open workflows, of them ${changes} changes that wait for an invoice`, async () => {
    integration = await active(product, 'connectwise', 60_000);
    await readyToWrite(product, integration);
    const raised: Approved[] = [];
    for (const { label, target } of await everyLine(product, integration)) {
      // A quantity that is not whole takes no change of one.
      if (target === null || !/^\d+$/u.test(target.before as string) || raised.length === changes) continue;
      raised.push(
        await raiseByOne(product, integration, label as string, { billingTarget: 'invoice-after' }),
      );
    }
    lines = raised;
    expect(lines).toHaveLength(changes);
    for (let count = changes + 1; count < openWorkflows; count += 1) {
      const tenantId = randomUUID();
      await product.db
        .insertInto('tenant')
        .values({ id: tenantId, name: `MSP ${count}` })
        .execute();
      const key = await connected(product.db, tenantId, 'awaiting-credentials');
      await ensureIntegrationWorkflow(product.temporal, key, 'Duo');
    }
    open = await waitFor('every workflow', 120_000, async () => {
      const found = await idsOfOpen();
      return found.length >= openWorkflows ? found : null;
    });
    expect(open).toHaveLength(openWorkflows);
    await waitFor('their first tasks', 60_000, async () => {
      const on = await spread();
      return JSON.stringify(on).includes(`"current",${openWorkflows}]`) ? true : null;
    });
  });

  it('move all of them to the later version; a sync ends where it began', async () => {
    stopLater = await product.startWorkers({ deployment: later, workflows: { bundlePath: laterBundle } });
    const runId = await startSync(product, integration);
    const began = performance.now();
    expect(await promote(later)).toMatchObject({
      code: 0,
      said: { current: later.buildId, former: earlier.buildId },
    });
    expect(await seatwise('release', 'drain')).toMatchObject({ code: 0, said: { remaining: 0 } });
    process.stderr.write(`    moved in ${((performance.now() - began) / 1_000).toFixed(1)} s\n`);
    // One account of the scenario cannot be read.
    expect(await runEnds(product, runId, 60_000)).toMatchObject({ state: 'partial' });
    expect(await idsOfOpen()).toEqual(open);
    await stopEarlier();
    for (const line of lines) await expectNothingSent(product, line);
    await invoiced(lines.slice(0, changes / 2));
  });

  it('move all of them back', async () => {
    const left = await idsOfOpen();
    expect(left).toHaveLength(openWorkflows - changes / 2);
    stopEarlier = await product.startWorkers({ deployment: earlier });
    expect(await promote(earlier)).toMatchObject({ code: 0, said: { former: later.buildId } });
    expect(await seatwise('release', 'drain')).toMatchObject({ code: 0, said: { remaining: 0 } });
    expect(await idsOfOpen()).toEqual(left);
    await stopLater();
    await invoiced(lines.slice(changes / 2));
  });

  it('have lost nothing, sent nothing twice, and replayed nothing of each other', async () => {
    for (const line of lines) await expectWrittenOnce(product, line);
    await expectOracle(product);
    const chains = await buildsByRun(product);
    // A task that failed would show that a version met a history of the other.
    expect(chains.filter(({ failures, patches }) => failures.length > 0 || patches > 0)).toEqual([]);
    expect(chains.filter(({ builds }) => builds.length > 1)).toEqual([]);
    const ofEach = new Map<string, string[]>();
    for (const { workflowId, builds } of chains)
      if (open.includes(workflowId)) ofEach.set(workflowId, [...(ofEach.get(workflowId) ?? []), ...builds]);
    const paths = [...ofEach.values()].map((builds) =>
      builds.filter((one, at) => one !== builds[at - 1]).join(' '),
    );
    const count = (path: readonly { readonly buildId: string }[]): number =>
      paths.filter((one) => one === path.map(({ buildId }) => buildId).join(' ')).length;
    expect([count([earlier, later]), count([earlier, later, earlier])]).toEqual([
      changes / 2,
      openWorkflows - changes / 2,
    ]);
  });
});
