import { vendorCalls } from './defaults.ts';

/**
 * Seconds that a sync with so many calls to the vendor takes, as far as it can be known before.
 * @param perMinute the pace that the vendor allows now; null: nothing spaces the calls
 */
export const secondsOfSync = (calls: number, perMinute: number | null): number =>
  Math.ceil((calls * (perMinute === null ? vendorCalls.usualMs : 60_000 / perMinute)) / 1_000);
