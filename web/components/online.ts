import { useSyncExternalStore } from 'react';

const subscribe = (listener: () => void): (() => void) => {
  globalThis.addEventListener('online', listener);
  globalThis.addEventListener('offline', listener);
  return () => {
    globalThis.removeEventListener('online', listener);
    globalThis.removeEventListener('offline', listener);
  };
};

/** False: nothing is sent; decisions are closed, never queued in secret. */
export const useIsOnline = (): boolean => useSyncExternalStore(subscribe, () => navigator.onLine);

export const offlineReason = 'Closed until the connection is back.';
