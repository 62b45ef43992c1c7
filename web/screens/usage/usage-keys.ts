import type { KeyboardEvent } from 'react';
import type { UsageRow } from '../../api/usage.ts';
import type { Shortcut } from '../../components/shortcut.ts';
import { canAdjust } from './line-facts.ts';
import type { Review } from './review.tsx';

const group = 'Review table';

/** For the sheet of `?` alone: the table acts on them while focus is in it. */
export const reviewShortcuts: readonly Shortcut[] = [
  ['j', 'Next row (also ↓)'],
  ['k', 'Row before (also ↑)'],
  ['o', 'Open the panel (also Enter; Enter again goes into it)'],
  ['Space', 'Select; Shift ↑ ↓ extends'],
  ['Mod+a', 'Select all that match'],
  ['a', 'Approve or propose'],
  ['e', 'Adjust the quantity'],
  ['h', 'Hold'],
  ['d', 'Dismiss for this month'],
  ['r', 'Release a guard'],
  ['x', 'Exclude the account'],
  ['t', 'Choose the invoice'],
  ['m', 'Go to mapping'],
  ['l', 'Reload the row'],
  ['c', 'Choose the order'],
].map(([keys = '', words = '']) => ({ keys: `${keys} `.trim(), words, group, run: null }));

/** What a letter does with a row; undefined: no letter of this list. */
export function reviewKey(
  event: KeyboardEvent,
  review: Review,
  extra: { readonly toInvoice: (row: UsageRow) => void; readonly toSort: () => void },
): ((row: UsageRow) => void) | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const actions: Readonly<Record<string, (row: UsageRow) => void>> = {
    o: (row) => review.open(row.id),
    a: review.approve,
    e: (row) => {
      if (canAdjust(row)) review.ask({ kind: 'adjust', row });
      else review.approve(row);
    },
    h: (row) => review.setAside(row, 'hold'),
    d: (row) => review.setAside(row, 'dismiss'),
    r: (row) => review.ask({ kind: 'release', row }),
    x: (row) => review.ask({ kind: 'exclude', row }),
    t: extra.toInvoice,
    m: review.toMapping,
    l: (row) => void review.decisions.reload(row.id),
    c: extra.toSort,
  };
  return actions[event.key];
}
