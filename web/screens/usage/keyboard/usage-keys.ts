import { useQueryClient } from '@tanstack/react-query';
import type { RefObject } from 'react';
import { type UsageDetail, usageKeys, type UsageRow } from '../../../api/usage.ts';
import { useWordsOf } from '../../../components/words.ts';
import { useShortcuts } from '../../../components/shortcuts.tsx';
import type { GridControls } from '../../../components/virtual-grid.tsx';
import { actionIds, actionName, keyOf, runAction } from '../review/actions.ts';
import type { Review } from '../review/review.tsx';
import { useReviewTexts } from '../review/texts.ts';

/**
 * Registers the keys of the review for the whole page. A decision acts on the row that has the focus, else on the line
 * whose panel is open, and on nothing where there is neither: no line is decided that the person cannot see marked.
 * Moving brings the focus back to the table from anywhere.
 */
export function useReviewKeys({
  rows,
  line,
  controls,
  review,
  toSort,
}: {
  readonly rows: readonly UsageRow[];
  /** The line whose panel is open. */
  readonly line: string | null;
  readonly controls: RefObject<GridControls | null>;
  readonly review: Review;
  readonly toSort: () => void;
}): void {
  const client = useQueryClient();
  const wordsOf = useWordsOf();
  const current = (): UsageRow | undefined => {
    const focused = document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset['row'];
    const id = focused ?? line;
    if (id === null) return undefined;
    // A link may open a line that the table does not list.
    return rows.find((row) => row.id === id) ?? client.getQueryData<UsageDetail>(usageKeys.line(id));
  };
  const on = (act: (row: UsageRow) => void) => () => {
    const row = current();
    if (row !== undefined) act(row);
  };
  const step = (by: 1 | -1) => () => {
    const at = line === null ? -1 : rows.findIndex(({ id }) => id === line);
    const next = at < 0 ? undefined : rows[at + by];
    if (next === undefined) controls.current?.resume();
    else controls.current?.focus(next.id);
  };
  const text = useReviewTexts();
  const group = text('console-usage-review.table');
  const keys: readonly (readonly [string, string, () => void])[] = [
    ['j', text('console-usage-review.key.next'), step(1)],
    ['k', text('console-usage-review.key.previous'), step(-1)],
    ['o', text('console-usage-review.key.open'), on((row) => review.places.open(row.id))],
    ...actionIds.map(
      (id) =>
        [
          keyOf(id),
          actionName(id),
          on((row) => runAction(id, row, review, wordsOf(row.integrationId))),
        ] as const,
    ),
    ['t', text('console-usage-review.key.invoice'), on((row) => toInvoice(row, review))],
    ['c', text('console-usage-review.key.sort'), toSort],
  ];
  useShortcuts([
    ...keys.map(([key, words, run]) => ({ keys: key, words, group, run })),
    // Only named in the sheet: the table itself acts on them while it has the focus.
    { keys: 'Space', words: text('console-usage-review.key.select'), group, run: null },
    { keys: 'Mod+a', words: text('console-usage-review.key.select-all'), group, run: null },
  ]);
}

function toInvoice(row: UsageRow, review: Review): void {
  review.places.open(row.id);
  // The panel comes with the next paint.
  requestAnimationFrame(() =>
    document.querySelector<HTMLElement>(`#invoice-${CSS.escape(row.id)} button`)?.focus(),
  );
}
