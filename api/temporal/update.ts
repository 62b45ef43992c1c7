import {
  isGrpcServiceError,
  ServiceError,
  WorkflowNotFoundError,
  type WorkflowUpdateHandle,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { UpdateKind } from '../../domain/commands.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { isErrorCode } from '../../contracts/errors.ts';
import * as messages from '../../contracts/temporal/messages.ts';
import { integrationWorkflowId } from '../../contracts/temporal/names.ts';
import { labelOfIntegration } from '../../db/integrations/integration-label.ts';
import { within } from '../../db/driver/deadline.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { isTemporalUnavailable, Problem } from '../problems.ts';
import { startOperation } from './integration-workflow.ts';
import { isTemporalReachable } from './reachability.ts';
import { underWay } from './pending-calls.ts';

export type UpdateOutcome =
  | { readonly kind: 'done'; readonly result: messages.CommandResult }
  /** Accepted and durable; the answer will stand in the command's row. */
  | { readonly kind: 'accepted' };

/** How long a person waits for an answer before a link is given instead (architecture.md 3). */
const waitMs = 2_500;
/** A server that does not even say what it is in this time is down: no use to wait for the command. */
const probeMs = 1_200;
/** Time kept for the answer itself once the update is accepted. */
const leastResultMs = 50;

const late = (): Error => new WorkflowUpdateRPCTimeoutOrCancelledError('no answer in time');

/**
 * Sends the update that carries a stored command, with its id as update id, so that a repeat meets the first.
 * Throws the problem `WorkerUnavailable` when nobody accepted it in time, `TemporalUnavailable` when no server
 * answered.
 */
export async function sendUpdate(
  deps: ApiDependencies,
  key: IntegrationKey,
  kind: UpdateKind,
  commandId: string,
): Promise<UpdateOutcome> {
  const deadline = Date.now() + waitMs;
  const down = isTemporalReachable(deps, probeMs).then(async (reachable) => {
    if (!reachable) throw new Problem('TemporalUnavailable');
    return new Promise<never>(() => undefined);
  });
  down.catch(() => undefined);
  let handle: WorkflowUpdateHandle<messages.CommandResult>;
  try {
    const accepted = within(deadline - Date.now(), start(deps, key, kind, commandId, deadline), late);
    handle = await Promise.race([accepted, down]);
  } catch (error) {
    throw notAccepted(error);
  }
  return awaitResult(deps, key, kind, commandId, handle, deadline);
}

/** What it says to a person that nobody has the command: its caller sends it again under the same key. */
export function notAccepted(error: unknown): unknown {
  // The server answered the probe, so it is a worker that is missing.
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || isNotReady(error))
    return new Problem('WorkerUnavailable', { cause: error });
  return isTemporalUnavailable(error) ? new Problem('TemporalUnavailable', { cause: error }) : error;
}

/**
 * The server's WorkflowNotReady: task after task of this workflow fails or times out, so that it hands out no update to
 * it until one succeeds. (Temporal pull request 4376; seen after several workers were killed one after the other.)
 */
const isNotReady = (error: unknown): boolean =>
  error instanceof ServiceError && isGrpcServiceError(error.cause) && grpcNotReady.has(error.cause.code);
/** FAILED_PRECONDITION. */
const grpcNotReady: ReadonlySet<number> = new Set([9]);

/** @param inNextRun no run that has ended may answer: the update goes to the one that runs, which is started where none does. */
async function start(
  deps: ApiDependencies,
  key: IntegrationKey,
  kind: UpdateKind,
  commandId: string,
  deadline: number,
  inNextRun = false,
): Promise<WorkflowUpdateHandle<messages.CommandResult>> {
  const { client } = deps.temporal;
  const options = {
    args: [{ commandId }] as [messages.CommandRef],
    updateId: commandId,
    waitForStage: 'ACCEPTED',
  } as const;
  const withStart = async () =>
    client.workflow.startUpdateWithStart(messages[kind], {
      ...options,
      startWorkflowOperation: startOperation(key, await labelOfIntegration(deps.db, key, deps.kinds)),
    });
  const call = client.withDeadline(deadline, async () => {
    if (inNextRun) return withStart();
    try {
      return await client.workflow
        .getHandle(integrationWorkflowId(key.integrationId))
        .startUpdate(messages[kind], options);
    } catch (error) {
      // Not there, or this run just continued as new: the same update id, once more.
      if (!(error instanceof WorkflowNotFoundError)) throw error;
      return withStart();
    }
  });
  return underWay(client, call);
}

async function awaitResult(
  deps: ApiDependencies,
  key: IntegrationKey,
  kind: UpdateKind,
  commandId: string,
  handle: WorkflowUpdateHandle<messages.CommandResult>,
  deadline: number,
  again = false,
): Promise<UpdateOutcome> {
  const left = Math.max(leastResultMs, deadline - Date.now());
  try {
    const result = await within(
      left,
      underWay(
        deps.temporal.client,
        deps.temporal.client.withDeadline(Date.now() + left, () => handle.result()),
      ),
      late,
    );
    return { kind: 'done', result };
  } catch (error) {
    // The run continued as new, or was ended by somebody, with the update accepted: the next one has not seen it.
    if (isLostWithItsRun(error) || error instanceof WorkflowNotFoundError) {
      if (again) throw new Problem('WorkerUnavailable', { cause: error });
      const next = await within(left, start(deps, key, kind, commandId, deadline, true), late).catch(
        (cause: unknown) => {
          throw notAccepted(cause);
        },
      );
      return awaitResult(deps, key, kind, commandId, next, deadline, true);
    }
    if (error instanceof WorkflowUpdateFailedError) throw rejection(error);
    if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || isTemporalUnavailable(error))
      return { kind: 'accepted' };
    throw error;
  }
}

/** The server's own failure type for an accepted update whose run closed first. */
const isLostWithItsRun = (error: unknown): boolean =>
  error instanceof WorkflowUpdateFailedError &&
  error.cause instanceof ApplicationFailure &&
  error.cause.type === 'AcceptedUpdateCompletedWorkflow';

/** A validator's or handler's failure: its type is a code of ours, or it is a fault. */
function rejection(error: WorkflowUpdateFailedError): Error {
  const { cause } = error;
  if (!(cause instanceof ApplicationFailure) || cause.type == null) return error;
  return isErrorCode(cause.type) ? new Problem(cause.type, { cause: error }) : error;
}
