import { message } from '../../messages/message.ts';
import { phaseName } from '../locked-integration.ts';
import { gateOne, gateTwo } from '../../domain/gates.ts';
import type { IntegrationPhase } from '../../domain/states.ts';
import { aboutIntegration, recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import { readGates } from '../../db/integrations/gates.ts';
import { finishIntegration, type Integration, setPhase } from '../../db/integrations/integrations.ts';
import { mappingCounts } from '../../db/mapping/mappings.ts';
import { eraseHolderNames } from '../../db/readings/seat-holders.ts';
import type { RequestContext } from '../request-context.ts';
import { type Rejected, rejected } from '../outcome.ts';

/** What was chosen with Finish; absent: as the row has it. */
export interface FinishChoices {
  readonly schedule?: Integration['schedule'] | undefined;
  readonly keepNames?: boolean | undefined;
}

interface Finished {
  readonly finished: true;
  readonly firstSyncKey: string;
}

const afterFinish: readonly IntegrationPhase[] = ['first-sync', 'active', 'paused', 'needs-attention'];

/**
 * Finish: both gates, the state and the key of the first sync in one transaction (architecture.md 4). Idempotent by
 * state: finishing a finished integration gives the same answer and starts nothing new.
 */
export async function finish(
  tx: Tx,
  integration: Integration,
  firstSyncKey: string,
  choices: FinishChoices,
  by: RequestContext,
): Promise<Finished | Rejected> {
  const { phase } = integration;
  if (integration.firstSyncKey !== null && afterFinish.includes(phase))
    return { finished: true, firstSyncKey: integration.firstSyncKey };
  const key = { tenantId: integration.tenantId, integrationId: integration.id };
  const statuses = await readGates(tx, key);
  const one = gateOne({
    integration: statuses.integration.status,
    accounts: statuses.accounts.status,
    services: statuses.services.status,
  });
  if (!one.open) return rejected('GateNotMet', message('rejections.gate-not-verified'), one.missing);
  const two = gateTwo(await mappingCounts(tx, key));
  if (!two.met) {
    const missing = two.missing.map((part) => ({ part }));
    return rejected('GateNotMet', message('rejections.nothing-mapped'), missing);
  }
  if (phase !== 'mapping')
    return rejected('PhaseRejected', message('rejections.finish-after-mapping', { phase: phaseName(phase) }));
  const { schedule = integration.schedule, keepNames = integration.keepNames } = choices;
  await finishIntegration(tx, key, { schedule, keepNames, firstSyncKey });
  // Of an integration that was disconnected and is connected again.
  const namesErased = keepNames ? 0 : await eraseHolderNames(tx, key);
  await setPhase(tx, key, 'first-sync', null);
  const detail = { schedule, keepNames, namesErased };
  await recordAudit(tx, { ...by, action: 'integration.finished', ...aboutIntegration(key), detail });
  return { finished: true, firstSyncKey };
}
