import type { KeyboardEvent } from 'react';
import type { UsageRow } from '../../api/usage.ts';
import type { WordsOf } from '../../app/words.tsx';
import type { Shortcut } from '../../components/shortcut.ts';
import { actionKeys, actionOfKey } from './actions.ts';
import type { Review } from './review.tsx';

const group = 'Review table';

/** For the sheet of `?`: the table acts on them while focus is in it, and on the line whose panel is open. */
export const reviewShortcuts: readonly Shortcut[] = [
  ['j', 'Next row (also ↓)'],
  ['k', 'Row before (also ↑)'],
  ['o', 'Open the panel (also Enter; Enter again goes into it)'],
  ['Space', 'Select; Shift ↑ ↓ extends'],
  ['Mod+a', 'Select all that match'],
  ...Object.values(actionKeys),
  ['t', 'Choose the invoice'],
  ['c', 'Choose the order'],
].map(([keys = '', words = '']) => ({ keys, words, group, run: null }));

/** What a letter does with a row; undefined: no letter of this list. */
export function reviewKey(
  event: KeyboardEvent,
  review: Review,
  wordsOf: WordsOf,
  extra: { readonly toInvoice: (row: UsageRow) => void; readonly toSort: () => void },
): ((row: UsageRow) => void) | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const moves: Readonly<Record<string, (row: UsageRow) => void>> = {
    o: (row) => review.open(row.id),
    t: extra.toInvoice,
    c: extra.toSort,
  };
  const act = actionOfKey(event.key);
  return act === null ? moves[event.key] : (row) => act(row, review, wordsOf(row.integrationId));
}
