import type { ActivityInterceptors } from '@temporalio/worker';
import { ApplicationFailure } from '@temporalio/common';
import type { Context } from '@temporalio/activity';
import type { Logger } from 'pino';
import type { WorkerMetrics } from './metrics.ts';

/** One line and one observation per attempt: ids, attempt, duration, code. No arguments: they are not for logs. */
export const attemptLog =
  (logger: Logger, metrics: WorkerMetrics) =>
  (context: Context): ActivityInterceptors => ({
    inbound: {
      async execute(input, next) {
        const { activityType, attempt, workflowExecution } = context.info;
        const started = Date.now();
        const log = (code: string | null): void => {
          const durationMs = Date.now() - started;
          metrics.attempt(activityType, code ?? 'ok', attempt, durationMs);
          logger.info(
            {
              activity: activityType,
              attempt,
              workflowId: workflowExecution?.workflowId,
              runId: workflowExecution?.runId,
              durationMs,
              code,
            },
            'activity attempt',
          );
        };
        try {
          const result = await next(input);
          log(null);
          return result;
        } catch (error) {
          log(codeOf(error));
          throw error;
        }
      },
    },
  });

const codeOf = (error: unknown): string =>
  error instanceof ApplicationFailure
    ? (error.type ?? 'ApplicationFailure')
    : error instanceof Error
      ? error.name
      : 'unknown';
