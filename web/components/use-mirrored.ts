import { useState } from 'react';

/**
 * What a control shows immediately, while the address that holds its value follows in a transition: a checkbox must not
 * jump back until then. A value that changes by itself, by Back, wins.
 */
export function useMirrored(value: string): readonly [string, (value: string) => void] {
  const [shown, setShown] = useState(value);
  const [seen, setSeen] = useState(value);
  if (value !== seen) {
    setSeen(value);
    setShown(value);
  }
  return [shown, setShown];
}
