import { useQueries } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react';
import { type Integration, useIntegrations } from '../api/integrations.ts';
import { latestRunsOptions, type SyncRun } from '../api/syncs.ts';

export interface NewestEnd {
  readonly runId: string;
  readonly at: string;
  /** Data version of the tenant once the run had ended. */
  readonly version: string;
  /** Data versions of the integrations whose runs ended well since the page is open, each once its last had ended. */
  readonly ofIntegrations: Readonly<Record<string, string>>;
}

export interface RunWatch {
  readonly integrations: readonly Integration[];
  /** The latest runs of every integration, each one's newest first; without those that joined another. */
  readonly runs: readonly SyncRun[];
  /** Queued or running, the oldest first. */
  readonly active: readonly SyncRun[];
  /** The newest run that ended, whatever its outcome; null before any. */
  readonly last: SyncRun | null;
  /** The newest good end seen while this page is open; null: none, what is shown is the newest. */
  readonly newest: NewestEnd | null;
}

/** Versions are counters written as text. */
export const isNewer = (a: string, b: string): boolean => BigInt(a) > BigInt(b);

const tenantVersion = (integrations: readonly Integration[]): string =>
  String(integrations.reduce((sum, { dataVersion }) => sum + BigInt(dataVersion), 0n));

const isActive = ({ state }: SyncRun): boolean => state === 'queued' || state === 'running';
const isGood = ({ state }: SyncRun): boolean => state === 'succeeded' || state === 'partial';

const byEnd = (a: SyncRun, b: SyncRun): number => (b.endedAt ?? '').localeCompare(a.endedAt ?? '');

/** Follows the runs of all integrations; events read them again, and while one runs so does a slow clock. */
function useWatchedRuns(): RunWatch {
  const cards = useIntegrations();
  const integrations = cards.data?.items ?? none;
  const runs = useQueries({
    queries: integrations.map(({ id, activeRunId }) => ({
      ...latestRunsOptions(id),
      // Events are at most one a second for each run; this is for one that got lost.
      refetchInterval: activeRunId === null ? (false as const) : 5_000,
    })),
  });
  const all = runs.flatMap(({ data }) => data?.items ?? []).filter(({ state }) => state !== 'joined');
  const isKnown = cards.data !== undefined && runs.every(({ data }) => data !== undefined);
  const ended = all.filter((run) => run.endedAt !== null).sort(byEnd);
  const good = ended.find(isGood) ?? null;
  const cardIsBehind = integrations.some(({ activeRunId }) => good !== null && activeRunId === good.id);
  const newest = useNewestEnd(isKnown, good, integrations, cardIsBehind);
  return { integrations, runs: all, active: all.filter(isActive).reverse(), last: ended[0] ?? null, newest };
}

const none: readonly Integration[] = [];

const RunWatchContext = createContext<RunWatch>({
  integrations: none,
  runs: [],
  active: [],
  last: null,
  newest: null,
});

export const useRunWatch = (): RunWatch => useContext(RunWatchContext);

/** One watch for the whole page: what had ended when it came is the same for every part. */
export function RunWatchProvider({ children }: { readonly children: ReactNode }) {
  return <RunWatchContext value={useWatchedRuns()}>{children}</RunWatchContext>;
}

/** The card of an ended run may come so much later; what raises the version after that is decisions, no news. */
const settleMs = 5_000;

/** What had ended when the page came is no news. */
function useNewestEnd(
  isKnown: boolean,
  good: SyncRun | null,
  integrations: readonly Integration[],
  cardIsBehind: boolean,
): NewestEnd | null {
  const [newest, setNewest] = useState<NewestEnd | null>(null);
  const before = useRef<string | null | undefined>(undefined);
  const seenAt = useRef(0);
  const goodId = good?.id ?? null;
  const endedAt = good?.endedAt ?? null;
  const integrationId = good?.integrationId ?? '';
  const version = tenantVersion(integrations);
  const own = integrations.find(({ id }) => id === integrationId)?.dataVersion ?? '0';
  useEffect(() => {
    if (!isKnown) return;
    if (before.current === undefined) {
      before.current = goodId;
      return;
    }
    if (goodId === null || endedAt === null) return;
    if (goodId !== before.current) {
      before.current = goodId;
      seenAt.current = Date.now();
      setNewest((now) => ({
        runId: goodId,
        at: endedAt,
        version,
        ofIntegrations: { ...now?.ofIntegrations, [integrationId]: own },
      }));
    } else if (newest?.runId === goodId && (cardIsBehind || Date.now() - seenAt.current < settleMs)) {
      setNewest((now) =>
        now !== null && isNewer(version, now.version)
          ? { ...now, version, ofIntegrations: { ...now.ofIntegrations, [integrationId]: own } }
          : now,
      );
    }
  }, [isKnown, goodId, endedAt, integrationId, own, version, newest?.runId, cardIsBehind]);
  return newest;
}
