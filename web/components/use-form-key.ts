import { useCallback, useState } from 'react';

/**
 * The idempotency key of an opened form: a second press, and a repeat after a network error, meet the same command.
 * Renewed once a final answer came, so that the next press is a new command.
 */
export function useFormKey(): { readonly key: string; readonly renew: () => void } {
  const [key, setKey] = useState(() => crypto.randomUUID());
  const renew = useCallback(() => setKey(crypto.randomUUID()), []);
  return { key, renew };
}
