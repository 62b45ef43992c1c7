import { Client } from '@temporalio/client';
import { openTemporalConnection } from '../../contracts/temporal/connection.ts';
import { FailureCode } from '../../contracts/temporal/search-attributes.ts';
import { workflowType } from '../../contracts/temporal/starts.ts';
import { dayMs } from '../../domain/calendar.ts';
import { checkWithinMs } from '../doctor/check.ts';
import type { TemporalUnderExamination } from '../doctor/temporal.ts';

/** How many of the newest failed executions are listed. */
const newestFailed = 100;
/** Of a week. */
const failedWithinMs = 7 * dayMs;

/**
 * Executions by type and status, and the newest that failed, by ID and code.
 * Rejects with the SDK's error where the server does not answer in time.
 */
export async function workflowFacts(
  temporal: TemporalUnderExamination,
): Promise<Readonly<Record<string, unknown>>> {
  const { connection, close } = openTemporalConnection(temporal.connectionOptions);
  const client = new Client({ connection, namespace: temporal.namespace });
  try {
    return await connection.withDeadline(Date.now() + checkWithinMs, async () => {
      const counts = await Promise.all(
        Object.values(workflowType).map(async (type) => {
          const { groups } = await client.workflow.count(`WorkflowType = '${type}' GROUP BY ExecutionStatus`);
          return [
            type,
            Object.fromEntries(groups.map((group) => [String(group.groupValues[0]), group.count])),
          ] as const;
        }),
      );
      const since = new Date(Date.now() - failedWithinMs).toISOString();
      const failed: unknown[] = [];
      const query = `ExecutionStatus IN ('Failed', 'TimedOut', 'Terminated') AND CloseTime > '${since}'`;
      for await (const execution of client.workflow.list({ query })) {
        if (failed.length === newestFailed) break;
        const { workflowId, type, status, startTime, closeTime, historyLength } = execution;
        const code = execution.typedSearchAttributes.get(FailureCode) ?? null;
        failed.push({ workflowId, type, status: status.name, startTime, closeTime, historyLength, code });
      }
      return { counts: Object.fromEntries(counts), failed };
    });
  } finally {
    await close();
  }
}
