import type { IntegrationKey } from '../../domain/keys.ts';
import { scopeOf } from '../../db/billing-rules/rules-in-force.ts';
import type { Database, Queryable } from '../../db/model/database.ts';
import { compositionInput } from '../../db/usage/composition-input.ts';
import { storedUsageLines } from '../../db/usage/usage-lines.ts';
import { composeUsage } from '../../domain/comparison/compose.ts';
import type { Currencies } from '../../domain/currency.ts';
import type { Day } from '../../domain/quantity.ts';
import type { ComposedLine } from '../../domain/usage/composition.ts';
import { isSameUsage } from '../../domain/usage/usage-version.ts';
import { evaluateLineRule, type LineRuleFact } from './line-rules.ts';
import type { SystemViolation } from './system-violation.ts';

/** Lines as they stand, and as the whole composition of the same rows makes them. */
export interface CompositionFacts {
  readonly stored: readonly ComposedLine[];
  readonly whole: readonly ComposedLine[];
  /** Null: there is nothing to compose from. */
  readonly currencies: Currencies | null;
  readonly today: Day;
  /** In force. */
  readonly rules: readonly LineRuleFact[];
  /** Types of agreements by their IDs. */
  readonly typeOf: ReadonlyMap<string, string | null>;
}

/** Every integration in use, each as one snapshot. */
export async function readCompositions(db: Database): Promise<readonly CompositionFacts[]> {
  const rows = await db
    .selectFrom('integration')
    .select(['tenantId', 'id'])
    .where('phase', 'in', ['active', 'paused', 'needs-attention'])
    .execute();
  return Promise.all(
    rows.map(({ tenantId, id: integrationId }) => readComposition(db, { tenantId, integrationId })),
  );
}

const readComposition = (db: Database, key: IntegrationKey): Promise<CompositionFacts> =>
  db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      const input = await compositionInput(tx, key, new Date(), null);
      const stored = await storedUsageLines(tx, key, null);
      return {
        stored: stored.map(({ composed }) => composed),
        whole: input === null ? [] : composeUsage(input),
        currencies: input?.currencies ?? null,
        today: input?.today ?? '',
        rules: await rulesOf(tx, key),
        typeOf: new Map(input?.agreements.map(({ id, typeId }) => [id, typeId])),
      };
    });

async function rulesOf(
  tx: Queryable,
  { tenantId, integrationId }: IntegrationKey,
): Promise<readonly LineRuleFact[]> {
  const rows = await tx
    .selectFrom('billingRule')
    .select(['id', 'version', 'scopeKind', 'scopeId', 'terms', 'validFrom as from', 'validTo as to'])
    .where('tenantId', '=', tenantId)
    .where('integrationId', '=', integrationId)
    .where('replacedAt', 'is', null)
    .execute();
  return rows.map(({ scopeKind, scopeId, ...rule }) => ({ ...rule, scope: scopeOf({ scopeKind, scopeId }) }));
}

/** However the stored lines came to be, group by group, they are those of the whole composition. Pure. */
export function evaluateComposition(facts: CompositionFacts): readonly SystemViolation[] {
  const { stored, whole, currencies } = facts;
  const byGroup = new Map(stored.map((line) => [line.groupKey, line]));
  const groups = new Set(whole.map(({ groupKey }) => groupKey));
  const differs = (line: ComposedLine): string | null => {
    const kept = byGroup.get(line.groupKey);
    if (kept === undefined) return 'is not stored';
    return isSameUsage(kept, line) ? null : `is stored as ${shown(kept)}`;
  };
  return [
    ...whole.flatMap((line) => {
      const words = differs(line);
      return words === null ? [] : [violation(`${line.groupKey}: ${shown(line)} ${words}`)];
    }),
    ...stored
      .filter(({ groupKey }) => !groups.has(groupKey))
      .map((line) => violation(`${line.groupKey}: ${shown(line)} is stored, and nothing makes it`)),
    ...evaluateLines(stored),
    ...stored.flatMap(evaluateLater),
    ...stored.flatMap((line) =>
      evaluateLineRule(line, facts).map((words) => violation(`${line.groupKey}: ${words}`, 'rule-differs')),
    ),
    ...(currencies === null ? [] : stored.flatMap((line) => evaluateHeld(line, currencies))),
  ];
}

/** No line of the PSA counts twice, and one that is a duplicate shows as billed twice until it has ended (RULES 2, 4). */
function evaluateLines(stored: readonly ComposedLine[]): readonly SystemViolation[] {
  const groupOf = new Map<string, string>();
  return stored.flatMap(({ groupKey, kind, lines }) =>
    lines.flatMap(({ psaLineId, role, live }): readonly SystemViolation[] => {
      const other = groupOf.get(psaLineId);
      groupOf.set(psaLineId, groupKey);
      if (other !== undefined)
        return [violation(`line ${psaLineId} is of ${other} and of ${groupKey}`, 'line-in-two-groups')];
      return live && role === 'duplicate' && kind !== 'billed-twice'
        ? [violation(`line ${psaLineId}, a duplicate, is of ${groupKey} (${kind})`, 'billed-twice-hidden')]
        : [];
    }),
  );
}

/** A line that begins later, and with which its customer bills more than its units, shows as billed twice (RULES 4). */
function evaluateLater(line: ComposedLine): readonly SystemViolation[] {
  if (line.kind !== 'match') return [];
  const units = (line.rule?.applied?.units ?? line.vendorQuantity ?? 0) + Number(line.includedBeside);
  // Whatever ends, is booked, or changes its rule makes another sum on that day.
  const isPlain = line.rule === undefined && line.lines.every(({ cancelledDate, booked, agreementEnds }) =>
    cancelledDate === null && booked === undefined && agreementEnds === undefined); // prettier-ignore
  const counted = line.lines.filter(
    ({ live, role }) => live && (role === null || role === 'target' || role === 'counts'),
  );
  const billed = counted.reduce((sum, { quantity }) => sum + Number(quantity ?? NaN), 0);
  return line.lines.flatMap(({ psaLineId, beginsLater, role, continues, quantity }) =>
    isPlain &&
    beginsLater === true &&
    role === null &&
    continues === undefined &&
    billed + Number(quantity ?? NaN) > units
      ? [
          violation(
            `line ${psaLineId} begins later, is of ${line.groupKey}, and is not billed twice`,
            'billed-twice-hidden',
          ),
        ]
      : [],
  );
}

/** A change that moves money in a currency without a rate is held for it (RULES 7, 9). */
function evaluateHeld(line: ComposedLine, { own, rates }: Currencies): readonly SystemViolation[] {
  const { currency, effectPerMonth } = line.money;
  const moves = effectPerMonth !== null && Number(effectPerMonth) !== 0;
  if (!['increase', 'decrease'].includes(line.kind) || !moves) return [];
  if (currency === own || Object.hasOwn(rates, currency)) return [];
  return line.flags.some((one) => one.flag === 'held' && one.check === 'currency')
    ? []
    : [violation(`${line.groupKey}: ${shown(line)} in ${currency} is not held without a rate`, 'not-held')];
}

const violation = (
  words: string,
  kind: SystemViolation['kind'] = 'composition-differs',
): SystemViolation => ({ kind, words });

const shown = ({ kind, reason, vendorQuantity, psaQuantity }: ComposedLine): string =>
  `${kind} (${reason.id}), ${vendorQuantity ?? 'none'} against ${psaQuantity ?? 'none'}`;
