import { useSyncExternalStore } from 'react';
import { appearanceStore } from './theme.ts';

const dark = globalThis.matchMedia('(prefers-color-scheme: dark)');

/** Changes whenever the colors do: what is drawn on a canvas is then drawn again. */
export function useThemeKey(): string {
  const { theme } = useSyncExternalStore(appearanceStore.subscribe, appearanceStore.get);
  const system = useSyncExternalStore(
    (listener) => {
      dark.addEventListener('change', listener);
      return () => dark.removeEventListener('change', listener);
    },
    () => dark.matches,
  );
  return `${theme}-${String(system)}`;
}
