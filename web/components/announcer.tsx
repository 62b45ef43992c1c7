import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from 'react';

/** What screen readers hear, once: politely, or immediately where something was rejected. */
interface Announce {
  readonly say: (text: string) => void;
  readonly alert: (text: string) => void;
}

const AnnouncerContext = createContext<Announce>({ say: () => undefined, alert: () => undefined });

export const useAnnouncer = (): Announce => useContext(AnnouncerContext);

/** The only live regions of the console, so that nothing is said twice. */
export function AnnouncerProvider({ children }: { readonly children: ReactNode }) {
  const [polite, setPolite] = useState('');
  const [assertive, setAssertive] = useState('');
  const flip = useRef(false);
  // The same sentence again is heard only when the text differs: a blank that nobody hears does it.
  const distinct = useCallback((text: string): string => {
    flip.current = !flip.current;
    return flip.current ? text : `${text}\u00a0`;
  }, []);
  const value = useMemo<Announce>(
    () => ({ say: (text) => setPolite(distinct(text)), alert: (text) => setAssertive(distinct(text)) }),
    [distinct],
  );
  return (
    <AnnouncerContext value={value}>
      {children}
      <div className="sr-only" aria-live="polite" data-testid="announcer">
        {polite}
      </div>
      <div className="sr-only" aria-live="assertive">
        {assertive}
      </div>
    </AnnouncerContext>
  );
}
