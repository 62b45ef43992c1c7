import type { IntegrationKey } from '../../domain/keys.ts';
import { about, type AuditEntry } from '../../db/audit/audit.ts';
import { lineChoices } from '../../db/usage/composition-facts.ts';
import type { Tx } from '../../db/model/database.ts';
import { applyMappingChange } from '../../db/mapping/mappings.ts';
import { decideLine } from '../../domain/mapping/line-decision.ts';
import type { DecisionResult } from '../../domain/mapping/decisions.ts';
import type { CompositionInput } from '../../domain/usage/composition.ts';
import type { DecidedChange } from '../../domain/decisions/decide.ts';
import type { RequestContext } from '../request-context.ts';
import { rejectedItem } from './decision.ts';
import type { DecisionContext, EvaluatedItem } from './evaluate-decisions.ts';

interface Remembered {
  /** As given; rejected where the target cannot be remembered. */
  readonly evaluated: readonly EvaluatedItem[];
  /** With the choices made here. */
  readonly input: CompositionInput;
  readonly audits: readonly AuditEntry[];
}

/** A target named in an approval, and a duplicate that it ends, is remembered as a choice, by the rules and with the rows of mapping decisions (RULES 4). */
export async function rememberTargets(
  tx: Tx,
  key: IntegrationKey,
  context: DecisionContext,
  evaluated: readonly EvaluatedItem[],
  by: RequestContext,
): Promise<Remembered> {
  const audits: AuditEntry[] = [];
  const after: EvaluatedItem[] = [];
  for (const one of evaluated) {
    const { outcome, line } = one;
    if (line === null || outcome.kind !== 'approved' || !outcome.change.rememberTarget) {
      after.push(one);
      continue;
    }
    const choice = chooseTarget(context, line.groupKey, outcome.change);
    if (!choice.ok) {
      after.push({ ...one, outcome: rejectedItem(choice.code, choice.detail) });
      continue;
    }
    after.push(one);
    for (const change of choice.changes) {
      await applyMappingChange(tx, key, change, by.actor, 'person');
      const psaLineId = 'psaLineId' in change ? change.psaLineId : outcome.change.psaLineId;
      const action = `mapping.${change.change}` as const;
      audits.push({ ...by, action, ...about('psa-line', psaLineId, key), detail: { ...change } });
    }
  }
  if (audits.length === 0) return { evaluated: after, input: context.input, audits };
  const choices = await lineChoices(tx, key, context.input.vendorServiceId);
  return { evaluated: after, input: { ...context.input, choices }, audits };
}

function chooseTarget(context: DecisionContext, groupKey: string, change: DecidedChange): DecisionResult {
  const group = context.composed.get(groupKey);
  if (group?.companyId === undefined || group.companyId === null)
    throw new Error('a change was approved for a line without a company');
  const line = {
    kind: 'line',
    companyId: group.companyId,
    vendorServiceId: context.input.vendorServiceId,
    psaLineId: change.psaLineId,
  } as const;
  if (change.change.kind === 'end-line') {
    const duplicate = { ...line, action: 'duplicate', reason: change.reason ?? '' } as const;
    return decideLine(duplicate, { lineExists: true, group: null, duplicates: group });
  }
  const choice = { ...line, action: 'target' } as const;
  // What the target becomes was evaluated with the approval, which may be an adjusted quantity: not once more by the count.
  return decideLine(choice, { lineExists: true, group: { ...group, vendorQuantity: null } });
}
