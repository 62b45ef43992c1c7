import { useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { read } from './client.ts';
import { useIntegrations } from './integrations.ts';

/** Keys of numbers next to tabs and in notices; live events read them again. */
export const countKeys = {
  all: ['counts'] as const,
  writeBacks: (states: string) => ['counts', 'write-backs', states] as const,
  heldBy: (check: string) => ['counts', 'held-by', check] as const,
};

/** Of a list, when its rows are not wanted. */
const Total = z.object({ total: z.int() });

/** How many approved lines are in these states; the rows are not wanted. */
export const useWriteBackCount = (states: string) =>
  useQuery({
    queryKey: countKeys.writeBacks(states),
    queryFn: async ({ signal }) =>
      (await read('/write-backs', Total, { query: { state: states, limit: 1 }, signal })).total,
  });

/** Numbers next to the tabs; absent while unknown, and where there is nothing. */
export function useTabCounts(): Readonly<Record<'usage' | 'write-backs' | 'none', number | undefined>> {
  const cards = useIntegrations();
  const writes = useWriteBackCount('queued,sending,unknown,conflict');
  const attention = cards.data?.items.reduce(
    (sum, { openLines, onHoldLines }) => sum + openLines - onHoldLines,
    0,
  );
  const shown = (count: number | undefined) => (count === 0 ? undefined : count);
  return { usage: shown(attention), 'write-backs': shown(writes.data), none: undefined };
}
