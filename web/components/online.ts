import { useSyncExternalStore } from 'react';
import { commonText } from '../values/common-texts.ts';

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

/** Why a control is closed then. */
export const offlineReason = (): string => commonText('console-common.offline');
