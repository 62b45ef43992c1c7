import { randomUUID } from 'node:crypto';
import type { RuleScope, RuleTerms } from '../../domain/billing-rules/billing-rule.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { Database } from '../../db/model/database.ts';

/**
 * Stores a version of a billing rule, valid from January 2020 on, without composing anything.
 *
 * @param former the version that it replaces
 * @returns the ID of the rule
 */
export async function seededRule(
  db: Database,
  { tenantId, integrationId }: IntegrationKey,
  scope: RuleScope,
  terms: RuleTerms,
  former: { readonly id: string; readonly version: number } | null = null,
): Promise<string> {
  const id = former?.id ?? randomUUID();
  if (former !== null)
    await db
      .updateTable('billingRule')
      .set({ replacedAt: new Date() })
      .where('id', '=', id)
      .where('version', '=', former.version)
      .execute();
  await db
    .insertInto('billingRule')
    .values({
      tenantId,
      integrationId,
      id,
      version: (former?.version ?? 0) + 1,
      scopeKind: scope.kind,
      scopeId: scope.kind === 'everything' ? null : scope.id,
      terms: JSON.stringify(terms),
      source: 'MSA 2025-114, section 3',
      validFrom: '2020-01-01',
      change: former === null ? 'added' : 'corrected',
      reason: 'As agreed',
      actor: JSON.stringify({ kind: 'system', id: 'test' }),
      madeAt: new Date(),
    })
    .execute();
  return id;
}
