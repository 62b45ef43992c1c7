import { useState } from 'react';

/** The value as it was when `moment` last changed: what came since then settles nothing. */
export function useAsOf<T>(moment: string, value: T): T {
  const [kept, setKept] = useState({ moment, value });
  if (kept.moment === moment) return kept.value;
  setKept({ moment, value });
  return value;
}
