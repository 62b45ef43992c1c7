import { decimal, type DecimalText } from '../quantity.ts';
import type { AppliedRule, ComposedLine, LineSource } from './composition.ts';

/**
 * Whether a line's version stays (RULES 2): it rises only when kind, quantities (that of an approved change among them:
 * whoever did not see it decides again), the billing rule, counts by status, source ids or line snapshots change; never for a read time, a run, a flag, a price estimate or a wording. A count id is no source id: it changes with the
 * proof of a count, too.
 */
export function isSameUsage(a: ComposedLine, b: ComposedLine): boolean {
  return snapshotText(a) === snapshotText(b);
}

/** Everything a version stands for, as comparable text. */
function snapshotText(line: ComposedLine): string {
  return JSON.stringify([
    line.groupKey,
    line.kind,
    line.vendorQuantity,
    plain(line.psaQuantity),
    plain(line.variance),
    plain(line.onceDone?.psaQuantity ?? null),
    ...(line.rule === undefined
      ? []
      : [ruleText(line.rule.applied), line.rule.later && ruleText(line.rule.later.applied)]),
    line.target === null
      ? null
      : [line.target.psaLineId, plain(line.target.before), plain(line.target.after)],
    line.accounts
      .map((account) => [account.accountId, account.seats, sortedEntries(account.byStatus)])
      .sort(byFirst),
    line.lines
      .filter((source) => source.live || line.kind === 'bills-nothing')
      .map(lineSnapshot)
      .sort(byFirst),
    (line.alsoCandidates ?? []).map(lineSnapshot).sort(byFirst),
    ...(line.childLines === undefined ? [] : [line.childLines.map(lineSnapshot).sort(byFirst)]),
  ]);
}

/** Which rule it is, in which version, and what it makes of the seats. */
const ruleText = (applied: AppliedRule | null): readonly unknown[] | null =>
  applied === null ? null : [applied.id, applied.version, applied.units];

/** The snapshot of RULES 6 as far as a line's evidence holds it, and what people said of it. */
function lineSnapshot(source: LineSource): readonly (string | boolean | null)[] {
  return [
    source.psaLineId,
    source.agreementId,
    source.companyId,
    source.productId,
    plain(source.quantity),
    plain(source.lessIncluded),
    ...(source.minimum === undefined ? [] : [plain(source.minimum)]),
    plain(source.unitPrice),
    source.billCustomer,
    source.effectiveDate,
    source.cancelledDate,
    source.billingCycle,
    source.live,
    source.notLiveReason === null ? null : JSON.stringify(source.notLiveReason),
    source.role,
    source.included?.answer ?? null,
  ];
}

/** Databases and PSAs write one number in several ways: `12.50` and `12.5` are the same. */
const plain = (value: DecimalText | null): string | null =>
  value === null ? null : decimal(value).toFixed();

const sortedEntries = (counts: Readonly<Record<string, number>> | null): readonly unknown[] | null =>
  counts === null ? null : Object.entries(counts).sort(byFirst);

function byFirst(a: readonly unknown[], b: readonly unknown[]): number {
  const [first, second] = [String(a[0]), String(b[0])];
  return first < second ? -1 : first > second ? 1 : 0;
}
