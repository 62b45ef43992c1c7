import { useEffect, useState } from 'react';

const settleMs = 250;

/** The value once it has not changed for a quarter of a second, so that typing does not ask with each key. */
export function useSettled<T extends string | null>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), settleMs);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
