import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { held } from '../api/query-client.ts';
import { useAnnouncer } from '../components/announcer.tsx';
import { consoleShell } from '../../messages/generated/console-shell.ts';
import { useTexts } from '../components/texts.ts';
import { formatTime } from '../values/format.ts';
import { isLive } from './live-events.tsx';
import { isNewer, useRunWatch } from './run-watch.tsx';

interface RefreshState {
  /** Newer data of an ended run is there than some table shows. */
  readonly lit: boolean;
  readonly busy: boolean;
  readonly at: string | null;
  readonly press: () => void;
  readonly show: (id: symbol, shown: Shown | null) => void;
}

interface Shown {
  readonly version: string;
  /** Whose version it is; null: the whole tenant's. */
  readonly integrationId: string | null;
}

const RefreshContext = createContext<RefreshState>({
  lit: false,
  busy: false,
  at: null,
  press: () => undefined,
  show: () => undefined,
});

export const useRefresh = (): RefreshState => useContext(RefreshContext);

/**
 * Says which data version a held table shows: that of its first page. From this Refresh knows whether a run that
 * ended has brought anything newer (console.md 5.3). Undefined while nothing is shown yet. A list of one integration
 * says whose version it has; others have the tenant's.
 */
export function useShownVersion(version: string | undefined, integrationId: string | null = null): void {
  const { show } = useRefresh();
  const [id] = useState(() => Symbol('table'));
  useEffect(() => {
    show(id, version === undefined ? null : { version, integrationId });
  }, [id, version, integrationId, show]);
  useEffect(() => () => show(id, null), [id, show]);
}

export function RefreshProvider({ children }: { readonly children: ReactNode }) {
  const client = useQueryClient();
  const { newest } = useRunWatch();
  const { say } = useAnnouncer();
  const text = useTexts(consoleShell);
  const [shown, setShown] = useState<ReadonlyMap<symbol, Shown>>(new Map());
  const [busy, setBusy] = useState(false);
  const show = useCallback((id: symbol, one: Shown | null) => {
    setShown((now) => {
      const next = new Map(now);
      if (one === null) next.delete(id);
      else next.set(id, one);
      return next;
    });
  }, []);
  const press = useCallback(() => {
    setBusy(true);
    // Those not on screen are read when they are opened again.
    client.removeQueries({ queryKey: [held], type: 'inactive' });
    const done = (): void => setBusy(false);
    client.refetchQueries({ queryKey: [held], type: 'active' }).then(done, done);
    void client.invalidateQueries({ predicate: isLive });
  }, [client]);
  const lit =
    !busy &&
    newest !== null &&
    [...shown.values()].some(({ version, integrationId }) => {
      const now = integrationId === null ? newest.version : newest.ofIntegrations[integrationId];
      return now !== undefined && isNewer(now, version);
    });
  const at = newest?.at ?? null;
  useEffect(() => {
    if (lit && at !== null) say(text('console-shell.newer-ready', { time: formatTime(at) }));
  }, [lit, at, say, text]);
  const value = useMemo(() => ({ lit, busy, at, press, show }), [lit, busy, at, press, show]);
  return <RefreshContext value={value}>{children}</RefreshContext>;
}
