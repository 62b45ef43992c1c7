import { Toast } from 'radix-ui';
import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from 'react';

interface Entry {
  readonly id: number;
  readonly text: string;
  readonly undo: (() => void) | null;
}

type ShowToast = (text: string, undo?: () => void) => void;

const ToastContext = createContext<ShowToast>(() => undefined);

/** Says what was done, with Undo where it can be undone. Never for an error or for what needs a person. */
export const useToast = (): ShowToast => useContext(ToastContext);

const shownMs = 10_000;

export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const [entries, setEntries] = useState<readonly Entry[]>([]);
  const next = useRef(1);
  const show = useCallback<ShowToast>((text, undo) => {
    const entry = { id: next.current++, text, undo: undo ?? null };
    // One at a time: the strip has room for one.
    setEntries([entry]);
  }, []);
  const remove = (id: number) => setEntries((now) => now.filter((entry) => entry.id !== id));
  const value = useMemo(() => show, [show]);
  return (
    <ToastContext value={value}>
      <Toast.Provider duration={shownMs} label="Message" swipeDirection="right">
        {children}
        {entries.map(({ id, text, undo }) => (
          <Toast.Root
            key={id}
            onOpenChange={(open) => (open ? undefined : remove(id))}
            className="flex max-h-full min-w-0 items-center gap-4 rounded-card border border-line bg-raised px-4 py-1.5 shadow-layer sm:min-w-96"
          >
            <Toast.Description title={text} className="line-clamp-2 grow text-table">
              {text}
            </Toast.Description>
            {undo === null ? null : (
              <Toast.Action altText="Undo" asChild>
                <button
                  type="button"
                  className="rounded-control px-2 py-1 font-medium text-accent hover:bg-hover"
                  onClick={undo}
                >
                  Undo
                </button>
              </Toast.Action>
            )}
          </Toast.Root>
        ))}
        <Toast.Viewport
          hotkey={['F8']}
          data-toasts
          className="fixed inset-x-0 bottom-0 z-50 flex h-(--below) items-center justify-center px-4 outline-none print:hidden"
        />
      </Toast.Provider>
    </ToastContext>
  );
}
