import { Client, type Connection, type ConnectionOptions } from '@temporalio/client';
import { dayMs } from '../../domain/calendar.ts';
import { keeping } from '../../domain/defaults.ts';
import { grpcStatus, grpcStatusOf } from '../../contracts/temporal/grpc-status.ts';
import { openTemporalConnection } from '../../contracts/temporal/connection.ts';
import { TaskQueue } from '../../contracts/temporal/names.ts';
import type { Database } from '../../db/model/database.ts';
import { missingSearchAttributes } from '../../worker/search-attributes.ts';
import { message } from '../../messages/message.ts';
import { bad, type Check, checkWithinMs, good, notChecked, warning } from './check.ts';
import { examineDeployment, examineUnversioned } from './deployment.ts';
import { examineSchedules } from './schedules.ts';

const dayS = dayMs / 1_000;
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
  /** The Worker Deployment of the workers; `null`: they are unversioned. */
  readonly deployment: string | null;
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
      const namespace = await examineNamespace(connection, temporal);
      // Every further question would fail with the same cause.
      if (namespace.some(({ name }) => name === 'temporal.namespace')) return [server, ...namespace];
      const client = new Client({ connection, namespace: temporal.namespace });
      const parts = await Promise.all([
        examinePollers(connection, temporal.namespace),
        temporal.deployment === null
          ? examineUnversioned(client)
          : examineDeployment(client, temporal.deployment),
        db === null
          ? [notChecked('temporal.schedules', message('doctor.needs-database'))]
          : examineSchedules(client, db),
      ]);
      return [server, ...namespace, ...parts.flat()];
    });
  } finally {
    await close();
  }
}

async function reached(connection: Connection, { address }: TemporalUnderExamination): Promise<Check> {
  try {
    const { serverVersion } = await connection.workflowService.getSystemInfo({});
    return good('temporal.server', message('doctor.temporal', { version: serverVersion, address }));
  } catch {
    return bad(
      'temporal.server',
      message('doctor.temporal.no-response', { address }),
      message('doctor.temporal.no-response.advice'),
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
    const kept = message('doctor.retention', { namespace, age: days * dayMs });
    return [
      days >= Math.min(retentionDays, keeping.workflowDaysAtLeast)
        ? good('temporal.retention', kept)
        : warning('temporal.retention', kept, message('doctor.retention.advice', { count: retentionDays })),
      await examineSearchAttributes(connection, namespace),
    ];
  } catch (error) {
    return [unseenNamespace(namespace, grpcStatusOf(error))];
  }
}

function unseenNamespace(namespace: string, code: number | null): Check {
  if (code === grpcStatus.notFound)
    return bad(
      'temporal.namespace',
      message('doctor.namespace.missing', { namespace }),
      message('doctor.namespace.missing.advice'),
    );
  return code === grpcStatus.permissionDenied
    ? bad(
        'temporal.namespace',
        message('doctor.namespace.not-permitted', { namespace }),
        message('doctor.namespace.not-permitted.advice'),
      )
    : bad(
        'temporal.namespace',
        message('doctor.namespace.no-response', { namespace }),
        message('doctor.namespace.no-response.advice'),
      );
}

/** By a query, as workers prove them at their start: listing is rejected in Temporal Cloud, which is no finding. */
async function examineSearchAttributes(connection: Connection, namespace: string): Promise<Check> {
  const missing = await missingSearchAttributes(connection, namespace);
  if (missing.length > 0) {
    const named = missing.map((name) => `--name ${name}`).join(' ');
    const command = `temporal operator search-attribute create -n ${namespace} --type Keyword ${named}`;
    return bad(
      'temporal.search-attributes',
      message('doctor.attributes.missing', { names: missing, namespace }),
      message('doctor.attributes.missing.advice', { command }),
    );
  }
  try {
    await connection.operatorService.listSearchAttributes({ namespace });
    return good('temporal.search-attributes', message('doctor.attributes'));
  } catch (error) {
    if (grpcStatusOf(error) !== grpcStatus.permissionDenied) throw error;
    return good('temporal.search-attributes', message('doctor.attributes.queried'));
  }
}

/** Whether a worker asks for work on every queue; the server remembers pollers for five minutes. */
async function examinePollers(connection: Connection, namespace: string): Promise<readonly Check[]> {
  const wanted = [
    { queue: TaskQueue.recon, kind: 'workflow' },
    { queue: TaskQueue.recon, kind: 'activity' },
    { queue: TaskQueue.vendor, kind: 'activity' },
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
        ? good(name, message('doctor.pollers', { kind, queue }))
        : bad(name, message('doctor.pollers.none', { kind, queue }), message('doctor.pollers.none.advice'));
    }),
  );
}
