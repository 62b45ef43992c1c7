import { z } from 'zod';
import type { ReconActivities } from '../contracts/temporal/activities.ts';
import { gateOne, gateTwo } from '../domain/gates.ts';
import { recordAudit } from '../db/audit/audit.ts';
import { finishIntegration, readGates, setPhase } from '../db/core/integrations.ts';
import { mappingCounts } from '../db/mapping/mappings.ts';
import { eraseHolderNames } from '../db/readings/seat-holders.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { permanent } from './failures.ts';
import { refusal, workCommand } from './work-command.ts';

const FinishBody = z.object({
  schedule: z.object({ hour: z.int(), minute: z.int() }).optional(),
  keepNames: z.boolean().optional(),
});

/**
 * Finish: both gates, the state and the key of the first sync in one transaction (architecture.md 4). Idempotent by
 * state: finishing a finished integration gives the same answer and starts nothing new.
 */
export function createFinalizeIntegration({
  db,
}: ActivityDependencies): ReconActivities['finalizeIntegration'] {
  return function finalizeIntegration(input) {
    return workCommand(db, input, async (tx, integration, { actor, body }) => {
      if (integration.firstSyncKey !== null && isFinished(integration.phase)) {
        return finished(integration.firstSyncKey);
      }
      const statuses = await readGates(tx, input);
      const one = gateOne({
        integration: statuses.integration.status,
        accounts: statuses.accounts.status,
        services: statuses.services.status,
      });
      if (!one.open) return refusal('GateNotMet', 'not everything is verified and loaded', one.missing);
      const two = gateTwo(await mappingCounts(tx, input));
      if (!two.met)
        return refusal(
          'GateNotMet',
          'map at least one account and one service',
          two.missing.map((part) => ({ part })),
        );
      if (integration.phase !== 'mapping') {
        return refusal('PhaseRefused', `finish follows mapping; this integration is ${integration.phase}`);
      }
      const choices = FinishBody.safeParse(body);
      if (!choices.success) throw permanent('MalformedRequest', 'the stored body of finish cannot be read');
      const schedule = choices.data.schedule ?? integration.schedule;
      const keepNames = choices.data.keepNames ?? integration.keepNames;
      await finishIntegration(tx, input, {
        schedule,
        keepNames,
        firstSyncKey: input.commandId,
      });
      // Of an integration that was disconnected and is connected again.
      const namesErased = keepNames ? 0 : await eraseHolderNames(tx, input);
      await setPhase(tx, input, 'first-sync', null);
      await recordAudit(tx, {
        tenantId: input.tenantId,
        actor,
        action: 'integration.finished',
        objectKind: 'integration',
        objectId: input.integrationId,
        integrationId: input.integrationId,
        detail: { schedule, keepNames, namesErased },
      });
      return finished(input.commandId);
    });
  };
}

const isFinished = (phase: string): boolean =>
  phase === 'first-sync' || phase === 'active' || phase === 'paused' || phase === 'needs-attention';

/** The same answer for every finish, however often it is asked. */
const finished = (firstSyncKey: string) => ({
  status: 200,
  body: { finished: true, firstSyncKey },
});
