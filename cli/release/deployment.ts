import type { Client } from '@temporalio/client';
import { grpcStatus, grpcStatusOf } from '../../contracts/temporal/grpc-status.ts';
import { TaskQueue } from '../../contracts/temporal/names.ts';

/** A Worker Deployment as Temporal knows it: which builds of the workers there are, and what runs on each. */

/** `current` and `ramping` versions take new work, `former` ones finish theirs, `new` ones never had any. */
export type VersionState = 'current' | 'ramping' | 'former' | 'new';

export interface DeploymentVersion {
  readonly buildId: string;
  readonly state: VersionState;
  /** Every queue has a worker of it. */
  readonly hasWorkers: boolean;
  /** The queue of workflows has one: an execution that is woken gets its task. */
  readonly runsWorkflows: boolean;
  /** Temporal found that nothing runs on it any more. */
  readonly isDrained: boolean;
}

export interface Deployment {
  readonly name: string;
  /** Newest first. */
  readonly versions: readonly DeploymentVersion[];
  /** Every queue has a worker without a version. */
  readonly hasUnversionedWorkers: boolean;
  /** Temporal still tells its task queues which version is current. */
  readonly isSpreading: boolean;
  /** What a change of the current version was decided on. */
  readonly conflictToken: Uint8Array;
}

/** With what runs on each version, which Temporal counts on request: too expensive to ask every second. */
export interface CountedDeployment extends Deployment {
  readonly versions: readonly CountedVersion[];
  /** Executions that run and have no version: begun by workers without one. */
  readonly unversioned: number;
}

export interface CountedVersion extends DeploymentVersion {
  /** Workflow executions that run on it. */
  readonly open: number;
}

/** A version of a deployment; `buildId` is `null` for the workers without versions. */
export interface TargetVersion {
  readonly deploymentName: string;
  readonly buildId: string | null;
}

/** temporal.api.enums.v1.RoutingConfigUpdateState. */
const updateInProgress = 1;
/** temporal.api.enums.v1.WorkerDeploymentVersionStatus. */
const drained = 5;
/** temporal.api.enums.v1.TaskQueueType. */
const workflowTasks = 1;
const activityTasks = 2;
/** temporal.api.enums.v1.WorkerVersioningMode. */
const versioned = 2;
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
  const versions = (info.versionSummaries ?? []).map(({ deploymentVersion, firstActivationTime, status }) => {
    const buildId = deploymentVersion?.buildId ?? '';
    const used = firstActivationTime == null ? 'new' : 'former';
    return {
      buildId,
      state: buildId === current ? 'current' : buildId === ramping ? 'ramping' : used,
      hasWorkers: polled.every((builds) => builds.has(buildId)),
      runsWorkflows: polled[recon]?.has(buildId) === true,
      isDrained: Number(status) === drained,
    } as const;
  });
  return {
    name,
    versions,
    hasUnversionedWorkers: polled.every((builds) => builds.has(null)),
    isSpreading: Number(info.routingConfigUpdateState) === updateInProgress,
    conflictToken: described.conflictToken,
  };
}

export async function withOpen(client: Client, deployment: Deployment): Promise<CountedDeployment> {
  const { name: deploymentName } = deployment;
  const [versions, unversioned] = await Promise.all([
    Promise.all(
      deployment.versions.map(async (version) => ({
        ...version,
        open: version.isDrained ? 0 : await count(client, openOn({ ...version, deploymentName })),
      })),
    ),
    count(client, openUnversioned),
  ]);
  return { ...deployment, versions, unversioned };
}

/** The version that takes new work; `null` when none does, and every start waits for workers without versions. */
export const currentOf = ({ versions }: Deployment): DeploymentVersion | null =>
  versions.find(({ state }) => state === 'current') ?? null;

/** Versions that have executions but no workers: these stand still. */
export const stranded = ({ versions }: CountedDeployment): readonly CountedVersion[] =>
  versions.filter(({ open, hasWorkers }) => open > 0 && !hasWorkers);

interface VersionName {
  readonly deploymentName: string;
  readonly buildId: string;
}

const running = `ExecutionStatus = 'Running'`;
const versionOf = 'TemporalWorkerDeploymentVersion';
const openUnversioned = `${running} AND ${versionOf} IS NULL`;
const openVersioned = `${running} AND ${versionOf} IS NOT NULL`;
const canonical = ({ deploymentName, buildId }: VersionName): string => `'${deploymentName}:${buildId}'`;
const openOn = (version: VersionName): string => `${running} AND ${versionOf} = ${canonical(version)}`;

/**
 * A visibility query for the executions that run on any other version, or on none.
 *
 * @param without builds of the same deployment, whose executions are left out
 */
export function openElsewhere(
  { deploymentName, buildId }: TargetVersion,
  without: readonly string[] = [],
): string {
  const elsewhere = [...(buildId === null ? [] : [buildId]), ...without]
    .map((build) => ` AND ${versionOf} != ${canonical({ deploymentName, buildId: build })}`)
    .join('');
  const others = `(${versionOf} IS NOT NULL${elsewhere})`;
  return `${running} AND ${buildId === null ? others : `(${versionOf} IS NULL OR ${others})`}`;
}

export const count = async ({ connection, options }: Client, query: string): Promise<number> =>
  Number(
    (await connection.workflowService.countWorkflowExecutions({ namespace: options.namespace, query })).count,
  );

/** What Temporal does where no deployment is named. */
export interface UnnamedVersions {
  /** The version, of whatever deployment, that it gives the work of any queue to; `null`: workers without versions. */
  readonly current: VersionName | null;
  /** Executions that run on versions. */
  readonly open: number;
}

export async function readUnnamed(client: Client): Promise<UnnamedVersions> {
  const known = (await describeQueues(client)).flatMap(({ versioningInfo }) => versioningInfo ?? []);
  // A server on which no version was ever promoted need not know the search attribute.
  if (known.length === 0) return { current: null, open: 0 };
  const current = known
    .map(({ currentDeploymentVersion }) => currentDeploymentVersion)
    .find((version) => version != null && version.deploymentName !== '');
  return {
    current:
      current == null
        ? null
        : { deploymentName: current.deploymentName ?? '', buildId: current.buildId ?? '' },
    open: await count(client, openVersioned),
  };
}

const queues = Object.values(TaskQueue);
const recon = queues.indexOf(TaskQueue.recon);
const describeQueues = ({ connection, options }: Client) =>
  Promise.all(
    queues.map((name) =>
      connection.workflowService.describeTaskQueue({
        namespace: options.namespace,
        taskQueue: { name },
        taskQueueType: name === TaskQueue.recon ? workflowTasks : activityTasks,
      }),
    ),
  );

/** The builds of this deployment that ask for work, of each queue; `null` is workers without versions. */
async function pollingBuilds(
  client: Client,
  deployment: string,
): Promise<readonly ReadonlySet<string | null>[]> {
  const since = Date.now() / 1_000 - pollsWithinMs / 1_000;
  return (await describeQueues(client)).map(({ pollers }) => {
    const recent = pollers.filter(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) >= since);
    return new Set(
      recent.flatMap(({ deploymentOptions: polled }) => {
        if (polled == null || Number(polled.workerVersioningMode) !== versioned) return [null];
        return polled.deploymentName === deployment ? [polled.buildId ?? ''] : [];
      }),
    );
  });
}
