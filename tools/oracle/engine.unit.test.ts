import { evaluateEngine } from './engine.ts';
import type { EngineFacts, RunFact, WorkflowFact } from './engine-facts.ts';
import { evaluateProcesses, type ProcessFacts } from './processes.ts';

const run = (changes: Partial<RunFact> = {}): RunFact => ({
  id: 'r1', workflowId: 'sync/i1/manual/k', mode: 'full', state: 'succeeded', code: null, listed: 3, counted: 3,
  incomplete: 0, failed: 0, gone: 0, audited: true, endedAt: 2_000,
  accounts: { pending: 0, counted: 3, incomplete: 0, failed: 0, gone: 0 }, ...changes,
}); // prettier-ignore

const workflow = (changes: Partial<WorkflowFact>): WorkflowFact => ({
  id: 'sync/i1/manual/k', type: 'syncWorkflow', status: 'COMPLETED', outcome: 'succeeded', code: null,
  taskAttempts: 0, pendingActivities: [], ...changes,
}); // prettier-ignore

const entity = workflow({
  id: 'integration/i1',
  type: 'integrationWorkflow',
  status: 'RUNNING',
  outcome: null,
});

/** An active integration with a run that succeeded. */
const good: EngineFacts = {
  since: 1_000,
  integrations: [{ id: 'i1', phase: 'active', pausedInTemporal: false }],
  runs: [run()],
  unanswered: [],
  openApprovals: [],
  workflows: [entity, workflow({})],
  schedules: [{ id: 'sync/i1', paused: false }],
};

const kinds = (facts: Partial<EngineFacts>) => evaluateEngine({ ...good, ...facts }).map(({ kind }) => kind);

describe('the oracle of runs and workflows', () => {
  it('finds nothing where all is well', () => {
    expect(evaluateEngine(good)).toEqual([]);
    expect(
      kinds({
        workflows: [...good.workflows, workflow({ id: 'housekeeping', type: 'other', status: 'RUNNING' })],
      }),
    ).toEqual([]);
  });

  it('takes a reset that was rejected, because the integration is paused, for no change of the run', () => {
    const failed = run({ state: 'failed', code: 'VendorKeyUnknown' });
    const execution = (code: string) => workflow({ status: 'FAILED', outcome: 'canceled', code });
    expect(kinds({ runs: [failed], workflows: [entity, execution('SyncStopped')] })).toEqual([]);
    expect(kinds({ runs: [failed], workflows: [entity, execution('SyncCanceled')] })).toEqual([
      'outcome-disagrees',
    ]);
  });

  it('asks Temporal for no workflow of a run from before its memory', () => {
    expect(kinds({ runs: [run({ endedAt: 999 })], workflows: [entity] })).toEqual([]);
    expect(kinds({ runs: [run({ endedAt: 1_001 })], workflows: [entity] })).toEqual(['outcome-disagrees']);
  });

  const planted: readonly (readonly [string, Partial<EngineFacts>, readonly string[]])[] = [
    ['an account lost from the sum', { runs: [run({ listed: 4 })] }, ['run-sum']],
    ['totals that the rows do not have', { runs: [run({ counted: 2 })] }, ['run-sum']],
    ['an account left unread', { runs: [run({ accounts: { pending: 1, counted: 3, incomplete: 0, failed: 0, gone: 0 } })] }, ['run-sum']],
    ['a run that never ended', { runs: [run({ state: 'running' })] }, ['run-open']],
    ['an end without audit', { runs: [run({ audited: false })] }, ['run-without-audit']],
    ['a run that Temporal calls failed', { workflows: [entity, workflow({ status: 'FAILED' })] }, ['outcome-disagrees']],
    ['a run that Temporal never had', { workflows: [entity] }, ['outcome-disagrees']],
    ['another outcome in Temporal', { workflows: [entity, workflow({ outcome: 'partial' })] }, ['outcome-disagrees']],
    ['a live integration without its workflow', { workflows: [workflow({})] }, ['workflow-missing']],
    ['open changes without their workflow', { openApprovals: ['a1'] }, ['workflow-missing']],
    ['a sync that nothing asks for', { workflows: [entity, workflow({}), workflow({ id: 'sync/i1/manual/x', status: 'RUNNING' })] }, ['workflow-left']],
    ['a write-back whose changes have ended', { workflows: [entity, workflow({}), workflow({ id: 'write-back/a1', type: 'writeBackWorkflow', status: 'RUNNING' })] }, ['workflow-left']],
    ['a workflow task that keeps failing', { workflows: [{ ...entity, taskAttempts: 3 }, workflow({})] }, ['workflow-stuck']],
    ['an activity that nobody takes', { workflows: [{ ...entity, pendingActivities: ['verifyPsa'] }, workflow({})] }, ['workflow-stuck']],
    ['a schedule that is gone', { schedules: [] }, ['schedule-missing']],
    ['a schedule that is paused without a cause', { schedules: [{ id: 'sync/i1', paused: true }] }, ['schedule-disagrees']],
    ['a schedule left after a disconnect', { integrations: [{ id: 'i1', phase: 'disconnected', pausedInTemporal: false }], workflows: [workflow({})] }, ['schedule-left']],
    ['a command without an answer', { unanswered: [{ kind: 'pause', commandId: 'c', integrationId: 'i1' }] }, ['command-unanswered']],
  ]; // prettier-ignore

  it.each(planted)('finds %s', (_what, facts, expected) => {
    expect(kinds(facts)).toEqual(expected);
  });
});

describe('the oracle of processes', () => {
  const first: ProcessFacts = {
    parts: { api: { pid: 1, memory: 100_000_000, descriptors: 40 } },
    connections: { 'seatwise-api': 3 },
    deadlocks: 0,
    left: [],
  };

  it('takes a breathing heap for flat', () => {
    const now = { ...first, parts: { api: { pid: 1, memory: 150_000_000, descriptors: 45 } } };
    expect(evaluateProcesses(now, first)).toEqual([]);
  });

  it.each([
    ['memory', { ...first, parts: { api: { pid: 1, memory: 400_000_000, descriptors: 40 } } }, 'memory-grew'],
    [
      'descriptors',
      { ...first, parts: { api: { pid: 1, memory: 100_000_000, descriptors: 400 } } },
      'descriptors-grew',
    ],
    ['connections', { ...first, connections: { 'seatwise-api': 30 } }, 'connections-grew'],
    [
      'connections of somebody new',
      { ...first, connections: { ...first.connections, stranger: 30 } },
      'connections-grew',
    ],
    ['a process that should have ended', { ...first, left: ['99 node dist/worker/main.js'] }, 'process-left'],
    ['transactions that waited for each other', { ...first, deadlocks: 1 }, 'deadlock'],
  ] as const)('finds %s', (_what, now, kind) => {
    expect(evaluateProcesses(now, first).map((one) => one.kind)).toEqual([kind]);
  });
});
