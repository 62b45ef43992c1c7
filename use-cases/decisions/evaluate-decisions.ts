import { message } from '../../messages/message.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import {
  type ApprovalLine,
  liveOfGroups,
  type OpenConflicts,
  openConflicts,
} from '../../db/write-back/approval-lines.ts';
import { pipelined } from '../../db/driver/pipelined.ts';
import type { Queryable } from '../../db/model/database.ts';
import { ownChanges } from '../../db/write-back/write-intents.ts';
import { lineDecisions } from '../../db/usage/line-decisions.ts';
import { type GroupContext, groupContext } from '../../db/usage/composition-input.ts';
import type { LineToDecide } from '../../db/usage/usage-lines-to-decide.ts';
import { type ChangeableLine, changeableLines } from '../../domain/comparison/change-effect.ts';
import { composeUsage } from '../../domain/comparison/compose.ts';
import type { AcceptedCount, ComposedLine, CompositionInput } from '../../domain/usage/composition.ts';
import { isSameUsage } from '../../domain/usage/usage-version.ts';
import type { OwnChange } from '../../domain/decisions/day-conflict.ts';
import { type DecisionFacts, decideUsageLine, type DecisionOutcome } from '../../domain/decisions/decide.ts';
import { decisionStatus, type StoredDecision } from '../../domain/decisions/decision-status.ts';
import {
  type LineChangeFacts,
  lineChangeFacts,
  type LineGroups,
  noLineChanges,
} from './line-change-facts.ts';
import { type Item, type ItemRejected, rejectedItem } from './decision.ts';

/** What every decision of one transaction is evaluated on: rows, and the composition of this moment (RULES 6). */
export interface DecisionContext extends LineChangeFacts {
  readonly input: CompositionInput;
  readonly rows: GroupContext;
  readonly composed: ReadonlyMap<string, ComposedLine>;
  readonly changeable: ReadonlyMap<string, ReadonlyMap<string, ChangeableLine>>;
  readonly decisions: ReadonlyMap<string, StoredDecision>;
  readonly live: readonly ApprovalLine[];
  readonly conflicts: OpenConflicts;
  readonly accepted: ReadonlyMap<string, AcceptedCount>;
  readonly ownChanges: NonNullable<DecisionFacts['ownChanges']>;
}

/**
 * Of these groups; null before the vendor service was loaded. Whoever stores what is decided holds the integration's row
 * lock.
 */
export async function decisionContext(
  tx: Queryable,
  key: IntegrationKey,
  groupKeys: readonly string[],
  now: Date,
  its: LineGroups | null = null,
): Promise<DecisionContext | null> {
  const rows = await groupContext(tx, key, now, groupKeys);
  if (rows === null) return null;
  const { input } = rows.facts;
  const changeable = changeableLines(input);
  const psaLineIds = [...changeable.values()].flatMap((lines) => [...lines.keys()]);
  const isDated = input.agreements.some(({ dated }) => dated != null);
  const [decisions, live, conflicts, own] = await pipelined(tx, (together) =>
    Promise.all([
      lineDecisions(together, key, groupKeys),
      liveOfGroups(together, key, groupKeys, psaLineIds),
      openConflicts(together, key),
      isDated ? ownChanges(together, key, psaLineIds) : new Map<string, readonly OwnChange[]>(),
    ]),
  );
  const composed = composedByGroup(input);
  return {
    input,
    rows,
    composed,
    ...(its === null ? noLineChanges : await lineChangeFacts(tx, key, { input, composed }, its)),
    changeable,
    decisions,
    live,
    conflicts,
    ownChanges: own,
    accepted: new Map(input.accepted.map((accepted) => [accepted.groupKey, accepted])),
  };
}

export const composedByGroup = (input: CompositionInput): ReadonlyMap<string, ComposedLine> =>
  new Map(composeUsage(input).map((line) => [line.groupKey, line]));

export interface EvaluatedItem {
  readonly item: Item;
  /** Null: there is no such line any more. */
  readonly line: LineToDecide | null;
  readonly outcome: DecisionOutcome | ItemRejected;
}

export type DecisionTerms = Pick<
  DecisionFacts,
  'writeBackEnabled' | 'mayApprove' | 'mayCreateFirst' | 'mayEnd' | 'selection'
>;

/** One item by the rules; a line that is not any more what its row shows is rejected as moved. */
export function evaluate(
  context: DecisionContext,
  line: LineToDecide,
  item: Item,
  terms: DecisionTerms,
): DecisionOutcome | ItemRejected {
  const composed = context.composed.get(line.groupKey);
  if (composed === undefined || !isSameUsage(line.composed, composed))
    return rejectedItem('LineChanged', message('rejections.line-changed-meanwhile'));
  return decideUsageLine(factsOf(context, line, terms), item);
}

/** What a line is evaluated on; the caller knows that it is composed. */
export function factsOf(context: DecisionContext, line: LineToDecide, terms: DecisionTerms): DecisionFacts {
  const composed = context.composed.get(line.groupKey) ?? line.composed;
  const stored = context.decisions.get(line.groupKey) ?? null;
  const changeable = context.changeable.get(line.groupKey) ?? new Map<string, ChangeableLine>();
  const live = liveFor(context, line.groupKey, [...changeable.keys()]);
  const status = decisionStatus(
    composed,
    line.version,
    stored,
    { live: live.length > 0, fallen: null },
    context.input.today,
  );
  return {
    ...terms,
    line: composed,
    version: line.version,
    decision: status.decision,
    proposal: stored?.proposal ?? null,
    changeable,
    accepted: context.accepted.get(line.groupKey) ?? null,
    limits: context.input.limits,
    ownCurrency: context.input.currencies.own,
    currencies: context.input.currencies,
    today: context.input.today,
    timeZoneKnown: context.input.timeZoneKnown,
    waiting:
      live.find(({ groupKey, decision }) => groupKey === line.groupKey && decision !== 'prove') ?? null,
    ownChanges: context.ownChanges,
    liveState: furthest(live),
    openConflict:
      context.conflicts.groups.has(line.groupKey) ||
      composed.lines.some(({ psaLineId }) => context.conflicts.lines.has(psaLineId)),
    canceledDay: context.input.canceledDay ?? 'billed',
    creation: context.creations.get(line.groupKey) ?? null,
    ending: context.endings.get(line.groupKey) ?? null,
  };
}

/** Approvals under way for the group, or for one of its PSA lines: at most one is live for each (architecture.md 5). */
export const liveFor = (
  { live }: Pick<DecisionContext, 'live'>,
  groupKey: string,
  psaLineIds: readonly string[],
): readonly ApprovalLine[] =>
  live.filter((line) => line.groupKey === groupKey || psaLineIds.includes(line.psaLineId));

function furthest(live: readonly ApprovalLine[]): DecisionFacts['liveState'] {
  const states = live.map(({ state }) => state);
  return (['unknown', 'sending', 'queued'] as const).find((state) => states.includes(state)) ?? null;
}
