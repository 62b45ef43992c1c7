import { holdingFlags } from './line-flags.ts';
import { type UsageLineKind, usageKinds } from './line-kinds.ts';

/**
 * Every figure of money that has a name, in the order of RULES 12, which defines each. Every place that shows money of
 * several lines or changes shows one of these; its name and definition are `console-figures.name.<figure>` and
 * `console-figures.meaning.<figure>`. `created` is a part of `recovered`, `ended` of `credited`, `billedTwice` of `overBilled`; `net` alone nets up and down;
 * `unknownLines` is a count shown with a sum.
 */
export const figures = [
  'recovered',
  'created',
  'credited',
  'ended',
  'net',
  'underBilled',
  'overBilled',
  'billedTwice',
  'notBilled',
  'notBilledUntilEffective',
  'heldUp',
  'heldDown',
  'waitingUp',
  'waitingDown',
  'noAccount',
  'unknownLines',
] as const;
export type FigureName = (typeof figures)[number];

/** Figures of usage lines, a month. A line belongs to one of them at most, so that they never overlap (RULES 12). */
export const measures = [
  'underBilled',
  'heldUp',
  'waitingUp',
  'overBilled',
  'heldDown',
  'waitingDown',
  'notBilled',
  'noAccount',
] as const satisfies readonly FigureName[];
export type Measure = (typeof measures)[number];

/** Which way a line of this kind is billed wrongly; null: its money is not known, or there is none. */
export const directionOfKind: Readonly<
  Record<UsageLineKind, 'underBilled' | 'overBilled' | 'notBilled' | null>
> = {
  increase: 'underBilled',
  decrease: 'overBilled',
  orphan: 'overBilled',
  'billed-twice': 'overBilled',
  unmapped: 'notBilled',
  new: 'notBilled',
  'bills-nothing': 'notBilled',
  'not-read': null,
  choice: null,
  'no-account': null,
  match: null,
};

/** Kinds whose open lines are in this measure, or in the one of those that are held. */
export const kindsOfMeasure = (
  measure: 'underBilled' | 'overBilled' | 'notBilled',
): readonly UsageLineKind[] => usageKinds.filter((kind) => directionOfKind[kind] === measure);

/** What is billed too little has a plus, too much a minus; what is not billed, or may be billed rightly, has no sign. */
export const hasSign = (figure: FigureName): boolean =>
  figure !== 'notBilled' && figure !== 'notBilledUntilEffective' && figure !== 'noAccount';

/** What decides to which measure a line belongs. */
export interface MeasuredFacts {
  readonly kind: UsageLineKind;
  readonly decision: string;
  readonly flags: readonly string[];
  /** RULES 8. */
  readonly open: boolean;
  /** False: its newest reading was not complete, so that nothing of it is known (RULES 2). */
  readonly read: boolean;
}

/** Where its money counts while a check or a person holds it. */
export const heldMeasures = { underBilled: 'heldUp', overBilled: 'heldDown' } as const;

/** Where it counts while an approved change is pending: a line that is to be created raises what is billed. */
export const waitingMeasures = {
  underBilled: 'waitingUp',
  notBilled: 'waitingUp',
  overBilled: 'waitingDown',
} as const;

/** Null: it is in no measure, as it matches, was dismissed, or its money is not known. */
export function measureOf({ kind, decision, flags, open, read }: MeasuredFacts): Measure | null {
  // Not known to be wrong: what its lines bill is shown, and netted with nothing.
  if (kind === 'no-account') return open ? 'noAccount' : null;
  const direction = directionOfKind[kind];
  if (direction === null) return null;
  if (decision === 'approved') return waitingMeasures[direction];
  if (direction === 'notBilled') return open && read ? 'notBilled' : null;
  if (!open) return null;
  return flags.some((flag) => holdingFlags.has(flag)) ? heldMeasures[direction] : direction;
}
