import { type Message, message } from '../../messages/message.ts';
import { CannotRun, type RunCommand } from '../command.ts';
import {
  type CountedDeployment,
  currentOf,
  readDeployment,
  stranded,
  withOpen,
} from '../release/deployment.ts';
import { openDeployment } from '../release/opened-deployment.ts';
import { versionData, versionLines } from '../release/version-lines.ts';

/** Which version of the workers takes new work, and what is left on the others. */
export const run: RunCommand = async (_options, context) => {
  const { client, deploymentName } = openDeployment(context);
  const found = await readDeployment(client, deploymentName);
  if (found === null) throw new CannotRun(message('cli.release.unknown', { deployment: deploymentName }));
  const deployment = await withOpen(client, found);
  const current = currentOf(deployment);
  return {
    ok:
      (current === null ? deployment.hasUnversionedWorkers : current.hasWorkers) &&
      stranded(deployment).length === 0,
    data: versionData(deployment),
    lines: [
      whoTakesWork(deployment),
      ...versionLines(deployment),
      ...stranded(deployment).map(({ buildId, open }) =>
        message('cli.release.stranded', { build: buildId, count: open }),
      ),
    ],
  };
};

function whoTakesWork(deployment: CountedDeployment): Message {
  const { name, hasUnversionedWorkers } = deployment;
  const current = currentOf(deployment);
  if (current !== null) return message('cli.release.current', { deployment: name, build: current.buildId });
  return hasUnversionedWorkers
    ? message('cli.release.current.unversioned')
    : message('cli.release.no-current', { deployment: name });
}
