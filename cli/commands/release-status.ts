import { message } from '../../messages/message.ts';
import { CannotRun, type RunCommand } from '../command.ts';
import { currentOf, readDeployment, stranded } from '../release/deployment.ts';
import { openDeployment } from '../release/opened-deployment.ts';
import { versionData, versionLines } from '../release/version-lines.ts';

/** Which version of the workers takes new work, and what is left on the others. */
export const run: RunCommand = async (_options, context) => {
  const { client, deploymentName } = openDeployment(context);
  const deployment = await readDeployment(client, deploymentName);
  if (deployment === null)
    throw new CannotRun(message('cli.release.unknown', { deployment: deploymentName }));
  const current = currentOf(deployment);
  return {
    ok: current?.hasWorkers === true && stranded(deployment).length === 0,
    data: versionData(deployment),
    lines: [
      current === null
        ? message('cli.release.no-current', { deployment: deploymentName })
        : message('cli.release.current', { deployment: deploymentName, build: current.buildId }),
      ...versionLines(deployment),
      ...stranded(deployment).map(({ buildId, open }) =>
        message('cli.release.stranded', { build: buildId, count: open }),
      ),
    ],
  };
};
