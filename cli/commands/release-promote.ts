import type { Client } from '@temporalio/client';
import { z } from 'zod';
import { build, buildIdOf } from '../../config/build-identity.ts';
import { grpcStatus, grpcStatusOf } from '../../contracts/temporal/grpc-status.ts';
import { message } from '../../messages/message.ts';
import { CannotRun, type RunCommand } from '../command.ts';
import { currentOf, type Deployment, readDeployment } from '../release/deployment.ts';
import { type NamedDeployment, openDeployment } from '../release/opened-deployment.ts';
import { polled, waitMs } from '../release/waiting.ts';
import { wakeExecutions } from '../release/wake-executions.ts';

const optionsSchema = z.object({ buildId: z.string().optional(), wait: z.string().optional() });
const waitSeconds = 300;
/** How long Temporal may take to tell its task queues. */
const spreadWithinMs = 30_000;
const spreadAskedEveryMs = 250;

/** Gives new work to one version of the workers, once it has workers, and wakes what runs on the others. */
export const run: RunCommand = async (options, context) => {
  const { buildId = buildIdOf(build), wait } = optionsSchema.parse(options);
  const withinMs = waitMs(wait, waitSeconds);
  const named = openDeployment(context);
  const former = await makeCurrent(named, buildId, withinMs);
  const woken = await wakeExecutions(named.client, { ...named, buildId });
  return {
    ok: true,
    data: { deployment: named.deploymentName, current: buildId, former, woken },
    lines: [
      message(former === buildId ? 'cli.release.current' : 'cli.release.promoted', {
        deployment: named.deploymentName,
        build: buildId,
      }),
      message('cli.release.woken', { count: woken }),
    ],
  };
};

/**
 * Makes a version current as soon as it has workers on every queue, and every queue knows it. Returns the build ID that
 * was current before; `null`: none. Throws {@link CannotRun} when its workers do not come in time.
 */
async function makeCurrent(
  { client, deploymentName }: NamedDeployment,
  buildId: string,
  withinMs: number,
): Promise<string | null> {
  const attempt = async (): Promise<{ readonly former: string | null } | null> => {
    const found = await readDeployment(client, deploymentName);
    if (found === null || !isServed(found, buildId)) return null;
    const former = currentOf(found)?.buildId ?? null;
    const { conflictToken } = found;
    return former === buildId || (await accepts(client, { deploymentName, buildId, conflictToken }))
      ? { former }
      : null;
  };
  const made = await polled(attempt, (done) => done !== null, withinMs);
  if (made === null)
    throw new CannotRun(message('cli.release.no-workers', { deployment: deploymentName, build: buildId }));
  // An execution that is woken before its queue knows would stay where it is.
  await polled(
    () => readDeployment(client, deploymentName),
    (found) => found?.isSpreading !== true,
    spreadWithinMs,
    spreadAskedEveryMs,
  );
  return made.former;
}

const isServed = ({ versions }: Deployment, buildId: string): boolean =>
  versions.some((version) => version.buildId === buildId && version.hasWorkers);

/** False when the server has not registered each queue of the version yet, or another version has just been promoted. */
async function accepts(
  { connection, options }: Client,
  version: { readonly deploymentName: string; readonly buildId: string; readonly conflictToken: Uint8Array },
): Promise<boolean> {
  try {
    await connection.workflowService.setWorkerDeploymentCurrentVersion({
      ...version,
      namespace: options.namespace,
      identity: 'seatwise release promote',
    });
    return true;
  } catch (error) {
    if (grpcStatusOf(error) === grpcStatus.failedPrecondition) return false;
    throw error;
  }
}
