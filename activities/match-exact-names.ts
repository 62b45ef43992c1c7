import { systemActor } from '../domain/keys.ts';
import type { ReconActivities } from '../contracts/temporal/activities.ts';
import { exactMatches } from '../domain/mapping/exact-match.ts';
import { recordAudit } from '../db/audit/audit.ts';
import { companies } from '../db/usage/composition-facts.ts';
import {
  type Integration,
  lockIntegration,
  noteInitialMatch,
  readGates,
  touchIntegration,
} from '../db/core/integrations.ts';
import { exactMatchFacts } from '../db/mapping/exact-match-facts.ts';
import { applyMappingChange } from '../db/mapping/mappings.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { rowMissing } from './failures.ts';

/**
 * Matches equal names at first set-up only (RULES 11): until Finish, and never once an integration that was
 * disconnected is connected again. A reload before Finish looks only at accounts without any decision.
 */
export function createMatchExactNames({ db }: ActivityDependencies): ReconActivities['matchExactNames'] {
  return function matchExactNames(input) {
    return db.transaction().execute(async (tx) => {
      const integration = await lockIntegration(tx, input);
      if (integration === null) throw rowMissing('integration');
      const gates = await readGates(tx, input);
      const loaded = gates.accounts.status === 'pending' && gates.services.status === 'pending';
      if (!loaded || integration.finishedAt !== null || wasConnectedAgain(integration)) return { matched: 0 };
      const facts = await exactMatchFacts(tx, input);
      const matches = exactMatches({ ...facts, companies: await companies(tx, input) });
      for (const { accountId, companyId } of matches) {
        await applyMappingChange(
          tx,
          input,
          { change: 'map-account', accountId, companyId },
          systemActor,
          'exact',
        );
      }
      await noteInitialMatch(tx, input);
      await touchIntegration(tx, input);
      await recordAudit(tx, {
        tenantId: input.tenantId,
        actor: systemActor,
        action: 'mapping.exact-names-matched',
        objectKind: 'integration',
        objectId: input.integrationId,
        integrationId: input.integrationId,
        detail: { matched: matches.length, matches },
      });
      return { matched: matches.length };
    });
  };
}

/** Disconnected after its first matching: that one was for good, finished or not. */
const wasConnectedAgain = ({ initialMatchAt, connectedAt }: Integration): boolean =>
  initialMatchAt !== null && connectedAt !== null && connectedAt > initialMatchAt;
