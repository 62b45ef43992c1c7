import type { Message } from '../../messages/message.ts';
import { messageToStore } from '../../messages/stored.ts';
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { SyncTrigger, SyncMode } from '../../domain/sync-runs.ts';
import type { SyncRunState } from '../../domain/states.ts';
import type { Actor, IntegrationKey } from '../../domain/keys.ts';
import { statesBefore } from '../../domain/states.ts';
import type { RunWarning } from '../../domain/runs/run-warnings.ts';
import { announce } from '../integrations/commands.ts';
import type { Queryable, Tx } from '../model/database.ts';
import { allowedFrom, requireTransition } from '../model/transitions.ts';
import { ownedBy } from '../model/owned-by.ts';
import { closeNotices } from '../notices/notices.ts';
import { noStall, type RunStall, stallOf } from './run-stalls.ts';

export interface SyncRun {
  readonly tenantId: string;
  readonly integrationId: string;
  readonly id: string;
  readonly workflowId: string;
  readonly trigger: SyncTrigger;
  readonly mode: SyncMode;
  readonly ofRunId: string | null;
  /** Group of the usage line that a `usage-line` run reads again; null for every other mode. */
  readonly groupKey: string | null;
  readonly state: SyncRunState;
  readonly joinedRunId: string | null;
  readonly fencingToken: number;
  readonly cancelRequestedAt: Date | null;
  readonly startedAt: Date | null;
  readonly stall: RunStall | null;
}

const columns = [
  'tenantId', 'integrationId', 'id', 'workflowId', 'trigger', 'mode', 'ofRunId', 'groupKey', 'state',
  'joinedRunId', 'fencingToken', 'cancelRequestedAt', 'startedAt', 'stalledSide', 'stalledSince', 'stalledCode', 'stalledDetail',
  'stalledUntil',
] as const; // prettier-ignore

type Row = Awaited<ReturnType<typeof byId>>;

function fromRow({
  stalledSide,
  stalledSince,
  stalledCode,
  stalledDetail,
  stalledUntil,
  ...run
}: NonNullable<Row>): SyncRun {
  return { ...run, stall: stallOf({ stalledSide, stalledSince, stalledCode, stalledDetail, stalledUntil }) };
}

const byId = (db: Queryable, tenantId: string, runId: string, lock: boolean) =>
  db
    .selectFrom('syncRun')
    .select(columns)
    .where('tenantId', '=', tenantId)
    .where('id', '=', runId)
    .$if(lock, (query) => query.forUpdate())
    .executeTakeFirst();

export async function findRun(db: Queryable, tenantId: string, runId: string): Promise<SyncRun | null> {
  const row = await byId(db, tenantId, runId, false);
  return row === undefined ? null : fromRow(row);
}

export async function lockRun(tx: Tx, tenantId: string, runId: string): Promise<SyncRun | null> {
  const row = await byId(tx, tenantId, runId, true);
  return row === undefined ? null : fromRow(row);
}

export async function findRunByWorkflow(
  db: Queryable,
  tenantId: string,
  workflowId: string,
): Promise<SyncRun | null> {
  const row = await db
    .selectFrom('syncRun')
    .select(columns)
    .where('tenantId', '=', tenantId)
    .where('workflowId', '=', workflowId)
    .executeTakeFirst();
  return row === undefined ? null : fromRow(row);
}

/** The one run that is queued or running (a partial unique index is behind it); null when none is. */
export async function activeRun(db: Queryable, key: IntegrationKey): Promise<SyncRun | null> {
  const row = await db
    .selectFrom('syncRun')
    .select(columns)
    .where(ownedBy(key))
    .where('state', 'in', ['queued', 'running'])
    .executeTakeFirst();
  return row === undefined ? null : fromRow(row);
}

/**
 * Whether a run under way reads what another would, so that the other may join it: a full one reads everything, one of
 * a usage line only that line.
 */
export function readsFor(
  active: Pick<SyncRun, 'mode' | 'groupKey'>,
  wanted: { readonly mode: SyncMode; readonly groupKey?: string | null },
): boolean {
  if (active.mode === 'full') return true;
  if (active.mode === 'usage-line') return active.groupKey === wanted.groupKey;
  return wanted.mode !== 'usage-line';
}

/** Every active run of every tenant: each must have its workflow (repair). */
export async function activeRuns(db: Queryable): Promise<readonly SyncRun[]> {
  const rows = await db
    .selectFrom('syncRun')
    .select(columns)
    .where('state', 'in', ['queued', 'running'])
    .execute();
  return rows.map(fromRow);
}

export interface NewRun {
  readonly workflowId: string;
  readonly trigger: SyncTrigger;
  readonly mode: SyncMode;
  readonly ofRunId: string | null;
  /** `usage-line` only. */
  readonly groupKey?: string | null;
  readonly requestedBy: Actor;
}

/** Inserts a queued run. The caller holds the integration's row lock and saw no active run. */
export const queueRun = (tx: Tx, key: IntegrationKey, run: NewRun): Promise<string> =>
  insertRun(tx, key, run, { state: 'queued' });

/** Inserts a run that joined at once, because another was active when it began. */
export const insertJoined = (tx: Tx, key: IntegrationKey, run: NewRun, other: SyncRun): Promise<string> =>
  insertRun(tx, key, run, { state: 'joined', joinedRunId: other.id, endedAt: new Date() });

async function insertRun(
  tx: Tx,
  key: IntegrationKey,
  run: NewRun,
  beginning:
    | { readonly state: 'queued' }
    | { readonly state: 'joined'; readonly joinedRunId: string; readonly endedAt: Date },
): Promise<string> {
  const id = randomUUID();
  await tx
    .insertInto('syncRun')
    .values({
      tenantId: key.tenantId,
      id,
      integrationId: key.integrationId,
      workflowId: run.workflowId,
      trigger: run.trigger,
      mode: run.mode,
      ofRunId: run.ofRunId,
      groupKey: run.groupKey ?? null,
      requestedBy: JSON.stringify(run.requestedBy),
      ...beginning,
    })
    .execute();
  await announce(tx, key, 'sync-run', id);
  return id;
}

/** A run that met another one: it ends as `joined` with a link. */
export async function joinRun(tx: Tx, run: SyncRun, other: SyncRun): Promise<void> {
  const moved = await tx
    .updateTable('syncRun')
    .set({ state: 'joined', joinedRunId: other.id, endedAt: new Date() })
    .where('tenantId', '=', run.tenantId)
    .where('id', '=', run.id)
    .where('state', 'in', statesBefore('sync-run', 'joined'))
    .executeTakeFirstOrThrow();
  requireTransition('sync-run', 'joined', moved);
  await announce(tx, { tenantId: run.tenantId, integrationId: run.integrationId }, 'sync-run', run.id);
}

/**
 * Takes the next fence number for an execution of the run. An execution that asks again (a retried attempt)
 * gets the number it has.
 */
export async function takeFencingToken(tx: Tx, run: SyncRun, temporalRunId: string): Promise<number> {
  const own = await tx
    .selectFrom('syncRunExecution')
    .select('fencingToken')
    .where('tenantId', '=', run.tenantId)
    .where('syncRunId', '=', run.id)
    .where('temporalRunId', '=', temporalRunId)
    .executeTakeFirst();
  if (own !== undefined) return own.fencingToken;
  const fencingToken = run.fencingToken + 1;
  await tx
    .insertInto('syncRunExecution')
    .values({ tenantId: run.tenantId, syncRunId: run.id, fencingToken, temporalRunId })
    .execute();
  const moved = await tx
    .updateTable('syncRun')
    .set({
      fencingToken,
      state: 'running',
      startedAt: sql`coalesce(started_at, now())`,
      endedAt: null,
      code: null,
      detail: null,
      ...noStall,
      cancelRequestedAt: run.state === 'canceled' || run.state === 'failed' ? null : sql`cancel_requested_at`,
    })
    .where('tenantId', '=', run.tenantId)
    .where('id', '=', run.id)
    // A run under way is taken up by a newer execution.
    .where('state', 'in', allowedFrom('sync-run', 'running'))
    .executeTakeFirstOrThrow();
  requireTransition('sync-run', 'running', moved);
  await announce(tx, { tenantId: run.tenantId, integrationId: run.integrationId }, 'sync-run', run.id);
  return fencingToken;
}

export interface RunEnd {
  readonly state: 'succeeded' | 'partial' | 'failed' | 'canceled';
  readonly code: string | null;
  /** What was found, in addition to the texts of the code; null: nothing more. */
  readonly detail: Message | null;
  /** Absent: none. */
  readonly warnings?: readonly RunWarning[];
}

export async function endRun(tx: Tx, run: SyncRun, end: RunEnd): Promise<void> {
  const moved = await tx
    .updateTable('syncRun')
    .set({
      state: end.state,
      code: end.code,
      detail: messageToStore(end.detail),
      warnings: JSON.stringify(end.warnings ?? []),
      ...noStall,
      endedAt: new Date(),
    })
    .where('tenantId', '=', run.tenantId)
    .where('id', '=', run.id)
    .where('state', 'in', statesBefore('sync-run', end.state))
    .executeTakeFirstOrThrow();
  requireTransition('sync-run', end.state, moved);
  await closeNotices(tx, run, 'SyncStalled');
  await announce(tx, { tenantId: run.tenantId, integrationId: run.integrationId }, 'sync-run', run.id);
}

/** Notes the wish; the slices read it between accounts and abort open requests (architecture.md 4). */
export async function requestCancel(tx: Tx, run: SyncRun): Promise<void> {
  await tx
    .updateTable('syncRun')
    .set({ cancelRequestedAt: sql`coalesce(cancel_requested_at, now())` })
    .where('tenantId', '=', run.tenantId)
    .where('id', '=', run.id)
    .execute();
  await announce(tx, { tenantId: run.tenantId, integrationId: run.integrationId }, 'sync-run', run.id);
}
