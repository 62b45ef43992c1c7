import type { Status } from '../../api/integrations.ts';
import type { IntegrationText } from './texts.ts';

/** Whose days count; where the days of the PSA are not known, what is blocked until the time zone is set. */
export function daysText(
  { timeZone, setBy, known, psaSays }: Status['billingDays'],
  text: IntegrationText,
): string {
  if (known) return text(`console-integration.days.${setBy}`, { timeZone });
  return psaSays === null || psaSays === ''
    ? text('console-integration.days.unknown', { timeZone })
    : text('console-integration.days.not-known', { timeZone, reported: psaSays });
}
