import { type IntegrationKey, systemActor } from '../../domain/keys.ts';
import { exactMatches } from '../../domain/mapping/exact-match.ts';
import { aboutIntegration, recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import { readGates } from '../../db/integrations/gates.ts';
import { type Integration, noteInitialMatch, touchIntegration } from '../../db/integrations/integrations.ts';
import { exactMatchFacts } from '../../db/mapping/exact-match-facts.ts';
import { formerDecisions } from '../../db/mapping/former-decisions.ts';
import { takeOverMappings } from '../../db/mapping/mappings-of-predecessor.ts';
import { applyMappingChange } from '../../db/mapping/mappings.ts';
import { companies } from '../../db/usage/psa-facts.ts';
import { lockedIntegration } from '../locked-integration.ts';
import { isRejected, type Rejected } from '../outcome.ts';

/**
 * Matches equal names at first set-up only (RULES 11): until Finish, and never once an integration that was
 * disconnected is connected again. A reload before Finish looks only at accounts without any decision.
 */
export async function matchExactNames(
  tx: Tx,
  key: IntegrationKey,
): Promise<{ readonly matched: number } | Rejected> {
  const integration = await lockedIntegration(tx, key);
  if (isRejected(integration)) return integration;
  const gates = await readGates(tx, key);
  const loaded = gates.accounts.status === 'pending' && gates.services.status === 'pending';
  if (!loaded || integration.finishedAt !== null || wasConnectedAgain(integration)) return { matched: 0 };
  if (integration.predecessorId !== null) return takeOver(tx, integration, integration.predecessorId);
  const facts = await exactMatchFacts(tx, key);
  const matches = exactMatches({
    ...facts,
    companies: await companies(tx, key),
    former: await formerDecisions(tx, key),
  });
  for (const { accountId, companyId } of matches) {
    const change = { change: 'map-account', accountId, companyId } as const;
    await applyMappingChange(tx, key, change, systemActor, 'exact');
  }
  await noteInitialMatch(tx, key);
  await touchIntegration(tx, key);
  await recordAudit(tx, {
    tenantId: key.tenantId,
    actor: systemActor,
    action: 'mapping.exact-names-matched',
    ...aboutIntegration(key),
    detail: { matched: matches.length, matches },
  });
  return { matched: matches.length };
}

/** Disconnected after its first matching: that one was for good, finished or not. */
const wasConnectedAgain = ({ initialMatchAt, connectedAt }: Integration): boolean =>
  initialMatchAt !== null && connectedAt !== null && connectedAt > initialMatchAt;

/** In the place of an integration with another instance, only what both agree on is mapped (RULES 14). */
async function takeOver(
  tx: Tx,
  { tenantId, id, initialMatchAt }: Integration,
  predecessorId: string,
): Promise<{ readonly matched: number }> {
  if (initialMatchAt !== null) return { matched: 0 };
  const key = { tenantId, integrationId: id };
  const kept = await takeOverMappings(tx, key, predecessorId);
  await noteInitialMatch(tx, key);
  await touchIntegration(tx, key);
  await recordAudit(tx, {
    tenantId,
    actor: systemActor,
    action: 'mapping.taken-over',
    ...aboutIntegration(key),
    detail: { predecessorId, ...kept },
  });
  return { matched: kept.accountsKept };
}
