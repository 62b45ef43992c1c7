import type { RunStall } from '../db/runs/run-stalls.ts';
import type { CalledIfKnown } from '../domain/called.ts';
import { iso, isoOrNull } from './list-answer.ts';
import { causeOf } from './problems.ts';

/** Why a run under way stands still, in the words of its code; null: it does not. */
export function stallWire(stall: RunStall | null, called: CalledIfKnown | null) {
  const cause = stall === null ? null : causeOf(stall.code, stall.detail, called);
  return stall === null || cause === null
    ? null
    : { cause, since: iso(stall.since), until: isoOrNull(stall.until) };
}
