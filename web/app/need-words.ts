import type { LineNeed } from '../api/usage.ts';

/** What an open line needs, in the reader's words; small, as within a sentence. */
export const needWords = (need: LineNeed, vendor: string): string =>
  need === 'no-account' ? `billed, no ${vendor} account` : plainNeeds[need];

const plainNeeds: Readonly<Record<Exclude<LineNeed, 'no-account'>, string>> = {
  conflict: 'write in conflict',
  increase: 'under-billed, ready to approve',
  decrease: 'over-billed, ready to approve',
  proposed: 'proposed, to be confirmed',
  held: 'held',
  included: 'has free units: part of the seats?',
  choice: 'needs a choice of line',
  unmapped: 'not mapped',
  new: 'not billed yet',
  'bills-nothing': 'agreement inactive',
  orphan: 'billed, no seats',
  'not-read': 'not read',
  stale: 'to be decided again',
  'on-hold': 'on hold',
};
