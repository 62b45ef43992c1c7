import type { ActivityDependencies } from '../runtime/dependencies.ts';

/** A moment of this process, by two clocks. */
export interface Moment {
  readonly steadyMs: number;
  readonly at: Date;
}

type Clocks = Pick<ActivityDependencies, 'steadyMs' | 'now'>;

export const momentNow = ({ steadyMs, now }: Clocks): Moment => ({ steadyMs: steadyMs(), at: now() });

/**
 * Milliseconds since a moment, by the clock that says more: the monotonic one cannot be set back, the day's clock goes on
 * while a machine sleeps.
 */
export const ageOf = ({ steadyMs, now }: Clocks, { steadyMs: began, at }: Moment): number =>
  Math.max(steadyMs() - began, now().getTime() - at.getTime());
