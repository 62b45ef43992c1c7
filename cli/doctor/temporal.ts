import { Client, type Connection, type ConnectionOptions } from '@temporalio/client';
import { openTemporalConnection } from '../../contracts/temporal/connection.ts';
import { searchAttributeNames, TaskQueue } from '../../contracts/temporal/names.ts';
import type { Database } from '../../db/database.ts';
import { bad, type Check, checkWithinMs, good, notChecked, warning } from './check.ts';
import { examineSchedules } from './schedules.ts';

const dayS = 86_400;
/** Values of temporal.api.enums.v1.TaskQueueType, which the SDK does not export. */
const kindOfTasks: Readonly<Record<'workflow' | 'activity', Readonly<Record<string, number>>>> = {
  workflow: { taskQueueType: 1 },
  activity: { taskQueueType: 2 },
};

export interface TemporalUnderExamination {
  readonly address: string;
  readonly connectionOptions: ConnectionOptions;
  readonly namespace: string;
  readonly retentionDays: number;
}

/** Server, namespace, pollers, and the schedules against what they should be where a database is there. */
export async function examineTemporal(
  temporal: TemporalUnderExamination,
  db: Database | null,
): Promise<readonly Check[]> {
  const { connection, close } = openTemporalConnection(temporal.connectionOptions);
  try {
    return await connection.withDeadline(Date.now() + checkWithinMs - 500, async () => {
      const server = await reached(connection, temporal);
      if (server.state === 'bad') return [server];
      const parts = await Promise.all([
        examineNamespace(connection, temporal),
        examinePollers(connection, temporal.namespace),
        db === null
          ? [notChecked('temporal.schedules', 'needs the database')]
          : examineSchedules(new Client({ connection, namespace: temporal.namespace }), db),
      ]);
      return [server, ...parts.flat()];
    });
  } finally {
    await close();
  }
}

async function reached(connection: Connection, { address }: TemporalUnderExamination): Promise<Check> {
  try {
    const { serverVersion } = await connection.workflowService.getSystemInfo({});
    return good('temporal.server', `Temporal ${serverVersion} at ${address}`);
  } catch {
    return bad(
      'temporal.server',
      `no Temporal server answers at ${address}`,
      'Start it, or correct TEMPORAL_ADDRESS and the other TEMPORAL_* names.',
    );
  }
}

async function examineNamespace(
  connection: Connection,
  { namespace, retentionDays }: TemporalUnderExamination,
): Promise<readonly Check[]> {
  try {
    const { config } = await connection.workflowService.describeNamespace({ namespace });
    const days = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) / dayS;
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    const missing = searchAttributeNames.filter((name) => !Object.hasOwn(customAttributes, name));
    return [
      days >= Math.min(retentionDays, 30)
        ? good('temporal.retention', `closed workflows of ${namespace} are kept ${days} days`)
        : warning(
            'temporal.retention',
            `closed workflows of ${namespace} are kept ${days} days`,
            `Set the namespace's retention to ${retentionDays} days: only so long can a run be reset.`,
          ),
      missing.length === 0
        ? good('temporal.search-attributes', 'all are registered')
        : bad(
            'temporal.search-attributes',
            `${missing.join(', ')} not registered in ${namespace}`,
            `temporal operator search-attribute create -n ${namespace} --type Keyword ${missing.map((name) => `--name ${name}`).join(' ')}`,
          ),
    ];
  } catch {
    return [
      bad(
        'temporal.namespace',
        `the namespace ${namespace} is not there`,
        'Create it, or correct TEMPORAL_NAMESPACE.',
      ),
    ];
  }
}

/** Whether a worker asks for work on every queue; the server remembers pollers for five minutes. */
async function examinePollers(connection: Connection, namespace: string): Promise<readonly Check[]> {
  const wanted = [
    { queue: TaskQueue.recon, kind: 'workflow' },
    { queue: TaskQueue.recon, kind: 'activity' },
    { queue: TaskQueue.duo, kind: 'activity' },
    { queue: TaskQueue.psa, kind: 'activity' },
  ] as const;
  return Promise.all(
    wanted.map(async ({ queue, kind }) => {
      const { pollers } = await connection.workflowService.describeTaskQueue({
        namespace,
        taskQueue: { name: queue },
        ...kindOfTasks[kind],
      });
      const name = `temporal.pollers.${queue}`;
      return pollers.length > 0
        ? good(name, `a worker serves ${kind} tasks of ${queue}`)
        : bad(
            name,
            `no worker serves ${kind} tasks of ${queue}`,
            'Start a worker; look at its first log lines.',
          );
    }),
  );
}
