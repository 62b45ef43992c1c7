import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from 'react';
import { lazyPart } from './lazy-part.tsx';

export interface ToastEntry {
  readonly id: number;
  readonly text: string;
  readonly undo: (() => void) | null;
}

type ShowToast = (text: string, undo?: () => void) => void;

const ToastContext = createContext<ShowToast>(() => undefined);

/** Says what was done, with Undo where it can be undone. Never for an error or for what needs a person. */
export const useToast = (): ShowToast => useContext(ToastContext);

const ToastStrip = lazyPart<{ readonly entry: ToastEntry; readonly onGone: () => void }>(
  () => import('./toast-strip.tsx'),
);

export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const [entries, setEntries] = useState<readonly ToastEntry[]>([]);
  const next = useRef(1);
  const show = useCallback<ShowToast>((text, undo) => {
    const entry: ToastEntry = { id: next.current++, text, undo: undo ?? null };
    // One at a time: the strip has room for one.
    setEntries([entry]);
  }, []);
  const remove = (id: number) => setEntries((now) => now.filter((entry) => entry.id !== id));
  const value = useMemo(() => show, [show]);
  return (
    <ToastContext value={value}>
      {children}
      {entries.map((entry) => (
        <ToastStrip key={entry.id} entry={entry} onGone={() => remove(entry.id)} />
      ))}
    </ToastContext>
  );
}
