import type { RunStall } from '../db/runs/run-stalls.ts';
import { iso, isoOrNull } from './list-answer.ts';
import type { Causes } from './problems.ts';

/** Why a run under way stands still, in the words of its code; null: it does not. */
export function stallWire(stall: RunStall | null, causes: Causes) {
  const cause = stall === null ? null : causes(stall.code, stall.detail);
  return stall === null || cause === null
    ? null
    : { cause, since: iso(stall.since), until: isoOrNull(stall.until) };
}
