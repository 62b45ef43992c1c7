import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import { z } from 'zod';
import { apiAddress } from '../api/client.ts';
import { countKeys } from '../api/counts.ts';
import { integrationKeys } from '../api/integrations.ts';
import { monthKeys, noticeKeys, writeBackKeys } from '../api/keys.ts';
import { held } from '../api/query-client.ts';
import { readAgain, readBurstsAgain } from '../api/read-again.ts';
import { onSessionBegun, sessionNumber } from '../api/session-ended.ts';
import { sessionKey } from '../api/session.ts';
import { syncKeys } from '../api/syncs.ts';

const Change = z.object({ integrationId: z.string().nullable(), subject: z.string(), id: z.string() });

/** What is read again when something changed. Tables held still are not among it: Refresh reads those. */
const keysOf: Readonly<Record<string, readonly QueryKey[]>> = {
  integration: [integrationKeys.all],
  command: [integrationKeys.all],
  'sync-run': [syncKeys.all, integrationKeys.all, monthKeys.all],
  usage: [integrationKeys.all, countKeys.all],
  notice: [noticeKeys.all],
  'write-back': [writeBackKeys.all, countKeys.all],
};

/** Neither held still until Refresh is pressed, nor the session. */
export const isLive = ({ queryKey }: { readonly queryKey: QueryKey }): boolean =>
  queryKey[0] !== held && queryKey[0] !== sessionKey[0];

export type LiveChange = z.output<typeof Change>;

const listeners = new Set<(change: LiveChange) => void>();

/** For what a screen says about changes by others without reading its held table again. Returns how to stop. */
export function onLiveChange(listener: (change: LiveChange) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const LiveContext = createContext(true);

/** False: live updates are paused, and what may change in place is read every 30 s instead. */
export const useIsLive = (): boolean => useContext(LiveContext);

/** While live updates are paused. */
export const fallbackSeconds = 30;
const fallbackMs = fallbackSeconds * 1000;
/** A reconnect within this is no news: the browser does it by itself each ten minutes. */
const graceMs = 5_000;

/** Listens to the API's events and reads again what they name. */
export function LiveEvents({ children }: { readonly children: ReactNode }) {
  const client = useQueryClient();
  const [live, setLive] = useState(true);
  // A browser gives a channel up that was rejected: each new session opens its own.
  const session = useSyncExternalStore(onSessionBegun, sessionNumber);
  useEffect(() => {
    const source = new EventSource(apiAddress('/events'));
    let late: ReturnType<typeof setTimeout> | undefined;
    const changed = readBurstsAgain(client);
    const everything = (): void => {
      readAgain(client, { predicate: isLive });
    };
    source.addEventListener('open', () => {
      clearTimeout(late);
      late = undefined;
      setLive(true);
    });
    source.addEventListener('error', () => {
      late ??= setTimeout(() => setLive(false), graceMs);
    });
    source.addEventListener('change', (event: MessageEvent<string>) => {
      const change = Change.safeParse(JSON.parse(event.data));
      if (!change.success) return;
      changed.name(keysOf[change.data.subject] ?? []);
      for (const listener of listeners) listener(change.data);
    });
    // Each connection begins with it: what was read before may have changed unseen.
    source.addEventListener('resync', everything);
    return () => {
      clearTimeout(late);
      changed.stop();
      source.close();
    };
  }, [client, session]);
  useEffect(() => {
    if (live) return undefined;
    const timer = setInterval(() => {
      for (const queryKey of new Set(Object.values(keysOf).flat())) readAgain(client, { queryKey });
    }, fallbackMs);
    return () => clearInterval(timer);
  }, [client, live]);
  return <LiveContext value={live}>{children}</LiveContext>;
}
