import type { Reason } from '../../api/unused-seats.ts';

/** Why a seat looks unused; `days`: the setting. */
export const reasonWords = (reason: Reason, days: number): string =>
  ({
    disabled: 'disabled',
    'never-enrolled': 'never enrolled',
    'never-logged-in': 'never signed in',
    'no-login': `no login for ${days} days`,
  })[reason];
