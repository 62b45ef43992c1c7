import type { IntegrationKey } from '../../domain/keys.ts';
import type {
  CredentialVerdict,
  VendorActivities,
  PsaActivities,
} from '../../contracts/temporal/activities.ts';
import type { HousekeepingBatch, HousekeepingBatchResult } from '../../contracts/temporal/housekeeping.ts';
import { probedCredentials } from '../../db/housekeeping/housekeeping.ts';
import { psaSet } from '../../domain/credentials.ts';
import { vendorSets } from '../../domain/kinds.ts';
import { probeIsDue } from '../../domain/housekeeping/credential-probe.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { probePsa } from '../credentials/verify-psa.ts';
import { probeVendor } from '../credentials/verify-vendor.ts';
import { concludeProbe } from '../credentials/conclude-probe.ts';
import { processBatch, batchSize } from './item-batch.ts';

export const createProbeVendorCredentials = (
  deps: ActivityDependencies,
): VendorActivities['probeVendorCredentials'] =>
  createProbe(deps, vendorSets(deps.kinds), deps.reading.vendorParallel, (key) =>
    probeVendor(deps, key, 'working'),
  );

export const createProbePsaCredentials = (deps: ActivityDependencies): PsaActivities['probePsaCredentials'] =>
  createProbe(deps, [psaSet], deps.reading.psaParallel, (key) => probePsa(deps, key, 'working'));

/** Tries what is due, once a day and hours before the next scheduled run, so that a person can repair it in time. */
function createProbe(
  deps: ActivityDependencies,
  sets: readonly string[],
  parallel: number,
  probe: (key: IntegrationKey) => Promise<readonly CredentialVerdict[]>,
) {
  return async function probeCredentials({ after }: HousekeepingBatch): Promise<HousekeepingBatchResult> {
    const integrations = await probedCredentials(deps.db, sets, after, batchSize);
    return processBatch(
      integrations,
      ({ integrationId }) => integrationId,
      async ({ schedule, lastProbeAt, ...key }) => {
        if (!probeIsDue(schedule, lastProbeAt, deps.now())) return false;
        await concludeProbe(deps, key, await probe(key));
        return true;
      },
      parallel,
    );
  };
}
