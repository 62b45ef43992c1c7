import { z } from 'zod';
import { Id, Instant } from '../stored/scalars.ts';

/** Who came and who went since the base: the last accepted count, or the first reading before any (RULES 7). */
export const SeatChanges = z.object({
  since: z.string().describe('"since the last accepted count of …" or "since the first read on …"'),
  sinceAt: Instant.nullable(),
  came: z.array(
    z.object({
      accountId: Id,
      userId: z.string(),
      name: z.string().nullable(),
      status: z.string(),
      at: Instant,
    }),
  ),
  went: z.array(
    z.object({
      accountId: Id,
      userId: z.string(),
      name: z.string().nullable(),
      status: z.string(),
      at: Instant,
    }),
  ),
});
