import type { Decision, Flag } from './address.ts';

/** A flag at the head of a row or beside a filter (RULES 8). */
export const flagWords: Readonly<Record<Flag, string>> = {
  held: 'Held',
  stale: 'Decide again',
  scheduled: 'Change ahead',
  vanished: 'Line gone',
  included: 'Free units',
  dismissed: 'Dismissed before',
  waiting: 'Waiting',
};

export const decisionWords: Readonly<Record<Decision, string>> = {
  open: 'Open',
  proposed: 'Proposed',
  held: 'Held',
  approved: 'Approved',
  dismissed: 'Dismissed',
};
