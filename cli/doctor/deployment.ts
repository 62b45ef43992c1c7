import type { Client } from '@temporalio/client';
import { currentOf, readDeployment, readUnnamed, stranded, withOpen } from '../release/deployment.ts';
import { message } from '../../messages/message.ts';
import { bad, type Check, good } from './check.ts';

const name = 'temporal.deployment';

/** Workers without versions get nothing while Temporal gives the work to a version, and never what runs on one. */
export async function examineUnversioned(client: Client): Promise<readonly Check[]> {
  const { current, open } = await readUnnamed(client);
  if (current !== null)
    return [
      bad(
        name,
        message('doctor.deployment.off', { deployment: current.deploymentName, build: current.buildId }),
        message('doctor.deployment.off.advice', { deployment: current.deploymentName }),
      ),
    ];
  return open === 0
    ? []
    : [
        bad(
          name,
          message('doctor.deployment.left', { count: open }),
          message('doctor.deployment.left.advice'),
        ),
      ];
}

/** Whether a version of the workers takes new work, and each version that has executions still has workers. */
export async function examineDeployment(client: Client, deploymentName: string): Promise<readonly Check[]> {
  const deployment = await readDeployment(client, deploymentName);
  if (deployment === null)
    return [
      bad(
        name,
        message('doctor.deployment.unknown', { deployment: deploymentName }),
        message('doctor.deployment.unknown.advice'),
      ),
    ];
  const current = currentOf(deployment);
  if (current === null)
    return [
      bad(
        name,
        message('doctor.deployment.no-current', { deployment: deploymentName }),
        message('doctor.deployment.no-current.advice'),
      ),
    ];
  const { buildId } = current;
  if (!current.hasWorkers)
    return [
      bad(
        name,
        message('doctor.deployment.no-workers', { build: buildId }),
        message('doctor.deployment.no-workers.advice'),
      ),
    ];
  const standing = stranded(await withOpen(client, deployment));
  if (standing.length > 0)
    return standing.map((version) =>
      bad(
        name,
        message('doctor.deployment.stranded', { build: version.buildId, count: version.open }),
        message('doctor.deployment.stranded.advice'),
      ),
    );
  return [good(name, message('doctor.deployment', { deployment: deploymentName, build: buildId }))];
}
