import { z } from 'zod';
import { type Message, message } from '../../messages/message.ts';
import { CannotRun, type RunCommand } from '../command.ts';
import {
  count,
  currentOf,
  openElsewhere,
  readDeployment,
  type TargetVersion,
  withOpen,
} from '../release/deployment.ts';
import { openDeployment } from '../release/opened-deployment.ts';
import { versionData, versionLines } from '../release/version-lines.ts';
import { polled, waitMs } from '../release/waiting.ts';
import { wakeExecutions } from '../release/wake-executions.ts';

const optionsSchema = z.object({ wait: z.string().optional() });
const waitSeconds = 300;
const everyMs = 2_000;
/** Woken again so often: one that began on a former version meanwhile is not left out. */
const wokenEveryMs = 15_000;

/**
 * Waits until nothing runs anywhere but on the current version, or without versions where none is current. The other
 * workers can then be stopped.
 */
export const run: RunCommand = async (options, context) => {
  const withinMs = waitMs(optionsSchema.parse(options).wait, waitSeconds);
  const { client, deploymentName } = openDeployment(context);
  const read = async () => {
    const deployment = await readDeployment(client, deploymentName);
    if (deployment === null)
      throw new CannotRun(message('cli.release.unknown', { deployment: deploymentName }));
    return deployment;
  };
  const before = await read();
  const buildId = currentOf(before)?.buildId ?? null;
  if (buildId === null && !before.hasUnversionedWorkers)
    throw new CannotRun(message('cli.release.no-current', { deployment: deploymentName }));
  const version = { deploymentName, buildId };
  let wokenAt = -Infinity;
  const remaining = await polled(
    async () => {
      if (Date.now() - wokenAt >= wokenEveryMs) {
        wokenAt = Date.now();
        await wakeExecutions(client, await read(), buildId);
      }
      return count(client, openElsewhere(version));
    },
    (left) => left === 0,
    withinMs,
    everyMs,
  );
  const deployment = await withOpen(client, await read());
  return {
    ok: remaining === 0,
    data: { ...versionData(deployment), remaining },
    lines: [whatRemains(version, remaining), ...versionLines(deployment)],
  };
};

function whatRemains({ buildId }: TargetVersion, remaining: number): Message {
  if (buildId === null)
    return remaining === 0
      ? message('cli.release.drained.unversioned')
      : message('cli.release.remaining.unversioned', { count: remaining });
  return remaining === 0
    ? message('cli.release.drained', { build: buildId })
    : message('cli.release.remaining', { count: remaining, build: buildId });
}
