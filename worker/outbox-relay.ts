import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { grpcStatus, grpcStatusOf } from '../contracts/temporal/grpc-status.ts';
import type { Logger } from 'pino';
import { writeBackChanged, type WriteBackInput } from '../contracts/temporal/messages.ts';
import { writeBackWorkflowId } from '../contracts/temporal/names.ts';
import { type WriteBackWorkflow, workflowType, writeBackStart } from '../contracts/temporal/starts.ts';
import { workflowState } from '../contracts/temporal/sync-workflow.ts';
import { openLinesOf } from '../db/write-back/approval-lines.ts';
import type { Kinds } from '../domain/kinds.ts';
import type { Database } from '../db/model/database.ts';
import { labelOfIntegration } from '../db/integrations/integration-label.ts';
import {
  giveBackOutbox,
  noteRejected,
  noteRelayed,
  type OutboxRow,
  takeOutbox,
} from '../db/write-back/outbox.ts';
import { endedWithChangesOpen, stopWrites, writeStop } from '../use-cases/write-back/write-stop.ts';
import { type LogContext, withLogContext } from '../telemetry/log-context.ts';
import { inTraceOf } from '../telemetry/spans.ts';
import { startPeriodicWork, type PeriodicWork } from './periodic-work.ts';

export interface RelayDependencies {
  readonly db: Database;
  readonly temporal: Client;
  readonly logger: Logger;
  readonly kinds: Kinds;
  /** Called for each approval whose word Temporal rejected. */
  readonly onRejection: () => void;
}

/** Rows of one turn. */
const turn = 50;

/**
 * Carries outbox rows to Temporal (architecture.md 4): an approval's workflow is started, or woken where it runs. Rows
 * are taken in one short transaction, Temporal is called outside of any, and each row is concluded by itself, so that
 * one that Temporal rejects delays nobody else. A crash in between repeats a signal, which changes nothing. Any number
 * of workers may relay. Returns how many rows were taken. Throws where nobody listened at all: then no row counts as
 * rejected.
 */
export async function relayOutbox(deps: RelayDependencies): Promise<number> {
  const rows = await takeOutbox(deps.db, turn);
  if (rows.length === 0) return 0;
  const byApproval = new Map<string, OutboxRow[]>();
  for (const row of rows) byApproval.set(row.approvalId, [...(byApproval.get(row.approvalId) ?? []), row]);
  const outcomes = await Promise.all(
    [...byApproval.values()].map(async (of) => ({
      of,
      failure: await failureOf(forRequest(of[0] ?? never(), (row) => tell(deps, row))),
    })),
  );
  const failed = outcomes.flatMap(({ of, failure }) => (failure === null ? [] : [{ of, failure }]));
  const relayed = outcomes.flatMap(({ of, failure }) => (failure === null ? of : []));
  await noteRelayed(deps.db, relayed);
  for (const { requestId, approvalId } of causesOf(relayed))
    deps.logger.info({ ...idsOf({ requestId, approvalId }), approvalId }, 'approval relayed');
  const [first] = failed;
  if (
    first !== undefined &&
    failed.length === outcomes.length &&
    failed.every(({ failure }) => isOutage(failure))
  ) {
    await giveBackOutbox(deps.db, rows);
    throw first.failure;
  }
  for (const { of, failure } of failed) {
    deps.onRejection();
    const [row = never()] = of;
    deps.logger.error(
      { ...idsOf(row), approvalId: row.approvalId, err: failure.message },
      'Temporal rejected a word for an approval; it is tried again later',
    );
    for (const each of of) await noteRejected(deps.db, each, failure.message);
  }
  return rows.length;
}

/** In the trace of the request that approved: its log lines name that and the workflow. */
const forRequest = <T>(row: OutboxRow, work: (row: OutboxRow) => Promise<T>): Promise<T> =>
  withLogContext(idsOf(row), () => inTraceOf(row.requestId, 'relay approval', () => work(row)));

/** Each request with each approval once: the line about it leads from the request's lines to those of the workflow. */
const causesOf = (rows: readonly OutboxRow[]): readonly OutboxRow[] => [
  ...new Map(rows.map((row) => [`${row.requestId ?? ''} ${row.approvalId}`, row])).values(),
];

const idsOf = ({ requestId, approvalId }: Pick<OutboxRow, 'requestId' | 'approvalId'>): LogContext => ({
  ...(requestId === null ? {} : { requestId }),
  workflowId: writeBackWorkflowId(approvalId),
});

const never = (): never => {
  throw new Error('a group of rows without a row');
};

async function failureOf(work: Promise<unknown>): Promise<Error | null> {
  try {
    await work;
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Nobody took it, which says nothing about the row. */
const outages: ReadonlySet<number> = new Set([
  grpcStatus.cancelled,
  grpcStatus.deadlineExceeded,
  grpcStatus.resourceExhausted,
  grpcStatus.unavailable,
]);

function isOutage(error: unknown): boolean {
  const status = grpcStatusOf(error);
  if (status !== null) return outages.has(status);
  return error instanceof Error && error.cause !== undefined && isOutage(error.cause);
}

/** One word may take so long; the others are not behind it. */
const tellWithinMs = 10_000;

async function tell(
  { db, temporal, logger, kinds }: RelayDependencies,
  input: WriteBackInput,
): Promise<void> {
  await temporal.withDeadline(Date.now() + tellWithinMs, async () => {
    const { approvalId } = input;
    if (!(await hasOpenLines(db, input))) {
      await wake(temporal, approvalId);
      return;
    }
    if (await endedTooSoon(db, temporal, input)) {
      logger.warn({ approvalId }, 'the workflow of an approval had ended with changes open');
      await stopWrites(db, endedWithChangesOpen([approvalId]), new Date());
    }
    await temporal.workflow.signalWithStart<WriteBackWorkflow>(workflowType.writeBack, {
      ...writeBackStart(keyOf(input), await labelOfIntegration(db, input, kinds)),
      signal: writeBackChanged,
    });
  });
}

const keyOf = ({ tenantId, integrationId, approvalId }: WriteBackInput): WriteBackInput => ({
  tenantId,
  integrationId,
  approvalId,
});

const hasOpenLines = async (db: Database, { tenantId, approvalId }: WriteBackInput): Promise<boolean> =>
  (await openLinesOf(db, tenantId, approvalId)).length > 0;

/**
 * A closed workflow with changes open: somebody ended it, or the rows are older than Temporal, a copy from before they
 * were relayed. Asked of the rows again, since the last line may have ended while we asked Temporal. A stop that stands
 * is what starts closed ones again.
 */
async function endedTooSoon(db: Database, temporal: Client, input: WriteBackInput): Promise<boolean> {
  if ((await workflowState(temporal, writeBackWorkflowId(input.approvalId))) !== 'closed') return false;
  return (await hasOpenLines(db, input)) && (await writeStop(db)) === null;
}

async function wake(temporal: Client, approvalId: string): Promise<void> {
  try {
    await temporal.workflow.getHandle(writeBackWorkflowId(approvalId)).signal(writeBackChanged);
  } catch (error) {
    // Nothing is left to do, and nobody to tell: it ended before.
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}

/** Relays at start and then regularly; `stop` waits for a turn under way. */
export const startRelaying = (deps: RelayDependencies, intervalMs: number): PeriodicWork =>
  startPeriodicWork(
    async () => ({ more: (await relayOutbox(deps)) === turn }),
    intervalMs,
    (err) => deps.logger.warn({ err }, 'the outbox could not be relayed and will be tried again'),
  );
