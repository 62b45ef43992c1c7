import type { ActivityInterceptors } from '@temporalio/worker';
import { ApplicationFailure } from '@temporalio/common';
import type { Context } from '@temporalio/activity';
import type { Logger } from 'pino';
import { withLogContext } from '../telemetry/log-context.ts';
import { noteOnSpan } from '../telemetry/spans.ts';
import type { WorkerMetrics } from './metrics.ts';

/**
 * One line and one observation per attempt: IDs, attempt, duration, code. No arguments: they are not for logs. Each line
 * that is written during the attempt has the IDs of its workflow.
 */
export const attemptLog =
  (logger: Logger, metrics: WorkerMetrics) =>
  (context: Context): ActivityInterceptors => ({
    inbound: {
      async execute(input, next) {
        const { activityType, attempt, workflowExecution } = context.info;
        const ids = {
          activity: activityType,
          ...(workflowExecution === undefined
            ? {}
            : { workflowId: workflowExecution.workflowId, runId: workflowExecution.runId }),
        };
        const started = Date.now();
        const log = (code: string | null): void => {
          const durationMs = Date.now() - started;
          metrics.attempt(activityType, code ?? 'ok', attempt, durationMs);
          logger.info({ attempt, durationMs, code }, 'activity attempt');
          noteOnSpan({ 'seatwise.attempt': attempt, ...(code === null ? {} : { 'error.type': code }) });
        };
        return withLogContext(ids, async () => {
          try {
            const result = await next(input);
            log(null);
            return result;
          } catch (error) {
            log(codeOf(error));
            throw error;
          }
        });
      },
    },
  });

const codeOf = (error: unknown): string =>
  error instanceof ApplicationFailure
    ? (error.type ?? 'ApplicationFailure')
    : error instanceof Error
      ? error.name
      : 'unknown';
