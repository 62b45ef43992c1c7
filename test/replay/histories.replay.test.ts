import { createRequire } from 'node:module';
import { DeterminismViolationError } from '@temporalio/workflow';
import * as workflows from '../../workflows/index.ts';
import { historyFiles, kindOf, kinds } from './history-files.ts';
import { bundleWithSwappedSteps, currentBundle, replay } from './replaying.ts';
import { quietRuntime } from '../environment/temporal-runtime.ts';

/** To record again after an intended change: docs/testing.md, "Recorded histories". */
const files = historyFiles();

const ways = (workflowType: string) =>
  new Set(files.filter((file) => file.workflowType === workflowType).map(({ kind }) => kind));

let bundle: { readonly code: string };
let traced: { readonly code: string };
beforeAll(async () => {
  quietRuntime();
  [bundle, traced] = await Promise.all([currentBundle(), currentBundle('traced-bundle.js')]);
});

/** Of a bundle, by package. */
const packagesIn = ({ code }: { readonly code: string }) =>
  [
    ...new Set([...code.matchAll(/node_modules\/((?:@[\w.-]+\/)?[\w.-]+)\//g)].map(([, name]) => name)),
  ].sort();
/** Without its map, and without the paths of its modules, which are longer the farther a build is from its packages. */
const ownCode = ({ code }: { readonly code: string }) =>
  code
    .slice(0, code.indexOf('sourceMappingURL'))
    .replaceAll(/\/\*!\*+!.*?\*\//gs, '')
    .replaceAll(/"\.[^"\s]*\/[^"\s]*\.(?:[cm]?[jt]s|json)"/g, '""');
const ofPlain = ['@temporalio/common', '@temporalio/workflow', 'long', 'ms', 'nexus-rpc'];

describe('the recorded histories', () => {
  it.each(Object.keys(workflows))('hold %s in every kind of execution', (workflowType) => {
    expect([...ways(workflowType)].sort()).toEqual([...kinds].sort());
  });

  it.each(files)('are what their names say: $name', ({ kind, history, workflowType, name }) => {
    expect(kindOf(history)).toBe(kind);
    expect(name).toContain(`/${workflowType}/`);
  });

  it('hold no path, host name or secret of the machine that recorded them', () => {
    const text = JSON.stringify(files);
    expect(text).not.toMatch(/stackTrace|node_modules|duosecurity|secretKey|privateKey/);
    expect(new Set(text.match(/"identity":"[^"]*"/g))).toEqual(new Set(['"identity":"recorded"']));
  });
});

describe('what replays them', () => {
  it('is one protobufjs: with several, a history written as JSON cannot be read', () => {
    const users = ['@temporalio/proto', '@temporalio/common', '@temporalio/worker', '@temporalio/client'];
    const own = require.resolve('protobufjs');
    const from = (name: string) => createRequire(require.resolve(name)).resolve('protobufjs');
    expect(users.map((name) => from(name))).toEqual(users.map(() => own));
  });

  it('is a bundle of less than 670 kB with nothing but workflow code', () => {
    const { length } = ownCode(bundle);
    expect(length).toBeGreaterThan(100_000);
    expect(length).toBeLessThan(670_000);
    expect(packagesIn(bundle)).toEqual(ofPlain);
  });

  it('is beside it a bundle that traces: the same with OpenTelemetry', () => {
    expect(packagesIn(traced)).toEqual(
      [
        ...ofPlain,
        '@opentelemetry/api',
        '@opentelemetry/core',
        '@opentelemetry/resources',
        '@opentelemetry/sdk-trace-base',
        '@opentelemetry/semantic-conventions',
        '@temporalio/interceptors-opentelemetry',
      ].sort(),
    );
  });
});

describe('replaying', () => {
  it.each([
    ['bundle.js', () => bundle],
    ['traced-bundle.js', () => traced],
  ])('the code of now goes the way of every recorded execution in %s', async (_name, of) => {
    const errors = await replay(of(), files);
    expect(errors.size).toBe(files.length);
    expect([...errors].filter(([, error]) => error !== null)).toEqual([]);
  });

  const named = (ending: string) => files.filter(({ name }) => name.endsWith(ending));

  it('notices a sync that reads the users of accounts before it listed them', async () => {
    const reordered = await bundleWithSwappedSteps(
      'vendor.readAccountBatch.executeWithOptions',
      'psa.readPsa.executeWithOptions',
    );
    const histories = named('syncWorkflow/happy-manual.json');
    const [error] = [...(await replay(reordered, histories)).values()];
    expect(error?.name).toBe(DeterminismViolationError.name);
  });

  it('notices a finish that starts the first sync before the Schedule stands', async () => {
    const reordered = await bundleWithSwappedSteps(
      'recon.ensureSchedule(this.ref)',
      'recon.startSync(this.ref)',
    );
    const histories = named('integrationWorkflow/continued-finish.json');
    const [error] = [...(await replay(reordered, histories)).values()];
    expect(error?.name).toBe(DeterminismViolationError.name);
  });
});
