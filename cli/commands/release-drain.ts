import { z } from 'zod';
import { message } from '../../messages/message.ts';
import { CannotRun, type RunCommand } from '../command.ts';
import { count, currentOf, openElsewhere, readDeployment } from '../release/deployment.ts';
import { openDeployment } from '../release/opened-deployment.ts';
import { versionData, versionLines } from '../release/version-lines.ts';
import { polled, waitMs } from '../release/waiting.ts';
import { wakeExecutions } from '../release/wake-executions.ts';

const optionsSchema = z.object({ wait: z.string().optional() });
const waitSeconds = 300;
const everyMs = 2_000;
/** Woken again so often: one that began on a former version meanwhile is not left out. */
const wokenEveryMs = 15_000;

/** Waits until nothing runs on any version but the current one, whose workers can then be stopped. */
export const run: RunCommand = async (options, context) => {
  const withinMs = waitMs(optionsSchema.parse(options).wait, waitSeconds);
  const { client, deploymentName } = openDeployment(context);
  const read = async () => {
    const deployment = await readDeployment(client, deploymentName);
    if (deployment === null)
      throw new CannotRun(message('cli.release.unknown', { deployment: deploymentName }));
    return deployment;
  };
  const current = currentOf(await read());
  if (current === null)
    throw new CannotRun(message('cli.release.no-current', { deployment: deploymentName }));
  const version = { deploymentName, buildId: current.buildId };
  let wokenAt = -Infinity;
  const remaining = await polled(
    async () => {
      if (Date.now() - wokenAt >= wokenEveryMs) {
        wokenAt = Date.now();
        await wakeExecutions(client, version);
      }
      return count(client, openElsewhere(version));
    },
    (left) => left === 0,
    withinMs,
    everyMs,
  );
  const deployment = await read();
  return {
    ok: remaining === 0,
    data: { ...versionData(deployment), remaining },
    lines: [
      remaining === 0
        ? message('cli.release.drained', { build: current.buildId })
        : message('cli.release.remaining', { count: remaining, build: current.buildId }),
      ...versionLines(deployment),
    ],
  };
};
