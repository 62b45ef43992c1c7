import { loadClientConnectConfig } from '@temporalio/envconfig';
import { temporalNamespace } from '../config/temporal-namespace.ts';
import { runningTemporal } from '../embedded/temporal-server.ts';
import type { CommandContext } from './command.ts';
import type { TemporalUnderExamination } from './doctor/temporal.ts';
import type { Claim } from './installation.ts';

/** How to reach the Temporal server of an installation; null: it is that of `npm start`, which does not run. */
export function temporalOfClaim(
  { setByName }: CommandContext,
  { environment, home }: Claim,
): TemporalUnderExamination | null {
  const own =
    environment.TEMPORAL_ADDRESS === undefined && home !== null ? runningTemporal(home.temporal) : null;
  if (own === null && environment.TEMPORAL_ADDRESS === undefined && environment.DATABASE_URL === undefined)
    return null;
  const config =
    own === null
      ? loadClientConnectConfig({ overrideEnvVars: definedIn(setByName) })
      : { connectionOptions: own };
  const { connectionOptions } = config;
  return {
    address: connectionOptions.address ?? 'localhost:7233',
    connectionOptions,
    namespace: temporalNamespace(environment, config),
    retentionDays: environment.TEMPORAL_RETENTION_DAYS,
  };
}

const definedIn = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
