import { DeterminismViolationError } from '@temporalio/workflow';
import type { WorkflowBundle } from '@temporalio/worker';
import * as workflows from '../../workflows/index.ts';
import { historyFiles, kindOf, kinds } from './history-files.ts';
import { bundleWithSwappedSteps, currentBundle, replay } from './replaying.ts';

/** To record anew after an intended change: docs/testing.md, "Recorded histories". */
const files = historyFiles();

const ways = (workflowType: string) =>
  new Set(files.filter((file) => file.workflowType === workflowType).map(({ kind }) => kind));

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

describe('replaying', () => {
  let bundle: WorkflowBundle;
  beforeAll(async () => {
    bundle = await currentBundle();
  });

  it('the code of now goes the way of every recorded execution', async () => {
    const errors = await replay(bundle, files);
    expect(errors.size).toBe(files.length);
    expect([...errors].filter(([, error]) => error !== null)).toEqual([]);
  });

  const named = (ending: string) => files.filter(({ name }) => name.endsWith(ending));

  it('notices a sync that reads the PSA before the accounts', async () => {
    const reordered = await bundleWithSwappedSteps(
      'sync.ts',
      'duo.readAccountBatch(run)',
      'psa.readPsa(run)',
    );
    const histories = named('syncWorkflow/happy-manual.json');
    const [error] = [...(await replay(reordered, histories)).values()];
    expect(error).toBeInstanceOf(Error);
    expect(error?.name).toBe(DeterminismViolationError.name);
  });

  it('notices a finish that starts the first sync before the Schedule stands', async () => {
    const reordered = await bundleWithSwappedSteps(
      'integration.ts',
      'recon.ensureSchedule(ref)',
      'recon.startSync(ref)',
    );
    const histories = named('integrationWorkflow/continued-finish.json');
    const [error] = [...(await replay(reordered, histories)).values()];
    expect(error?.name).toBe(DeterminismViolationError.name);
  });
});

describe('the workflow bundle', () => {
  it('stays small and holds nothing but workflow code', async () => {
    const { code } = await currentBundle();
    expect(code.length).toBeLessThan(2_000_000);
    const modules = new Set(
      [...code.matchAll(/node_modules\/((?:@[^/"'*\s]+\/)?[^/"'*\s]+)\//g)].map(([, name]) => name),
    );
    expect([...modules].filter((name) => /^(zod|pg|kysely|undici|express|pino)$/.test(name ?? ''))).toEqual(
      [],
    );
    expect(modules).toContain('@temporalio/workflow');
  });
});
