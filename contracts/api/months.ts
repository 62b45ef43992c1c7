import { z } from 'zod';
import { Id, Instant } from './common.ts';

export const Month = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/u)
  .describe('YYYY-MM in the billing time zone');

export const monthState = {
  state: z.enum(['open', 'closed', 'reopened']),
  running: z.boolean().describe('The month of today in the billing time zone'),
};

/** Months of which a run ended well, oldest first: only these can be closed. */
export const MonthList = z.object({
  items: z.array(
    z.object({
      month: Month,
      ...monthState,
      composedAt: Instant.describe('What closing it freezes, or froze'),
      reviewMonthId: Id.nullable().describe('The newest version; null: never closed'),
      version: z.int().nullable(),
    }),
  ),
});
