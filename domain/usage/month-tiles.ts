import type { UsageLineKind } from './line-kinds.ts';

/** What a tile of the month sums up. */
export type MonthTile = 'underBilled' | 'overBilled' | 'notBilled';

/** Of an open line by its kind. Null: its money is not known, or there is none. */
export const tileOfKind: Readonly<Record<UsageLineKind, MonthTile | null>> = {
  increase: 'underBilled',
  decrease: 'overBilled',
  orphan: 'overBilled',
  unmapped: 'notBilled',
  new: 'notBilled',
  'bills-nothing': 'notBilled',
  'not-read': null,
  choice: null,
  'no-account': null,
  match: null,
};
