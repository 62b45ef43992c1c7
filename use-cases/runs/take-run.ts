import { type Message, message } from '../../messages/message.ts';
import { type Actor, systemActor } from '../../domain/keys.ts';
import { isRead } from '../../domain/states.ts';
import type { SyncRunStart } from '../../contracts/temporal/activities.ts';
import type { SyncInput } from '../../contracts/temporal/messages.ts';
import type { Queryable, Tx } from '../../db/model/database.ts';
import { closeNotices } from '../../db/notices/notices.ts';
import {
  activeRun,
  findRunByWorkflow,
  insertJoined,
  joinRun,
  lockRun,
  queueRun,
  readsFor,
  type SyncRun,
  takeFencingToken,
} from '../../db/runs/sync-runs.ts';
import { lockedIntegration, phaseName } from '../locked-integration.ts';
import { isRejected, type Rejected, rejected } from '../outcome.ts';
import type { Kinds } from '../../domain/kinds.ts';
import { endOrphan } from './end-orphan.ts';
import { endUnfinishedRun } from './end-unfinished-run.ts';

/** The execution that asks for its run. */
export interface Taking extends SyncInput {
  readonly workflowId: string;
  readonly temporalRunId: string;
}

/** The run under way that another workflow reads, and whether that workflow is alive. */
export interface OtherRun {
  readonly run: SyncRun;
  readonly alive: boolean;
}

type Start =
  | Omit<Extract<SyncRunStart, { readonly kind: 'taken' }>, 'heartbeatTimeoutMs' | 'shown'>
  | Exclude<SyncRunStart, { readonly kind: 'taken' }>
  /** The integration was paused or disconnected before the run began. */
  | { readonly kind: 'stopped'; readonly detail: Message }
  /** Another run is under way than the one that was asked about. */
  | { readonly kind: 'asked-too-early' }
  /** A run that reads less is under way. */
  | { readonly kind: 'waits' };

export async function otherRun(db: Queryable, input: Taking): Promise<SyncRun | null> {
  const active = await activeRun(db, input);
  return active === null || active.workflowId === input.workflowId ? null : active;
}

/** Takes the run of this workflow id, or joins the one under way, under the integration's row lock (architecture.md 4). */
export async function takeRun(
  tx: Tx,
  input: Taking,
  expected: OtherRun | null,
  kinds: Kinds,
  now: Date,
): Promise<Start | Rejected> {
  const integration = await lockedIntegration(tx, input);
  if (isRejected(integration)) return integration;
  const own = await findRunByWorkflow(tx, input.tenantId, input.workflowId);
  if (own !== null && (own.state === 'succeeded' || own.state === 'partial' || own.state === 'joined')) {
    return { kind: 'already-finished', syncRunId: own.id };
  }
  if (input.trigger === 'schedule') await closeNotices(tx, input, 'SyncMissed');
  if (!isRead(integration.phase)) {
    const detail = message('rejections.phase', { phase: phaseName(integration.phase) });
    await endStopped(tx, own, detail, kinds, now);
    return { kind: 'stopped', detail };
  }
  const other = await otherRun(tx, input);
  if (other?.id !== expected?.run.id) return { kind: 'asked-too-early' };
  if (other !== null && expected?.alive === true)
    return readsFor(other, input) ? join(tx, input, own, other) : { kind: 'waits' };
  if (other !== null) await endOrphan(tx, other, kinds);
  const runId = own?.id ?? (await queueRun(tx, input, newRun(input)));
  const run = await lockRun(tx, input.tenantId, runId);
  if (run === null) return rejected('RowMissing', message('rejections.run-missing'));
  const fencingToken = await takeFencingToken(tx, run, input.temporalRunId);
  const { tenantId, integrationId } = input;
  return { kind: 'taken', tenantId, integrationId, syncRunId: runId, fencingToken };
}

async function join(tx: Tx, input: Taking, own: SyncRun | null, other: SyncRun): Promise<Start> {
  if (own !== null) await joinRun(tx, own, other);
  return {
    kind: 'joined',
    syncRunId: own?.id ?? (await insertJoined(tx, input, newRun(input), other)),
    joinedRunId: other.id,
    joinedWorkflowId: other.workflowId,
  };
}

/** A run that nobody queued was started by a Schedule or in the Temporal UI. */
const newRun = (input: Taking) => ({
  workflowId: input.workflowId,
  trigger: input.trigger,
  mode: input.mode,
  ofRunId: input.ofRunId ?? null,
  groupKey: input.mode === 'usage-line' ? (input.groupKey ?? null) : null,
  requestedBy: requester(input),
});

const requester = ({ trigger }: SyncInput): Actor =>
  trigger === 'schedule' ? { kind: 'schedule', id: 'sync' } : systemActor;

/** A run that was queued, or reset, before the pause ends with it, instead of waiting for the repair. */
async function endStopped(
  tx: Tx,
  own: SyncRun | null,
  detail: Message,
  kinds: Kinds,
  now: Date,
): Promise<void> {
  if (own?.state === 'queued' || own?.state === 'running')
    await endUnfinishedRun(tx, own, { state: 'canceled', code: 'SyncStopped', detail }, kinds, now);
}
