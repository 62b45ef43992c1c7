import type { DecimalText, Instant } from './quantity.ts';
import { holdingFlags } from './usage/holding-flags.ts';
import type { UsageLineKind } from './usage/composition.ts';

/** A calendar month `YYYY-MM` in the billing time zone. */
export type Month = string;

/** A usage line as it stood when its month was closed (RULES 12). */
export interface MonthLine {
  readonly usageLineId: string;
  readonly label: string;
  readonly companyId: string | null;
  readonly kind: UsageLineKind;
  readonly flags: readonly string[];
  readonly decision: string;
  readonly version: number;
  readonly vendorQuantity: number | null;
  readonly psaQuantity: DecimalText | null;
  readonly variance: DecimalText | null;
  readonly effectPerMonth: DecimalText | null;
  readonly atRiskPerMonth: DecimalText | null;
  /** Nobody decided it and it is no match: listed first. */
  readonly open: boolean;
}

/** A change approved in the month, as it stood when the month was closed. */
export interface MonthWriteBack {
  readonly approvalLineId: string;
  readonly label: string;
  readonly psaLineId: string;
  readonly before: DecimalText;
  readonly after: DecimalText;
  readonly state: string;
  readonly invoiceDate: string;
  readonly landing: string;
  readonly approvedAt: Instant;
  readonly finishedAt: Instant | null;
  readonly effectPerMonth: DecimalText | null;
}

/** Open lines are listed first (RULES 12), then by label. */
export function openFirst(lines: readonly MonthLine[]): readonly MonthLine[] {
  return [...lines].sort((a, b) =>
    a.open === b.open ? compare(a.label, b.label) || compare(a.usageLineId, b.usageLineId) : a.open ? -1 : 1,
  );
}

/** What still needs a person: everything but a match without a guard, and what was decided. */
export function isOpen(line: Pick<MonthLine, 'kind' | 'flags' | 'decision'>): boolean {
  if (line.decision === 'approved' || line.decision === 'dismissed') return false;
  return line.kind !== 'match' || line.flags.some((flag) => holdingFlags.has(flag));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
