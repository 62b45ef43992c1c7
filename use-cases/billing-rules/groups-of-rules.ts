import type { ChangedRule } from '../../domain/billing-rules/rule-change.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { scopeReach } from '../../db/billing-rules/rule-scopes.ts';
import type { Queryable } from '../../db/model/database.ts';
import { affectedGroups, type AffectedGroups } from '../../db/usage/affected-groups.ts';

/** Returns the groups whose rule these changes can change; null: all of them. */
export async function groupsOfRules(
  db: Queryable,
  key: IntegrationKey,
  changed: readonly ChangedRule[],
): Promise<AffectedGroups | null> {
  const scopes = changed.flatMap(({ before, after }) => [before?.scope ?? after.scope, after.scope]);
  const named = scopes.filter((scope) => scope.kind !== 'everything');
  return named.length < scopes.length ? null : affectedGroups(db, key, await scopeReach(db, key, named));
}
