import { useEffect, useEffectEvent, useRef } from 'react';
import type { UsageRow } from '../../../api/usage.ts';
import type { Beginning } from '../review/address.ts';

/**
 * What a link asks the page to do by itself, once all rows that it shows are here: the summary of approving them, or the
 * panel of the first. It is said once (`onBegun`), so that a reload and Back show the table alone.
 * @param rows null: not all are here
 */
export function useLinkedAction(
  begin: Beginning | null,
  rows: readonly UsageRow[] | null,
  does: Readonly<Record<Beginning, (rows: readonly UsageRow[]) => void>>,
  onBegun: () => void,
): void {
  const start = useEffectEvent((wanted: Beginning, all: readonly UsageRow[]) => {
    onBegun();
    if (all.length > 0) does[wanted](all);
  });
  const hasBegun = useRef(false);
  useEffect(() => {
    // The address changes a moment later; rows that move until then restart nothing.
    if (begin === null) hasBegun.current = false;
    else if (rows !== null && !hasBegun.current) {
      hasBegun.current = true;
      start(begin, rows);
    }
  }, [begin, rows]);
}
