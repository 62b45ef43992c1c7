import { type RefObject, useCallback, useEffect, useRef } from 'react';
import type { UsageRow } from '../../api/usage.ts';
import type { GridControls } from '../../components/virtual-grid.tsx';

/** Where the keyboard is: on the first row as soon as there is one, and after a decision on the next that is open. */
export function useRowFocus(
  rows: readonly UsageRow[],
  isPhone: boolean,
): { readonly controls: RefObject<GridControls | null>; readonly toNext: (id: string) => void } {
  const controls = useRef<GridControls>(null);
  const latest = useRef(rows);
  latest.current = rows;
  const first = rows[0]?.id;
  const hasBegun = useRef(false);
  useEffect(() => {
    if (first === undefined || hasBegun.current || isPhone) return;
    hasBegun.current = true;
    if (isNowhere()) controls.current?.focus(first);
  }, [first, isPhone]);

  const toNext = useCallback((id: string) => {
    const all = latest.current;
    const at = all.findIndex((row) => row.id === id);
    const next = [...all.slice(at + 1), ...all.slice(0, Math.max(at, 0))].find(isUndecided);
    if (at >= 0 && next !== undefined && isWhereDecided(id)) controls.current?.focus(next.id);
  }, []);
  return { controls, toNext };
}

const isUndecided = ({ decision, waiting, kind }: UsageRow): boolean =>
  decision === 'open' && waiting === null && kind !== 'match';

/** Nobody put it anywhere yet: the page's heading has it after a change of place. */
const isNowhere = (): boolean => {
  const { activeElement } = document;
  return activeElement === null || activeElement === document.body || activeElement.tagName === 'H1';
};

/** Still on the row, in its panel, or lost with a dialog: whoever went elsewhere stays there. */
function isWhereDecided(id: string): boolean {
  const { activeElement } = document;
  return (
    isNowhere() ||
    activeElement?.closest('aside') !== null ||
    activeElement.closest(`[data-row="${CSS.escape(id)}"]`) !== null
  );
}
