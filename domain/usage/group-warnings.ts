import { decimal } from '../quantity.ts';
import type { BillingGroup } from './billing-groups.ts';
import type { GroupAssessment } from './group-kind.ts';
import { lineName } from './line-name.ts';
import type { GroupLine } from './group-line.ts';
import { countWarnings } from './line-sources.ts';
import { editionWarning, type SeatPrices } from './seat-prices.ts';
import type { TargetLine } from './target-line.ts';

/** What people must know of a group's line beside its kind; none of it blocks. */
export function groupWarnings(
  {
    group,
    assessment,
    target,
  }: { readonly group: BillingGroup; readonly assessment: GroupAssessment; readonly target: TargetLine },
  prices: SeatPrices,
): readonly string[] {
  const warnings: string[] = [];
  if (target.warning !== null) warnings.push(target.warning);
  if (group.accounts.length > 0 && group.company === null)
    warnings.push('The PSA no longer lists this company.');
  if (group.company?.deleted === true) warnings.push('This company is in the recycle bin of the PSA.');
  for (const account of group.accounts) {
    const warning = editionWarning(account, assessment.inSum, prices);
    if (warning !== null) warnings.push(warning);
    warnings.push(...countWarnings(account));
  }
  warnings.push(...group.lines.flatMap(statusWarning), ...group.lines.flatMap(renewalWarning));
  const labels = new Set(
    assessment.inSum.filter(({ line }) => line.billable !== true).map(({ line }) => line.billCustomer),
  );
  if (labels.size > 0)
    warnings.push(
      `Not billed by its own setting: ${[...labels].map((label) => label ?? 'not given').join(', ')}.`,
    );
  return warnings;
}

/** A line's own status word against its dates (RULES 3): canceled without a date, active with a past one. Dates decide. */
function statusWarning({ line, agreement, status }: GroupLine): readonly string[] {
  const name = lineName(line, agreement?.name ?? null);
  if (line.status === 'canceled' && status === 'live' && line.cancelledDate === null)
    return [
      `${name}: the PSA calls the line canceled, but it has no cancellation date. Dates decide: it counts.`,
    ];
  if (line.status === 'active' && status === 'ended' && line.cancelledDate !== null)
    return [
      `${name}: the PSA calls the line active, but it was canceled on ${line.cancelledDate}. Dates decide: it does not count.`,
    ];
  return [];
}

/** A renewal has units of its own already: a change of the line that it continues does not reach them (RULES 3). */
function renewalWarning({ line, agreement, status, continues }: GroupLine): readonly string[] {
  if (status !== 'future' || continues === undefined) return [];
  const units = line.quantity === null ? 'units of its own' : decimal(line.quantity).toFixed();
  return [
    `${lineName(line, agreement?.name ?? null)} renews line ${continues} from ${line.effectiveDate ?? ''} with ${units}: a change that acts before then does not reach it.`,
  ];
}
