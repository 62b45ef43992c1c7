import { useEffect, useRef, useState } from 'react';

const settleMs = 150;

/**
 * The text of a search: here immediately with each key, told 150 ms after the last one to the address that keeps it. The
 * address follows in a transition, so what comes back may be older than what was typed since: its own echo changes
 * nothing, and any other value (Back, a link, "Clear filters") wins.
 */
export function useSearchText(
  value: string,
  onSettled: (text: string) => void,
): readonly [string, (text: string) => void] {
  const [typed, setTyped] = useState(value);
  const [seen, setSeen] = useState(value);
  /** Told, and not all come back yet. */
  const told = useRef<readonly string[]>([]);
  if (value !== seen) {
    setSeen(value);
    if (!told.current.includes(value)) setTyped(value);
  }
  useEffect(() => {
    const last = told.current.at(-1) ?? value;
    // Back at what the address says, while something else is on its way there, is to be told as well.
    if (typed === last) {
      if (typed === value) told.current = [];
      return undefined;
    }
    const timer = setTimeout(() => {
      told.current = [...told.current, typed];
      onSettled(typed);
    }, settleMs);
    return () => clearTimeout(timer);
  }, [typed, value, onSettled]);
  return [typed, setTyped];
}
