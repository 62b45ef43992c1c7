import { createHash } from 'node:crypto';
import type { BillingRule } from '../../domain/billing-rules/billing-rule.ts';
import { type ChangedRule, rulesAfter } from '../../domain/billing-rules/rule-change.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { type Day, decimal, type DecimalText } from '../../domain/quantity.ts';
import { composeUsage } from '../../domain/comparison/compose.ts';
import {
  type AppliedRule,
  billableOf,
  type ComposedLine,
  type CompositionInput,
} from '../../domain/usage/composition.ts';
import type { Queryable } from '../../db/model/database.ts';
import {
  inputOfAll,
  inputOfGroups,
  type InputOfGroups,
  statusBasis,
} from '../../db/usage/composition-input.ts';
import { labelling } from '../../db/usage/line-status.ts';
import { fallenApprovals } from '../composition/approval-ends.ts';
import { groupsOfRules } from './groups-of-rules.ts';
import { linesWithPsaTerms, type LineWithPsaTerms } from './psa-terms.ts';

type RuleRef = Pick<BillingRule, 'id' | 'version'>;

/** A usage line under the rules before or after a change. */
export interface UnderRule {
  readonly kind: ComposedLine['kind'];
  /** Billable units; null: not every account was counted. */
  readonly units: number | null;
  readonly variance: DecimalText | null;
  readonly currency: string;
  /** Null: unknown, or none. */
  readonly effectPerMonth: DecimalText | null;
  readonly rule: RuleRef | null;
  /** What applies from a later day of the billed period; null: the same. */
  readonly later: {
    readonly from: Day;
    readonly units: number | null;
    readonly rule: RuleRef | null;
  } | null;
}

export interface LineEffect {
  readonly groupKey: string;
  readonly companyId: string | null;
  /** Null: it is not stored. */
  readonly usageLineId: string | null;
  readonly label: string;
  readonly seats: number | null;
  /** Null: there is no such line. */
  readonly before: UnderRule | null;
  readonly after: UnderRule | null;
}

export interface VoidedApproval {
  readonly approvalLineId: string;
  readonly label: string;
  readonly before: DecimalText;
  readonly after: DecimalText;
}

export interface MonthlyEffect {
  readonly currency: string;
  readonly before: DecimalText;
  readonly after: DecimalText;
  /** Lines with a difference, before or after, whose amount is not known. */
  readonly unknown: number;
}

/** What a change of the rules does (RULES 13). */
export interface RuleEffect {
  /** Whose units, kind, amount, or rule differ, on the first billed day or later in its period, by label. */
  readonly lines: readonly LineEffect[];
  readonly perMonth: readonly MonthlyEffect[];
  /** Approvals that become void. */
  readonly voided: readonly VoidedApproval[];
  /** Lines on which a changed rule, or one that begins to apply, meets included units or a minimum in the PSA. */
  readonly psaTerms: readonly LineWithPsaTerms[];
  /** Of exactly this effect of exactly these changes; whether both terms apply is not part of it. */
  readonly token: string;
}

/**
 * Composes the same facts with the rules before and after. Pure but for reading, and takes no lock: the caller reads in one
 * snapshot. Before the first sync nothing is composed, and there is no effect.
 */
export async function effectOfRules(
  db: Queryable,
  key: IntegrationKey,
  changed: readonly ChangedRule[],
  now: Date,
): Promise<RuleEffect> {
  const facts = await factsOf(db, key, changed, now);
  if (facts === null) return withToken(changed, { lines: [], perMonth: [], voided: [], psaTerms: [] });
  const { input, stored, live } = facts;
  const after = { ...input, rules: rulesAfter(input.rules, changed) };
  const linesAfter = composeUsage(after);
  const fallen = await fallenApprovals(db, key, after, linesAfter, live, now);
  const ids = new Map(stored.map(({ groupKey, id }) => [groupKey, id]));
  const linesBefore = composeUsage(input);
  const lines = lineEffects(input, linesBefore, linesAfter, ids);
  return withToken(changed, {
    lines,
    perMonth: monthlyEffects(lines),
    voided: fallen
      .filter(({ end }) => end.code === 'BillingRuleChanged')
      .map(({ line: { id, label, before, after: to } }) => ({
        approvalLineId: id,
        label,
        before,
        after: to,
      })),
    psaTerms: linesWithPsaTerms({ after, lines: linesAfter, before: linesBefore }, changed),
  });
}

async function factsOf(
  db: Queryable,
  key: IntegrationKey,
  changed: readonly ChangedRule[],
  now: Date,
): Promise<InputOfGroups | null> {
  const { basis, status } = await statusBasis(db, key, now);
  if (basis === null || status === null) return null;
  const groups = await groupsOfRules(db, key, changed);
  return groups === null
    ? inputOfAll(db, key, basis, now)
    : inputOfGroups(db, key, basis, status, groups, now);
}

function lineEffects(
  input: CompositionInput,
  before: readonly ComposedLine[],
  after: readonly ComposedLine[],
  ids: ReadonlyMap<string, string>,
): readonly LineEffect[] {
  const labels = labelling(input);
  const now = new Map(after.map((line) => [line.groupKey, line]));
  const former = new Set(before.map(({ groupKey }) => groupKey));
  const pairs = [
    ...before.map((line) => [line, now.get(line.groupKey) ?? null] as const),
    ...after.filter(({ groupKey }) => !former.has(groupKey)).map((line) => [null, line] as const),
  ];
  return pairs
    .flatMap(([was, is]): LineEffect[] => {
      const line = is ?? was;
      const [underBefore, underAfter] = [underRule(was), underRule(is)];
      if (line === null || isSame(underBefore, underAfter)) return [];
      const { groupKey, companyId, vendorQuantity: seats } = line;
      const usageLineId = ids.get(groupKey) ?? null;
      return [
        {
          groupKey,
          companyId,
          usageLineId,
          label: labels(line),
          seats,
          before: underBefore,
          after: underAfter,
        },
      ];
    })
    .sort((a, b) => compared(a.label, b.label) || compared(a.groupKey, b.groupKey));
}

const compared = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export function underRule(line: ComposedLine | null): UnderRule | null {
  if (line === null) return null;
  const { kind, variance, money, rule } = line;
  const applied = rule?.applied ?? null;
  return {
    kind,
    units: billableOf(line),
    variance,
    currency: money.currency,
    effectPerMonth: money.effectPerMonth,
    rule: refOf(applied),
    later:
      rule?.later === undefined
        ? null
        : {
            from: rule.later.from,
            units: billableOf({
              vendorQuantity: line.vendorQuantity,
              rule: { ...rule, applied: rule.later.applied },
            }),
            rule: refOf(rule.later.applied),
          },
  };
}

const refOf = (applied: AppliedRule | null): RuleRef | null =>
  applied === null ? null : { id: applied.id, version: applied.version };

const isSame = (a: UnderRule | null, b: UnderRule | null): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Of lines of known amounts, by currency. */
function monthlyEffects(lines: readonly LineEffect[]): readonly MonthlyEffect[] {
  const sides = lines.flatMap(({ before, after }) =>
    [before, after].flatMap((under, side) => (under === null ? [] : [{ under, isAfter: side === 1 }])),
  );
  const sum = (currency: string, isAfter: boolean): DecimalText =>
    sides
      .filter((one) => one.isAfter === isAfter && one.under.currency === currency)
      .reduce((total, { under }) => total.plus(under.effectPerMonth ?? '0'), decimal(0))
      .toFixed();
  return [...new Set(sides.map(({ under }) => under.currency))].sort().map((currency) => ({
    currency,
    before: sum(currency, false),
    after: sum(currency, true),
    unknown: lines.filter((line) => isUnknownIn(line, currency)).length,
  }));
}

const isUnknownIn = ({ before, after }: LineEffect, currency: string): boolean =>
  [before, after].some(
    (under) =>
      under?.currency === currency &&
      under.effectPerMonth === null &&
      (under.variance === null || !decimal(under.variance).isZero()),
  );

function withToken(changed: readonly ChangedRule[], effect: Omit<RuleEffect, 'token'>): RuleEffect {
  const rules = changed.map(({ change, after }) => [change, { ...after, withPsaTerms: undefined }]);
  const token = createHash('sha256')
    .update(JSON.stringify([rules, effect]), 'utf8')
    .digest('base64url');
  return { ...effect, token };
}
