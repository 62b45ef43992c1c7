import type { Query, QueryClient, QueryFilters, QueryKey } from '@tanstack/react-query';

const waitedFor = new WeakSet<Query>();

const isFirstAnswerUnderWay = ({ state }: Query): boolean =>
  state.data === undefined && state.fetchStatus === 'fetching';

/**
 * Reads again what is on the screen, after something changed. An answer in progress may have been read before the
 * change; of a query that has none yet TanStack Query keeps it as it is, so that one is read once more when it came.
 */
export function readAgain(client: QueryClient, filters: QueryFilters): void {
  const first = client.getQueryCache().findAll(filters).filter(isFirstAnswerUnderWay);
  void client.invalidateQueries(filters);
  for (const query of first) {
    if (waitedFor.has(query)) continue;
    waitedFor.add(query);
    const again = (): void => {
      waitedFor.delete(query);
      void client.invalidateQueries({ queryKey: query.queryKey, exact: true });
    };
    query.promise?.then(again, again);
  }
}

/** Events come in bursts, such as one for each line of an approval. */
export const burstMs = 300;

/** Reads again what is named first immediately, and what is named within {@link burstMs} after a reading together. */
export function readBurstsAgain(client: QueryClient): {
  readonly name: (keys: readonly QueryKey[]) => void;
  readonly stop: () => void;
} {
  const named = new Set<QueryKey>();
  let last: ReturnType<typeof setTimeout> | undefined;
  const readNamed = (): void => {
    last = undefined;
    if (named.size === 0) return;
    for (const queryKey of named) readAgain(client, { queryKey });
    named.clear();
    last = setTimeout(readNamed, burstMs);
  };
  return {
    name: (keys) => {
      for (const key of keys) named.add(key);
      if (last === undefined) readNamed();
    },
    stop: () => clearTimeout(last),
  };
}
