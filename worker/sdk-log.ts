import type { LogEntry } from '@temporalio/worker';
import type { Logger } from 'pino';

/** What the Temporal SDK and workflows say, in our log: of what comes with a line only the IDs. */
export const sdkLog =
  (logger: Logger) =>
  ({ level, message, meta }: LogEntry): void => {
    const ids = Object.fromEntries(idNames.map((name) => [name, meta?.[name]]));
    if (level === 'ERROR') logger.error(ids, message);
    else logger.warn(ids, message);
  };

const idNames = ['workflowId', 'runId', 'workflowType', 'activityType', 'attempt'] as const;
