import { useCallback, useEffect, useEffectEvent, useState } from 'react';
import { readFirstUsageLines, type UsageQuestion, type UsageRow } from '../../../api/usage.ts';
import { onLiveChange } from '../../../context/live-events.tsx';
import { useRefresh } from '../../../context/refresh-rule.tsx';
import type { Decisions } from '../review/use-decisions.ts';

/** Changes come in bursts, and the answer to an own decision a moment after its event. */
const quietMs = 1_500;

/**
 * How many of the rows shown others have changed since they were read: offered, never imposed (console.md 5.3). What a
 * run brought is not among it; Refresh lights up for that. Looks at the first page of the table.
 */
export function useChangedByOthers(
  question: UsageQuestion,
  rows: readonly UsageRow[],
  { isOwn, isBusy }: Pick<Decisions, 'isOwn' | 'isBusy'>,
): { readonly count: number; readonly forget: () => void } {
  const [count, setCount] = useState(0);
  const { lit, busy } = useRefresh();
  const look = useEffectEvent(async (signal: AbortSignal): Promise<void> => {
    if (lit || busy || isBusy()) return;
    const now = await readFirstUsageLines(question, signal).catch(() => null);
    if (now === null || signal.aborted) return;
    const shown = new Map(rows.map((row) => [row.id, row]));
    setCount(
      now.filter((row) => {
        const before = shown.get(row.id);
        return before !== undefined && !isOwn(row.id) && differs(before, row);
      }).length,
    );
  });
  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stopListening = onLiveChange(({ subject }) => {
      if (subject !== 'usage') return;
      clearTimeout(timer);
      timer = setTimeout(() => void look(stop.signal), quietMs);
    });
    return () => {
      stop.abort();
      clearTimeout(timer);
      stopListening();
    };
  }, []);
  return { count: lit ? 0 : count, forget: useCallback(() => setCount(0), []) };
}

const differs = (before: UsageRow, now: UsageRow): boolean =>
  before.version !== now.version || before.decision !== now.decision;
