import type { Client } from '@temporalio/client';
import { grpcStatus, grpcStatusOf } from '../../contracts/temporal/grpc-status.ts';
import { TaskQueue } from '../../contracts/temporal/names.ts';

/** A Worker Deployment as Temporal knows it: which builds of the workers there are, and what runs on each. */

/** `current` and `ramping` versions take new work, `former` ones finish theirs, `new` ones never had any. */
export type VersionState = 'current' | 'ramping' | 'former' | 'new';

export interface DeploymentVersion {
  readonly buildId: string;
  readonly state: VersionState;
  /** Workflow executions that run on it. */
  readonly open: number;
  /** Every queue has a worker of it. */
  readonly hasWorkers: boolean;
}

export interface Deployment {
  readonly name: string;
  /** Newest first. */
  readonly versions: readonly DeploymentVersion[];
  /** Executions that run and have no version: begun before the deployment was used. */
  readonly unversioned: number;
  /** Temporal still tells its task queues which version is current. */
  readonly isSpreading: boolean;
  /** What a change of the current version was decided on. */
  readonly conflictToken: Uint8Array;
}

/** temporal.api.enums.v1.RoutingConfigUpdateState. */
const updateInProgress = 1;
/** temporal.api.enums.v1.TaskQueueType. */
const workflowTasks = 1;
const activityTasks = 2;
/** A worker asks at least once a minute; the server remembers it for five. */
const pollsWithinMs = 90_000;

/** Returns `null` while no worker has ever polled as this deployment. */
export async function readDeployment(client: Client, name: string): Promise<Deployment | null> {
  const { workflowService } = client.connection;
  const { namespace } = client.options;
  const [described, polled] = await Promise.all([
    workflowService.describeWorkerDeployment({ namespace, deploymentName: name }).catch((error: unknown) => {
      if (grpcStatusOf(error) === grpcStatus.notFound) return null;
      throw error;
    }),
    pollingBuilds(client, name),
  ]);
  const info = described?.workerDeploymentInfo;
  if (described === null || info == null) return null;
  const current = info.routingConfig?.currentDeploymentVersion?.buildId;
  const ramping = info.routingConfig?.rampingDeploymentVersion?.buildId;
  const versions = await Promise.all(
    (info.versionSummaries ?? []).map(async ({ deploymentVersion, firstActivationTime }) => {
      const buildId = deploymentVersion?.buildId ?? '';
      const used = firstActivationTime == null ? 'new' : 'former';
      return {
        buildId,
        state: buildId === current ? 'current' : buildId === ramping ? 'ramping' : used,
        open: await count(client, openOn({ deploymentName: name, buildId })),
        hasWorkers: polled.every((builds) => builds.has(buildId)),
      } as const;
    }),
  );
  return {
    name,
    versions,
    unversioned: await count(client, openUnversioned),
    isSpreading: Number(info.routingConfigUpdateState) === updateInProgress,
    conflictToken: described.conflictToken,
  };
}

/** The version that takes new work; `null` when none does, and every start waits. */
export const currentOf = ({ versions }: Deployment): DeploymentVersion | null =>
  versions.find(({ state }) => state === 'current') ?? null;

/** Versions that have executions but no workers: these stand still. */
export const stranded = ({ versions }: Deployment): readonly DeploymentVersion[] =>
  versions.filter(({ open, hasWorkers }) => open > 0 && !hasWorkers);

interface VersionName {
  readonly deploymentName: string;
  readonly buildId: string;
}

const running = `ExecutionStatus = 'Running'`;
const openUnversioned = `${running} AND TemporalWorkerDeploymentVersion IS NULL`;
const canonical = ({ deploymentName, buildId }: VersionName): string => `'${deploymentName}:${buildId}'`;
const openOn = (version: VersionName): string =>
  `${running} AND TemporalWorkerDeploymentVersion = ${canonical(version)}`;

/** A visibility query for the executions that run on any other version, or on none. */
export const openElsewhere = (version: VersionName): string =>
  `${running} AND (TemporalWorkerDeploymentVersion IS NULL OR TemporalWorkerDeploymentVersion != ${canonical(version)})`;

export const count = async ({ connection, options }: Client, query: string): Promise<number> =>
  Number(
    (await connection.workflowService.countWorkflowExecutions({ namespace: options.namespace, query })).count,
  );

/** The builds of this deployment that ask for work, of each queue. */
async function pollingBuilds(client: Client, deployment: string): Promise<readonly ReadonlySet<string>[]> {
  const { namespace } = client.options;
  const since = Date.now() / 1_000 - pollsWithinMs / 1_000;
  return Promise.all(
    Object.values(TaskQueue).map(async (name) => {
      const { pollers } = await client.connection.workflowService.describeTaskQueue({
        namespace,
        taskQueue: { name },
        taskQueueType: name === TaskQueue.recon ? workflowTasks : activityTasks,
      });
      return new Set(
        pollers.flatMap(({ deploymentOptions, lastAccessTime }) =>
          deploymentOptions?.deploymentName === deployment && Number(lastAccessTime?.seconds ?? 0) >= since
            ? [deploymentOptions.buildId ?? '']
            : [],
        ),
      );
    }),
  );
}
