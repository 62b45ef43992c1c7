import type { RuleChange } from '../../domain/billing-rules/rule-change.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { findIntegration } from '../../db/integrations/integrations.ts';
import type { Queryable } from '../../db/model/database.ts';
import { rejectsConnected } from '../locked-integration.ts';
import { type Rejected, rejected } from '../outcome.ts';
import { resolveChanges } from './rule-changes.ts';
import { effectOfRules, type RuleEffect } from './rule-effect.ts';

/** What changes of the rules would do; takes no lock. The caller reads in one snapshot. */
export async function previewRuleChanges(
  db: Queryable,
  key: IntegrationKey,
  changes: readonly RuleChange[],
  now: Date,
): Promise<RuleEffect | Rejected> {
  const integration = await findIntegration(db, key);
  if (integration === null) return rejected('NotFound');
  const ended = rejectsConnected(integration.phase);
  if (ended !== null) return ended;
  const resolved = await resolveChanges(db, key, changes);
  const [first] = resolved.rejected;
  return first === undefined ? effectOfRules(db, key, resolved.changed, now) : first.why;
}
