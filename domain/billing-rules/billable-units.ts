import type { Day } from '../quantity.ts';
import type { RatioRounding, RuleTerms } from './billing-rule.ts';

/** One term that applied, with what it left: the terms of an equation that people read (RULES 13). */
export type RuleStep = { readonly units: number } & (
  | { readonly step: 'excluded'; readonly byStatus: Readonly<Record<string, number>> }
  | { readonly step: 'free'; readonly free: number }
  | { readonly step: 'ratio'; readonly per: number; readonly round: RatioRounding }
  | { readonly step: 'minimum'; readonly minimum: number }
  | { readonly step: 'maximum'; readonly maximum: number }
  | { readonly step: 'fixed'; readonly flat: boolean }
  | { readonly step: 'commitment'; readonly committed: number; readonly decreaseFrom: Day }
  | { readonly step: 'not-billed'; readonly reason: string }
);

export interface BillableUnits {
  readonly seats: number;
  /** Whole and never negative. */
  readonly units: number;
  /** Each term of the rule, also one that changed nothing; a commitment only until it ends. */
  readonly steps: readonly RuleStep[];
}

/** Exact: whole numbers, and the remainder decides. */
function packs(units: number, per: number, round: RatioRounding): number {
  const rest = units % per;
  const whole = (units - rest) / per;
  const isUp = round === 'up' ? rest > 0 : round === 'nearest' && 2 * rest >= per;
  return isUp ? whole + 1 : whole;
}

/**
 * How many units are billed for so many seats (RULES 13). Pure: seats by status, terms, and the first day that the change
 * bills decide.
 *
 * @param byStatus seats alone, as counted
 */
export function billableUnits(
  byStatus: Readonly<Record<string, number>>,
  terms: RuleTerms,
  day: Day,
): BillableUnits {
  const seats = Object.values(byStatus).reduce((sum, users) => sum + users, 0);
  const steps: RuleStep[] = [];
  const units = (): number => steps.at(-1)?.units ?? seats;
  const { excludeStatuses = [], free, ratio, minimum, maximum, fixed, commitment, doNotBill } = terms;
  if (excludeStatuses.length > 0) {
    const excluded = Object.entries(byStatus).filter(([status]) => excludeStatuses.includes(status));
    const left = excluded.reduce((sum, [, users]) => sum - users, seats);
    steps.push({ step: 'excluded', byStatus: Object.fromEntries(excluded), units: left });
  }
  if (free !== undefined) steps.push({ step: 'free', free, units: Math.max(0, units() - free) });
  if (ratio !== undefined) {
    const { per, round } = ratio;
    steps.push({ step: 'ratio', per, round, units: packs(units(), per, round) });
  }
  if (minimum !== undefined) steps.push({ step: 'minimum', minimum, units: Math.max(minimum, units()) });
  if (maximum !== undefined) steps.push({ step: 'maximum', maximum, units: Math.min(maximum, units()) });
  if (fixed !== undefined) steps.push({ step: 'fixed', flat: fixed.flat === true, units: fixed.units });
  if (commitment !== undefined && day < commitment.decreaseFrom) {
    const { units: committed, decreaseFrom } = commitment;
    steps.push({ step: 'commitment', committed, decreaseFrom, units: Math.max(committed, units()) });
  }
  if (doNotBill !== undefined) steps.push({ step: 'not-billed', reason: doNotBill.reason, units: 0 });
  return { seats, units: units(), steps };
}
