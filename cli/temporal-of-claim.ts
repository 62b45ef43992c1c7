import { temporalNamespace } from '../config/temporal-namespace.ts';
import { runningTemporal } from '../embedded/temporal-server.ts';
import type { CommandContext } from './command.ts';
import type { TemporalUnderExamination } from './doctor/temporal.ts';
import type { Claim } from './installation.ts';
import { namedTemporal } from './named-temporal.ts';

/** How to reach the Temporal server of an installation; null: it is that of `npm start`, which does not run. */
export function temporalOfClaim(
  { setByName }: CommandContext,
  { environment, home }: Claim,
): TemporalUnderExamination | null {
  const own =
    environment.TEMPORAL_ADDRESS === undefined && home !== null ? runningTemporal(home.temporal) : null;
  if (own === null && environment.TEMPORAL_ADDRESS === undefined && environment.DATABASE_URL === undefined)
    return null;
  const named =
    own === null
      ? namedTemporal({ environment, setByName })
      : {
          address: own.address,
          connectionOptions: own,
          namespace: temporalNamespace(environment, { connectionOptions: own }),
        };
  return {
    ...named,
    retentionDays: environment.TEMPORAL_RETENTION_DAYS,
    // `npm start` runs its workers without versions.
    deployment: own === null ? (environment.WORKER_DEPLOYMENT ?? null) : null,
  };
}
