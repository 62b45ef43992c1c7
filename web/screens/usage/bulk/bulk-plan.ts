import type { Batch } from '../../../api/usage-decisions.ts';
import type { UsageRow } from '../../../api/usage.ts';
import type { WordsOf } from '../../../components/words.ts';
import {
  type Draft,
  falls,
  invoiceText,
  moneyOf,
  whyNotApprovable,
  wishOf,
} from '../../usage-line/line-facts.ts';
import { compareDecimals, magnitude } from '../../../values/decimals.ts';
import type { BulkText } from './texts.ts';

export interface LeftOut {
  readonly reason: string;
  readonly rows: readonly UsageRow[];
}

/** What approving many would do, before it is done (console.md 5.4). */
export interface BulkPlan {
  readonly increases: readonly UsageRow[];
  /** Apart and unticked: each is approved by itself. */
  readonly decreases: readonly UsageRow[];
  readonly leftOut: readonly LeftOut[];
  /** Types of agreements without an answer how they are billed, with a line of each. */
  readonly billingTargetAsked: ReadonlyMap<string, UsageRow>;
}

export function planOf(
  rows: readonly UsageRow[],
  draftOf: (id: string) => Draft,
  hasMoved: (id: string) => boolean,
  wordsOf: WordsOf,
  text: BulkText,
): BulkPlan {
  const increases: UsageRow[] = [];
  const decreases: UsageRow[] = [];
  const leftOut = new Map<string, UsageRow[]>();
  const billingTargetAsked = new Map<string, UsageRow>();
  for (const row of rows) {
    const why = hasMoved(row.id)
      ? { because: 'moved', text: text('console-usage-bulk.moved') }
      : (whyNotApprovable(row, wordsOf(row.integrationId), draftOf(row.id)) ??
        (row.rule?.later == null ? null : { because: 'rules', text: text('console-usage-bulk.rules-meet') }));
    if (why === null) (falls(row) ? decreases : increases).push(row);
    else {
      if (row.billingTarget?.kind === 'not-set' && why.because === 'billing')
        billingTargetAsked.set(row.billingTarget.agreementTypeId, row);
      const reason = why.because === 'blocked' ? text('console-usage-bulk.blocked') : why.text;
      leftOut.set(reason, [...(leftOut.get(reason) ?? []), row]);
    }
  }
  return {
    increases,
    decreases,
    leftOut: [...leftOut].map(([reason, some]) => ({ reason, rows: some })),
    billingTargetAsked,
  };
}

export function byInvoice(rows: readonly UsageRow[]): readonly (readonly [string, readonly UsageRow[]])[] {
  const groups = new Map<string, UsageRow[]>();
  for (const row of rows) groups.set(invoiceText(row), [...(groups.get(invoiceText(row)) ?? []), row]);
  return [...groups];
}

const largest = 5;

export const largestOf = (rows: readonly UsageRow[]): readonly UsageRow[] =>
  [...rows]
    .sort((a, b) => compareDecimals(magnitude(moneyOf(b) ?? '0'), magnitude(moneyOf(a) ?? '0')))
    .slice(0, largest);

/** Increases go as selected together; each ticked decrease by itself, as the API insists (RULES 7). */
export function batchesOf(
  key: string,
  increases: readonly UsageRow[],
  decreases: readonly UsageRow[],
  draftOf: (id: string) => Draft,
): readonly Batch[] {
  const item = (row: UsageRow) => {
    return {
      usageLineId: row.id,
      lineVersion: row.version,
      decision: 'approve' as const,
      ...wishOf(row, draftOf(row.id)),
    };
  };
  return [
    { key, selection: 'all', items: increases.map(item) },
    { key: `${key}-down`, selection: 'ticked', items: decreases.map(item) },
  ];
}
