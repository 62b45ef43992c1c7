import { randomUUID } from 'node:crypto';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { NewLineCapabilities } from '../../domain/kinds.ts';
import { anyCreate } from '../../db/write-back/approval-lines.ts';
import type { Queryable } from '../../db/model/database.ts';
import { countedSpans } from '../../db/usage/count-history.ts';
import { ruleOn, rulesByScope } from '../../domain/billing-rules/applicable-rule.ts';
import { billableUnits } from '../../domain/billing-rules/billable-units.ts';
import { type BillingGroup, companyGroupKey } from '../../domain/comparison/billing-groups.ts';
import { groupsOf } from '../../domain/comparison/scheduled-twins.ts';
import type { ComposedLine, CompositionInput } from '../../domain/usage/composition.ts';
import { type CountedSpan, countedSince, lastCountedDay } from '../../domain/usage/count-history.ts';
import { changingDays, rulesOfGroup } from '../../domain/comparison/group-rule.ts';
import { type CreationFacts, creationFacts } from '../../domain/decisions/creation-facts.ts';
import type { EndingFacts } from '../../domain/decisions/ending-facts.ts';
import { markerOf } from '../../domain/write-back/line-marker.ts';

/** Groups whose lines may be created or ended. */
export interface LineGroups {
  readonly creating: readonly string[];
  readonly ending: readonly string[];
  /** Of the integration's PSA. */
  readonly newLines: NewLineCapabilities;
}

/** By group. */
export interface LineChangeFacts {
  /** What lines can be created of. */
  readonly creations: ReadonlyMap<string, CreationFacts>;
  /** What ending lines follows from. */
  readonly endings: ReadonlyMap<string, EndingFacts>;
}

export const noLineChanges: LineChangeFacts = { creations: new Map(), endings: new Map() };

interface Composed {
  readonly input: CompositionInput;
  readonly composed: ReadonlyMap<string, ComposedLine>;
}

/** What creating and ending lines of these groups is evaluated on, in addition to the facts of every decision. */
export async function lineChangeFacts(
  db: Queryable,
  key: IntegrationKey,
  { input, composed }: Composed,
  { creating, ending, newLines }: LineGroups,
): Promise<LineChangeFacts> {
  const creations = new Map<string, CreationFacts>();
  const endings = new Map<string, EndingFacts>();
  if (creating.length + ending.length === 0) return noLineChanges;
  const groups = new Map(groupsOf(input).map((group) => [group.key, group]));
  const accountIds = [...creating, ...ending].flatMap((groupKey) => accountsOf(groups.get(groupKey)));
  const spans = await countedSpans(db, key, accountIds, input.timeZone);
  const isFirst = creating.length > 0 && !(await anyCreate(db, key));
  for (const groupKey of creating) {
    const [group, line] = [groups.get(groupKey), composed.get(groupKey)];
    if (group === undefined || line === undefined) continue;
    const facts = { capabilities: newLines, isFirst, marker: markerOf(randomUUID()) };
    const since = countedSince(spansOf(group, spans));
    creations.set(groupKey, creationFacts(input, group, line, { ...facts, countedSince: since }));
  }
  for (const groupKey of ending) {
    const [group, line] = [groups.get(groupKey), composed.get(groupKey)];
    if (group === undefined || line === undefined) continue;
    endings.set(groupKey, endingFacts(input, group, composed, spansOf(group, spans)));
  }
  return { creations, endings };
}

const accountsOf = (group: BillingGroup | undefined): readonly string[] =>
  (group?.accounts ?? []).map(({ id }) => id);

function spansOf(group: BillingGroup, spans: readonly CountedSpan[]): readonly CountedSpan[] {
  const its = new Set(accountsOf(group));
  return spans.filter(({ accountId }) => its.has(accountId));
}

function endingFacts(
  input: CompositionInput,
  group: BillingGroup,
  composed: ReadonlyMap<string, ComposedLine>,
  spans: readonly CountedSpan[],
): EndingFacts {
  const rules = rulesOfGroup(group, rulesByScope(input.rules));
  const sibling = composed.get(companyGroupKey(group.companyId, input.vendorServiceId)) ?? null;
  return {
    customer: group.company?.name ?? group.companyId,
    lines: new Map(group.lines.map(({ line }) => [line.id, line])),
    lastCounted: lastCountedDay(spans, {
      unitsOn(byStatus, day) {
        const rule = ruleOn(rules, day);
        if (rule !== null) return billableUnits(byStatus, rule.terms, day).units;
        return Object.values(byStatus).reduce((sum, users) => sum + users, 0);
      },
      changes: rules.flatMap(changingDays),
    }),
    isReadTwice: new Set(spans.flatMap(({ firstDay, lastDay }) => [firstDay, lastDay])).size > 1,
    sibling: group.billedTwice ? sibling : null,
  };
}
