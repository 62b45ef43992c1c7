import { useQueries } from '@tanstack/react-query';
import type { z } from 'zod';
import { type LineMargin, LineMargins } from '../../contracts/api/margins.ts';
import { read } from './client.ts';

export type Margin = z.output<typeof LineMargin>;

/** As many as one request takes. */
const mostLines = 100;

/**
 * Of lines of which something is said, by their IDs.
 *
 * @param version of the lines as they are shown: another one reads them again
 */
export const useLineMargins = (lineIds: readonly string[], version?: string): ReadonlyMap<string, Margin> =>
  useQueries({
    queries: batchesOf(lineIds).map((ids) => ({
      queryKey: ['margins', ids.join(','), version],
      queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
        read('/usage-line-margins', LineMargins, { query: { lines: ids.join(',') }, signal }),
    })),
    combine,
  });

const batchesOf = (ids: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(ids.length / mostLines) }, (_, nth) =>
    ids.slice(nth * mostLines, (nth + 1) * mostLines),
  );

/** Outside the hook, so that the same answers give the same map. */
const combine = (
  results: readonly { readonly data: z.output<typeof LineMargins> | undefined }[],
): ReadonlyMap<string, Margin> =>
  new Map(
    results.flatMap(({ data }) =>
      (data?.items ?? []).map(({ usageLineId, ...margin }) => [usageLineId, margin] as const),
    ),
  );
