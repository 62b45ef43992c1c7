import { type Message, message } from '../../messages/message.ts';
import { decimal } from '../quantity.ts';
import type { CheckLimits } from '../usage/composition.ts';
import type { SeatDrop } from '../usage/composition.ts';

/** Why a run that ended well must not be taken for a clean one: nobody may show it as a green success. */
export type RunWarningCode =
  | 'SeatsDropped'
  | 'LinesMissing'
  | 'AccountsMissing'
  | 'AccountsSkipped'
  | 'NothingRead';

export interface RunWarning {
  readonly code: RunWarningCode;
  /** In figures. */
  readonly detail: Message;
}

/** One or two accounts are not many: in a small connection each is more than a tenth. */
const few = 2;

type Limits = Pick<CheckLimits, 'shrinkShare' | 'dropShare' | 'dropSeats'>;

/**
 * Seats fell suspiciously (RULES 7): many accounts at once, as the check *shrink of many* holds them, or the sum of all
 * groups by more than the share and the seats of the check *drop*. Measured against the accepted counts, so it stands
 * until a person overridden or approved, or the seats came back; a group without one cannot have fallen.
 */
export function seatsDropped(fall: SeatDrop, limits: Limits): RunWarning | null {
  const { compared, falling: dropped } = fall;
  if (fall.held > 0 && dropped > few)
    return { code: 'SeatsDropped', detail: message('runs.many-dropped', { dropped, compared }) };
  const base = decimal(fall.accepted);
  const fewer = base.minus(fall.count);
  if (!fewer.greaterThan(limits.dropSeats) || !fewer.greaterThan(base.times(limits.dropShare))) return null;
  return {
    code: 'SeatsDropped',
    detail: message('runs.seats-dropped', { seats: fall.count, accepted: base.toFixed() }),
  };
}

export interface ListedAccounts {
  /** What the vendor lists now. */
  readonly listed: number;
  /** What it listed in the last full run that ended well; null: there was none. */
  readonly listedBefore: number | null;
  /** Mapped accounts, those that the vendor lists no more among them. */
  readonly mapped: number;
  readonly mappedGone: number;
}

/**
 * A full run lists far fewer accounts than the last one, or many that are still mapped are gone: a key that lost sight
 * of them looks like customers that left. By the share of the check *shrink of many* (RULES 7).
 */
export function accountsMissing(
  { listed, listedBefore, mapped, mappedGone }: ListedAccounts,
  limits: Limits,
): RunWarning | null {
  if (listedBefore !== null && isMuch(listedBefore - listed, listedBefore, limits))
    return {
      code: 'AccountsMissing',
      detail: message('runs.accounts-fewer', { listed, before: listedBefore }),
    };
  if (!isMuch(mappedGone, mapped, limits)) return null;
  return {
    code: 'AccountsMissing',
    detail: message('runs.accounts-gone', { gone: mappedGone, mapped }),
  };
}

const isMuch = (part: number, whole: number, { shrinkShare }: Pick<Limits, 'shrinkShare'>): boolean =>
  part > few && decimal(part).greaterThan(decimal(whole).times(shrinkShare));

/**
 * Many billed lines are gone from the PSA at once: a key that lost sight of them looks like lines that were deleted. By
 * the share of the check *shrink of many* (RULES 7); such a run is partial.
 */
export function linesMissing(
  { vanished, billed }: { readonly vanished: number; readonly billed: number },
  limits: Pick<Limits, 'shrinkShare'>,
): RunWarning | null {
  if (!isMuch(vanished, billed, limits)) return null;
  return {
    code: 'LinesMissing',
    detail: message('runs.lines-missing', { missing: vanished, billed }),
  };
}

/** Excluded and acknowledged accounts do not make a run partial by failing (RULES 10), but it must say so. */
export const accountsSkipped = (forgiven: number): RunWarning | null =>
  forgiven === 0
    ? null
    : { code: 'AccountsSkipped', detail: message('runs.accounts-skipped', { count: forgiven }) };

/** A retry of nothing moved nothing. */
export const nothingRead = (accounts: number, agreements: number): RunWarning | null =>
  accounts + agreements > 0 ? null : { code: 'NothingRead', detail: message('runs.nothing-read') };
