import type { Message } from '../../messages/message.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { PsaDescription } from '../../domain/kinds.ts';
import type { Queryable } from '../../db/model/database.ts';
import type { LineToDecide } from '../../db/usage/usage-lines-to-decide.ts';
import { decideUsageLine } from '../../domain/decisions/decide.ts';
import { noCreation } from '../../domain/decisions/decide-create.ts';
import type { DecidedChange, DecisionFacts } from '../../domain/decisions/decision.ts';
import { decisionContext, factsOf } from './evaluate-decisions.ts';
import { rejectionOf, sentenceOf } from './line-changes.ts';

/** The line that can be created as it is for a usage line, or why none is created now. */
export interface LineSuggestion {
  /** Null: a person chooses first, or no line is created now. */
  readonly suggested: { readonly change: DecidedChange; readonly sentence: Message } | null;
  /** Null: one may be created. */
  readonly rejected: Message | null;
}

/** By usage line, as an administrator could approve them together. */
export async function lineSuggestions(
  db: Queryable,
  key: IntegrationKey,
  psa: PsaDescription,
  lines: readonly LineToDecide[],
  now: Date,
): Promise<ReadonlyMap<string, LineSuggestion>> {
  if (lines.length === 0) return new Map();
  const groupKeys = lines.map(({ groupKey }) => groupKey);
  const its = { creating: groupKeys, ending: [], newLines: psa.newLines };
  const context = await decisionContext(db, key, groupKeys, now, its);
  if (context === null) return new Map();
  const terms = { writeBackEnabled: true, mayApprove: true, mayCreateFirst: true, mayEnd: true } as const;
  return new Map(
    lines.map((line) => [line.id, suggestionOf(factsOf(context, line, { ...terms, selection: 'all' }))]),
  );
}

function suggestionOf(facts: DecisionFacts): LineSuggestion {
  const none = noCreation(facts);
  if (none !== null) return { suggested: null, rejected: rejectionOf(none)?.detail ?? null };
  const [agreement] = facts.creation?.agreements ?? [];
  const [product] = facts.creation?.products ?? [];
  if (agreement === undefined || product === undefined || facts.creation?.isClear !== true)
    return { suggested: null, rejected: null };
  const asSuggested = {
    unitPrice: null,
    expectedUnitPrice: null,
    firstBilledDay: null,
    billingOption: null,
  } as const;
  const outcome = decideUsageLine(facts, {
    decision: 'create',
    lineVersion: facts.version,
    quantity: null,
    billingTarget: null,
    targetPsaLineId: null,
    newLine: {
      agreementId: agreement.agreement.id,
      productId: product.id,
      ...asSuggested,
      taxable: null,
      invoiceText: null,
    },
    end: null,
    reason: null,
  });
  if (outcome.kind !== 'approved') return { suggested: null, rejected: waits(outcome) };
  const { change } = outcome;
  return { suggested: { change, sentence: sentenceOf(facts, change, 'create') }, rejected: null };
}

/** What a check holds, or is in progress, is said; what a person can choose otherwise is not. */
function waits(outcome: ReturnType<typeof decideUsageLine>): Message | null {
  const rejection = rejectionOf(outcome);
  return rejection !== null && said.has(rejection.code) ? rejection.detail : null;
}

const said: ReadonlySet<string> = new Set([
  'LineHeld',
  'WriteInFlight',
  'WriteConflictOpen',
  'TimeZoneUnknown',
]);
