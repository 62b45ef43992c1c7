import { inEnglishOrNull } from '../../messages/english.ts';
import type { Cause, ReconActivities } from '../../contracts/temporal/activities.ts';
import { waitingMappingCommands } from '../../db/mapping/mapping-commands.ts';
import { readGates } from '../../db/integrations/gates.ts';
import { findIntegration, type Integration } from '../../db/integrations/integrations.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { rowMissing } from '../runtime/failures.ts';
import { temporalUiDetails } from '../runtime/temporal-ui-details.ts';

/** Reads the truth at the start of an execution and daily. Fails with `RowMissing` for good. */
export function createLoadIntegration(deps: ActivityDependencies): ReconActivities['loadIntegration'] {
  const { db } = deps;
  return async function loadIntegration(input) {
    const integration = await findIntegration(db, input);
    if (integration === null) throw rowMissing('integration');
    const gates = await readGates(db, input);
    const stuck = gates.accounts.status === 'error' || gates.services.status === 'error';
    return {
      phase: integration.phase,
      waitingCommandIds: await waitingMappingCommands(db, input),
      loadWanted: integration.phase === 'loading' && !stuck,
      cause: causeOf(integration),
      shown: await temporalUiDetails(deps, input, `/integrations/${input.integrationId}`),
    };
  };
}

const causeOf = ({ phaseCode, phaseDetail }: Integration): Cause | null =>
  phaseCode === null ? null : { code: phaseCode, text: inEnglishOrNull(phaseDetail) };
