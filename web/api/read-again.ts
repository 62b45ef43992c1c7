import type { Query, QueryClient, QueryFilters } from '@tanstack/react-query';

const waitedFor = new WeakSet<Query>();

const isFirstAnswerUnderWay = ({ state }: Query): boolean =>
  state.data === undefined && state.fetchStatus === 'fetching';

/**
 * Reads again what is on the screen, after something changed. An answer under way may have been read before the
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
