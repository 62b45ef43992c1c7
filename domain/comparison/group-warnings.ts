import { type Message, message } from '../../messages/message.ts';
import { decimal } from '../quantity.ts';
import type { BillingGroup } from './billing-groups.ts';
import type { GroupAssessment } from './group-kind.ts';
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
): readonly Message[] {
  const warnings: Message[] = [];
  if (target.warning !== null) warnings.push(target.warning);
  if (group.accounts.length > 0 && group.company === null)
    warnings.push(message('usage.warning.company-not-listed'));
  if (group.company?.deleted === true) warnings.push(message('usage.warning.company-deleted'));
  for (const account of group.accounts) {
    const warning = editionWarning(account, assessment.inSum, prices);
    if (warning !== null) warnings.push(warning);
    warnings.push(...countWarnings(account));
  }
  warnings.push(...group.lines.flatMap(statusWarning), ...group.lines.flatMap(renewalWarning));
  warnings.push(...settingWarnings(assessment.inSum));
  return warnings;
}

function settingWarnings(inSum: readonly GroupLine[]): readonly Message[] {
  const given = inSum.filter(({ line }) => line.billable !== true).map(({ line }) => line.billCustomer);
  const options = [...new Set(given.filter((option) => option !== null))];
  return [
    ...(options.length === 0 ? [] : [message('usage.warning.not-billed', { options })]),
    ...(given.includes(null) ? [message('usage.warning.billing-not-given')] : []),
  ];
}

/** A line's own status word against its dates (RULES 3): canceled without a date, active with a past one. Dates decide. */
function statusWarning({ line, status }: GroupLine): readonly Message[] {
  const { id, cancelledDate: day } = line;
  if (line.status === 'canceled' && status === 'live' && day === null)
    return [message('usage.warning.canceled-without-date', { line: id })];
  if (line.status === 'active' && status === 'ended' && day !== null)
    return [message('usage.warning.active-but-canceled', { line: id, day })];
  return [];
}

/** A renewal has units of its own already: a change of the line that it continues does not reach them (RULES 3). */
function renewalWarning({ line, status, continues }: GroupLine): readonly Message[] {
  if (status !== 'future' || continues === undefined) return [];
  const params = { line: line.id, former: continues[0] ?? '', day: line.effectiveDate ?? '' };
  return [
    line.quantity === null
      ? message('usage.warning.renewal', params)
      : message('usage.warning.renewal-units', {
          ...params,
          quantity: decimal(line.quantity).toFixed(),
        }),
  ];
}
