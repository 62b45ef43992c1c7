import type { ConnectionOptions } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { temporalNamespace } from '../config/temporal-namespace.ts';
import type { CommandContext } from './command.ts';

export interface NamedTemporal {
  readonly address: string;
  readonly connectionOptions: ConnectionOptions;
  readonly namespace: string;
}

/** The Temporal that the environment or a profile names; without either the one on this machine. */
export function namedTemporal({
  environment,
  setByName,
}: Pick<CommandContext, 'environment' | 'setByName'>): NamedTemporal {
  const config = loadClientConnectConfig({ overrideEnvVars: definedIn(setByName) });
  const { connectionOptions } = config;
  return {
    address: connectionOptions.address ?? 'localhost:7233',
    connectionOptions,
    namespace: temporalNamespace(environment, config),
  };
}

const definedIn = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
