import {
  integrationWorkflowId,
  syncScheduleId,
  writeBackWorkflowId,
} from '../../contracts/temporal/names.ts';
import type { IntegrationPhase } from '../../domain/states.ts';
import type { EngineFacts, RunFact, WorkflowFact } from './engine-facts.ts';
import type { SystemViolation, SystemViolationKind } from './system-violation.ts';

const violation = (kind: SystemViolationKind, words: string): SystemViolation => ({ kind, words });

/** Rows against Temporal, once nothing is under way: no account lost, no workflow stuck, missing or left over. Pure. */
export const evaluateEngine = (facts: EngineFacts): readonly SystemViolation[] => [
  ...facts.runs.flatMap((run) => [...evaluateSum(run), ...evaluateOutcome(facts, run)]),
  ...evaluateOpenWorkflows(facts),
  ...evaluateSchedules(facts),
  ...facts.unanswered.map(({ kind, commandId, integrationId }) =>
    violation('command-unanswered', `${kind} ${commandId} of integration ${integrationId}`),
  ),
];

const nameOf = ({ id, mode, state, code }: RunFact): string =>
  `run ${id} (${mode}, ${state}${code === null ? '' : ` ${code}`})`;

/** Each account of a run ends in exactly one way, and the sum is what was listed (architecture.md 15). */
function evaluateSum(run: RunFact): readonly SystemViolation[] {
  if (run.state === 'queued' || run.state === 'running')
    return [violation('run-open', `${nameOf(run)} has not ended`)];
  const { accounts } = run;
  const rows = accounts.counted + accounts.incomplete + accounts.failed + accounts.gone;
  const found: SystemViolation[] = [];
  if (run.state === 'succeeded' || run.state === 'partial') {
    if (accounts.pending > 0)
      found.push(violation('run-sum', `${nameOf(run)} left ${accounts.pending} accounts unread`));
    if (run.listed !== rows)
      found.push(violation('run-sum', `${nameOf(run)} listed ${String(run.listed)}, rows are ${rows}`));
    if (!run.audited) found.push(violation('run-without-audit', nameOf(run)));
  }
  const told = [run.counted, run.incomplete, run.failed, run.gone];
  const stored = [accounts.counted, accounts.incomplete, accounts.failed, accounts.gone];
  if (run.counted !== null && told.join() !== stored.join())
    found.push(
      violation('run-sum', `${nameOf(run)} says ${told.join(', ')}, its rows say ${stored.join(', ')}`),
    );
  return found;
}

/** How Temporal may show a run that ended so; a person may terminate any of them. `none`: it never began. */
const statuses: Readonly<Record<Exclude<RunFact['state'], 'queued' | 'running'>, readonly string[]>> = {
  succeeded: ['COMPLETED'],
  partial: ['COMPLETED'],
  joined: ['COMPLETED'],
  failed: ['FAILED'],
  canceled: ['CANCELLED', 'FAILED', 'none'],
};

function evaluateOutcome({ workflows, since }: EngineFacts, run: RunFact): readonly SystemViolation[] {
  if (run.state === 'queued' || run.state === 'running') return [];
  const workflow = workflows.find(({ id }) => id === run.workflowId);
  const status = workflow?.status ?? 'none';
  // Its workflow was ended by a person, whenever the row was.
  if (status === 'TERMINATED' || run.code === 'Orphaned') return [];
  // Rows are kept for years, Temporal's memory is not (architecture.md 10).
  if (status === 'none' && run.endedAt !== null && since !== null && run.endedAt < since) return [];
  if (!statuses[run.state].includes(status))
    return [violation('outcome-disagrees', `${nameOf(run)} is ${status} in Temporal`)];
  // A further execution of a run that had ended, reset while the integration is not read: it changed nothing.
  if (status === 'FAILED' && workflow?.code === 'SyncStopped') return [];
  const outcome = workflow?.outcome ?? null;
  const fits = outcome === null || outcome === run.state || outcome === 'already-finished';
  return fits
    ? []
    : [violation('outcome-disagrees', `${nameOf(run)} shows SyncOutcome ${outcome} in Temporal`)];
}

const isLive = ({ phase }: EngineFacts['integrations'][number]): boolean => phase !== 'disconnected';

function evaluateOpenWorkflows(facts: EngineFacts): readonly SystemViolation[] {
  const open = facts.workflows.filter(({ status }) => status === 'RUNNING');
  const wanted = new Map([
    ...facts.integrations.filter(isLive).map(({ id, phase }) => [integrationWorkflowId(id), phase] as const),
    ...facts.openApprovals.map((id) => [writeBackWorkflowId(id), 'its changes are open'] as const),
  ]);
  return [
    ...[...wanted]
      .filter(([id]) => open.every((workflow) => workflow.id !== id))
      .map(([id, why]) => violation('workflow-missing', `${id} does not run: ${why}`)),
    ...open
      .filter(({ id, type }) => ours.includes(type) && !wanted.has(id))
      .map(({ id }) => violation('workflow-left', `${id} runs, and nothing in the rows asks for it`)),
    ...open.flatMap(evaluateTask),
  ];
}

/** Other types, such as housekeeping, run indefinitely. */
const ours = ['integrationWorkflow', 'syncWorkflow', 'writeBackWorkflow'];

function evaluateTask({ id, taskAttempts, pendingActivities }: WorkflowFact): readonly SystemViolation[] {
  const found: SystemViolation[] = [];
  if (taskAttempts > 1)
    found.push(violation('workflow-stuck', `${id}: attempt ${taskAttempts} of a workflow task`));
  if (pendingActivities.length > 0)
    found.push(violation('workflow-stuck', `${id} waits for ${pendingActivities.join(', ')}`));
  return found;
}

const scheduled: readonly IntegrationPhase[] = ['first-sync', 'active', 'paused', 'needs-attention'];

function evaluateSchedules({ integrations, schedules }: EngineFacts): readonly SystemViolation[] {
  return integrations.flatMap((integration) => {
    const { id, phase, pausedInTemporal } = integration;
    const schedule = schedules.find((one) => one.id === syncScheduleId(id));
    if (scheduled.includes(phase)) {
      if (schedule === undefined) return [violation('schedule-missing', `integration ${id} is ${phase}`)];
      return schedule.paused === (phase === 'paused' || pausedInTemporal)
        ? []
        : [
            violation(
              'schedule-disagrees',
              `integration ${id} is ${phase}, its schedule is ${schedule.paused ? '' : 'not '}paused`,
            ),
          ];
    }
    return schedule === undefined ? [] : [violation('schedule-left', `integration ${id} is ${phase}`)];
  });
}
