import type { Client } from '@temporalio/client';
import { z } from 'zod';
import { build, buildIdOf } from '../../config/build-identity.ts';
import { grpcStatus, grpcStatusOf } from '../../contracts/temporal/grpc-status.ts';
import { type Message, message } from '../../messages/message.ts';
import { CannotRun, type RunCommand } from '../command.ts';
import { currentOf, type Deployment, readDeployment, type TargetVersion } from '../release/deployment.ts';
import { openDeployment } from '../release/opened-deployment.ts';
import { polled, waitMs } from '../release/waiting.ts';
import { wakeExecutions } from '../release/wake-executions.ts';

const optionsSchema = z.object({
  buildId: z.string().optional(),
  unversioned: z.boolean().default(false),
  wait: z.string().optional(),
});
const waitSeconds = 300;
/** How long Temporal may take to tell its task queues. */
const spreadWithinMs = 30_000;
const spreadAskedEveryMs = 250;

/** Gives new work to one version of the workers, or to those without, and wakes what runs on the others. */
export const run: RunCommand = async (options, context) => {
  const { buildId: given, unversioned, wait } = optionsSchema.parse(options);
  if (unversioned && given !== undefined) throw new CannotRun(message('cli.release.build-id-or-unversioned'));
  const withinMs = waitMs(wait, waitSeconds);
  const { client, deploymentName } = openDeployment(context);
  const version = { deploymentName, buildId: unversioned ? null : (given ?? buildIdOf(build)) };
  const { former, deployment } = await makeCurrent(client, version, withinMs);
  const woken = await wakeExecutions(client, deployment, version.buildId);
  return {
    ok: true,
    data: { deployment: deploymentName, current: version.buildId, former, woken },
    lines: [whatTakesWork(version, former), message('cli.release.woken', { count: woken })],
  };
};

function whatTakesWork({ deploymentName, buildId }: TargetVersion, former: string | null): Message {
  if (buildId === null) return message('cli.release.current.unversioned');
  const id = former === buildId ? 'cli.release.current' : 'cli.release.promoted';
  return message(id, { deployment: deploymentName, build: buildId });
}

/**
 * Makes a version current as soon as it has workers on every queue, and every queue knows it. Returns the build ID that
 * was current before; `null`: none. Throws {@link CannotRun} when its workers do not come in time.
 */
async function makeCurrent(
  client: Client,
  version: TargetVersion,
  withinMs: number,
): Promise<{ readonly former: string | null; readonly deployment: Deployment }> {
  const { deploymentName, buildId } = version;
  const attempt = async (): Promise<{
    readonly former: string | null;
    readonly found: Deployment;
  } | null> => {
    const found = await readDeployment(client, deploymentName);
    if (found === null || !isServed(found, buildId)) return null;
    const former = currentOf(found)?.buildId ?? null;
    const { conflictToken } = found;
    const isCurrent = former === buildId || (await accepts(client, { ...version, conflictToken }));
    return isCurrent ? { former, found } : null;
  };
  const made = await polled(attempt, (done) => done !== null, withinMs);
  if (made === null)
    throw new CannotRun(
      buildId === null
        ? message('cli.release.no-unversioned-workers')
        : message('cli.release.no-workers', { deployment: deploymentName, build: buildId }),
    );
  // An execution that is woken before its queue knows would stay where it is.
  const spread = await polled(
    () => readDeployment(client, deploymentName),
    (found) => found?.isSpreading !== true,
    spreadWithinMs,
    spreadAskedEveryMs,
  );
  return { former: made.former, deployment: spread ?? made.found };
}

const isServed = ({ versions, hasUnversionedWorkers }: Deployment, buildId: string | null): boolean =>
  buildId === null
    ? hasUnversionedWorkers
    : versions.some((version) => version.buildId === buildId && version.hasWorkers);

/** False when the server has not registered each queue of the version yet, or another version has just been promoted. */
async function accepts(
  { connection, options }: Client,
  { buildId, ...version }: TargetVersion & { readonly conflictToken: Uint8Array },
): Promise<boolean> {
  try {
    await connection.workflowService.setWorkerDeploymentCurrentVersion({
      ...version,
      // Empty: those without versions.
      buildId: buildId ?? '',
      namespace: options.namespace,
      identity: 'seatwise release promote',
    });
    return true;
  } catch (error) {
    if (grpcStatusOf(error) === grpcStatus.failedPrecondition) return false;
    throw error;
  }
}
