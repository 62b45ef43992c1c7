import { type RefObject, useCallback, useEffect, useEffectEvent, useRef } from 'react';
import type { UsageRow } from '../../../api/usage.ts';
import type { GridControls } from '../../../components/virtual-grid.tsx';
import type { Question } from '../review/review.tsx';

/**
 * Where the keyboard is: on the row whose panel is open, else on the first row, as soon as the table shows one; after a
 * decision on the next open row.
 * @param rows as the table shows them; empty until it is on the page
 * @param line whose panel is open
 */
export function useRowFocus(
  rows: readonly UsageRow[],
  line: string | null,
  isPhone: boolean,
): { readonly controls: RefObject<GridControls | null>; readonly toNext: (id: string) => void } {
  const controls = useRef<GridControls>(null);
  const latest = useRef(rows);
  latest.current = rows;
  const first = line ?? rows[0]?.id;
  const isShown = rows.length > 0;
  const hasBegun = useRef(false);
  useEffect(() => {
    if (!isShown || first === undefined || hasBegun.current || isPhone) return;
    hasBegun.current = true;
    if (isNowhere()) controls.current?.focus(first);
  }, [isShown, first, isPhone]);

  const toNext = useCallback((id: string) => {
    const all = latest.current;
    const at = all.findIndex((row) => row.id === id);
    const next = [...all.slice(at + 1), ...all.slice(0, Math.max(at, 0))].find(isUndecided);
    if (at >= 0 && next !== undefined && isWhereDecided(id)) controls.current?.focus(next.id);
  }, []);
  return { controls, toNext };
}

/** Puts the focus back on the line of the open panel, else on the row that had it, when a dialog of the page closes. */
export function useFocusAfterDialog(
  asked: Question | null,
  line: string | null,
  controls: RefObject<GridControls | null>,
): void {
  const isAsking = asked !== null;
  const hasAsked = useRef(false);
  const resume = useEffectEvent(() => {
    if (!isNowhere()) return;
    if (line === null) controls.current?.resume();
    else controls.current?.focus(line);
  });
  useEffect(() => {
    const hasClosed = hasAsked.current && !isAsking;
    hasAsked.current = isAsking;
    if (!hasClosed) return;
    // After the dialog gave the focus back to what opened it, which may be gone: an item of a menu, a row that left.
    const timer = setTimeout(resume);
    return () => clearTimeout(timer);
  }, [isAsking]);
}

const isUndecided = ({ decision, waiting, kind }: UsageRow): boolean =>
  decision === 'open' && waiting === null && kind !== 'match';

/** Not placed by the person: the page's heading has the focus after a change of page. */
const isNowhere = (): boolean => {
  const { activeElement } = document;
  return activeElement === null || activeElement === document.body || activeElement.tagName === 'H1';
};

/** Still on the row, in its panel, or lost with a dialog: the focus of a person who went elsewhere stays there. */
function isWhereDecided(id: string): boolean {
  const { activeElement } = document;
  return (
    isNowhere() ||
    activeElement?.closest('aside') !== null ||
    activeElement.closest(`[data-row="${CSS.escape(id)}"]`) !== null
  );
}
