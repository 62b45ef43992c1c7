import { z } from 'zod';

const named = z.object({
  id: z.literal('notices.audit-rows-ahead'),
  params: z.object({ count: z.int(), rows: z.array(z.string()) }),
});

/** What a notice of a broken chain says of rows ahead of their time: alone, or after something else. */
export const RowsAheadDetail = z.union([
  named.transform(({ params: { rows, count } }) => ({ rows, isAll: rows.length === count })),
  z
    .object({ params: z.object({ second: named }) })
    .transform(({ params }) => ({ rows: params.second.params.rows, isAll: false })),
  z.unknown().transform(() => ({ rows: [], isAll: false })),
]);
