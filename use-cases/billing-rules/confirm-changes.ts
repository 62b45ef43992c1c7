import { randomUUID } from 'node:crypto';
import { type Message, message } from '../../messages/message.ts';
import type { ChangedRule, RuleChange } from '../../domain/billing-rules/rule-change.ts';
import { ruleSentence, validityText } from '../../domain/billing-rules/rule-text.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { phasesBeforeFinish } from '../../domain/states.ts';
import { about, type AuditEntry, recordAudits } from '../../db/audit/audit.ts';
import { storeRuleVersions } from '../../db/billing-rules/rule-versions.ts';
import { touchIntegration } from '../../db/integrations/integrations.ts';
import type { Tx } from '../../db/model/database.ts';
import { composeEverything, recomposeAffected } from '../composition/recompose-usage.ts';
import { lockedIntegration, rejectsConnected } from '../locked-integration.ts';
import { isRejected, type Rejected, rejected } from '../outcome.ts';
import { keepRuleEndings } from '../notices/rule-endings.ts';
import type { RequestContext } from '../request-context.ts';
import { groupsOfRules } from './groups-of-rules.ts';
import type { LineWithPsaTerms } from './psa-terms.ts';
import { effectOfRules } from './rule-effect.ts';
import { resolveChanges } from './rule-changes.ts';

/** Changes whose effect somebody looked at. */
export interface ConfirmedChanges {
  readonly changes: readonly RuleChange[];
  /** Token of that effect. */
  readonly effect: string;
  readonly reason: string;
  readonly isImport: boolean;
}

/**
 * Changes billing rules, composes the lines that can differ, and voids the approvals bound to another rule, in one
 * transaction (RULES 13). Returns the IDs of the rules in their order; rejected where the effect is not the one that was
 * looked at.
 */
export async function confirmRuleChanges(
  tx: Tx,
  key: IntegrationKey,
  { changes, effect, reason, isImport }: ConfirmedChanges,
  by: RequestContext,
): Promise<readonly string[] | Rejected> {
  const integration = await lockedIntegration(tx, key, rejectsConnected);
  if (isRejected(integration)) return integration;
  const resolved = await resolveChanges(tx, key, changes);
  const [first] = resolved.rejected;
  if (first !== undefined) return first.why;
  const found = await effectOfRules(tx, key, resolved.changed, by.now);
  const unconfirmed = unconfirmedTerms(resolved.changed, found.psaTerms);
  if (unconfirmed.length > 0)
    return rejected('RuleWithPsaTerms', message('rejections.rule.psa-terms', { lines: unconfirmed }));
  if (found.token !== effect) return rejected('EffectChanged');
  const changed = resolved.changed.map(withOwnId);
  const groups = await groupsOfRules(tx, key, changed);
  await storeRuleVersions(tx, key, changed, { reason, actor: by.actor, at: by.now });
  if (phasesBeforeFinish.includes(integration.phase)) await touchIntegration(tx, key);
  else if (groups === null) await composeEverything(tx, key, null, by.now);
  else await recomposeAffected(tx, key, groups, by.now);
  await keepRuleEndings(tx, key, by.now);
  await recordAudits(
    tx,
    changed.map((one) => auditOf(one, { key, reason, isImport, by })),
  );
  return changed.map(({ after }) => after.id);
}

const withOwnId = (changed: ChangedRule): ChangedRule =>
  changed.before === null ? { ...changed, after: { ...changed.after, id: randomUUID() } } : changed;

const longestList = 5;

/** Lines on which nobody confirmed that both the rule and the terms of the PSA apply. */
function unconfirmedTerms(
  changed: readonly ChangedRule[],
  lines: readonly LineWithPsaTerms[],
): readonly Message[] {
  const open = new Set(changed.flatMap(({ after }) => (after.withPsaTerms === true ? [] : [after.id])));
  return lines
    .filter(({ ruleId, held }) => !held && open.has(ruleId))
    .slice(0, longestList)
    .map(({ psaLineId: line, units }) =>
      units === null
        ? message('rejections.rule.psa-terms-unknown', { line })
        : message('rejections.rule.psa-terms-line', { line, units }),
    );
}

interface Confirmation {
  readonly key: IntegrationKey;
  readonly reason: string;
  readonly isImport: boolean;
  readonly by: RequestContext;
}

/** With the whole content of both versions. */
function auditOf(
  { change, before, after }: ChangedRule,
  { key, reason, isImport, by }: Confirmation,
): AuditEntry {
  return {
    ...by,
    action: isImport ? 'billing-rule.imported' : `billing-rule.${change}`,
    ...about('billing-rule', after.id, key),
    detail: {
      label: after.source,
      ...(after.scope.kind === 'customer' ? { companyId: after.scope.id } : {}),
      summary: change === 'ended' ? validityText(after) : ruleSentence(after.terms),
      ...(before === null ? {} : { before }),
      after,
      reason,
    },
  };
}
