import { message } from '../../messages/message.ts';
import { isSameScope, scopeKey } from '../../domain/billing-rules/billing-rule.ts';
import { type ChangedRule, changedRules, type RuleChange } from '../../domain/billing-rules/rule-change.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { type NamedScope, unknownScopes } from '../../db/billing-rules/rule-scopes.ts';
import { rulesInForce } from '../../db/billing-rules/rules-in-force.ts';
import type { Queryable } from '../../db/model/database.ts';
import { type Rejected, rejected } from '../outcome.ts';

/** A change that cannot be made, by its place among those asked for. */
export interface RejectedChange {
  readonly at: number;
  readonly why: Rejected;
}

export interface ResolvedChanges {
  readonly changed: readonly ChangedRule[];
  readonly rejected: readonly RejectedChange[];
}

/** Stands for the ID of a rule that is not stored yet, so that its effect does not depend on it. @param nth among these */
export const idOfNew = (nth: number): string => `00000000-0000-4000-8000-${String(nth).padStart(12, '0')}`;

/** Returns what changes make of the rules in force; every one that cannot be made says why. */
export async function resolveChanges(
  db: Queryable,
  key: IntegrationKey,
  changes: readonly RuleChange[],
): Promise<ResolvedChanges> {
  const scopes = changes.flatMap((change) => (change.change === 'end' ? [] : [change.rule.scope]));
  const unknown = new Map((await unknownScopes(db, key, scopes)).map((scope) => [scopeKey(scope), scope]));
  const changed: ChangedRule[] = [];
  const failed: RejectedChange[] = [];
  for (const [at, one] of changedRules(changes, await rulesInForce(db, key), idOfNew).entries()) {
    if ('code' in one) {
      failed.push({ at, why: rejected(one.code, one.detail) });
      continue;
    }
    const why = unknownScope(one, unknown);
    if (why !== null) failed.push({ at, why });
    else changed.push(one);
  }
  return { changed, rejected: failed };
}

/** Those that cannot be made. */
export const rejectedChanges = async (...asked: Parameters<typeof resolveChanges>) =>
  (await resolveChanges(...asked)).rejected;

/** What the PSA has no more may stay the scope of a rule that is corrected or ended. */
function unknownScope(
  { before, after: { scope } }: ChangedRule,
  unknown: ReadonlyMap<string, NamedScope>,
): Rejected | null {
  const named = unknown.get(scopeKey(scope));
  const isKept = before !== null && isSameScope(before.scope, scope);
  return named === undefined || isKept
    ? null
    : rejected('BillingRuleInvalid', message(`rejections.rule.unknown-${named.kind}`, { id: named.id }));
}
