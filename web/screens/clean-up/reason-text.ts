import type { Reason } from '../../api/unused-seats.ts';
import type { CleanUpText } from './texts.ts';

/** Why a seat looks unused; `days`: the setting. */
export const reasonText = (reason: Reason, days: number, text: CleanUpText): string =>
  reason === 'no-login'
    ? text('console-clean-up.reason.no-login', { days })
    : text(`console-clean-up.reason.${reason}`);
