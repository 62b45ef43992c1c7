import { Client } from '@temporalio/client';
import { openTemporalConnection } from '../../contracts/temporal/connection.ts';
import { message } from '../../messages/message.ts';
import { CannotRun, type CommandContext } from '../command.ts';
import { namedTemporal } from '../named-temporal.ts';

export interface NamedDeployment {
  readonly client: Client;
  readonly deploymentName: string;
}

/** The Worker Deployment that the environment names, and its Temporal. Throws {@link CannotRun}. */
export function openDeployment(context: CommandContext): NamedDeployment {
  const deploymentName = context.environment.WORKER_DEPLOYMENT;
  if (deploymentName === undefined) throw new CannotRun(message('cli.release.off'));
  const { connectionOptions, namespace } = namedTemporal(context);
  const { connection, close } = openTemporalConnection(connectionOptions);
  context.onEnd(close);
  return { client: new Client({ connection, namespace }), deploymentName };
}
