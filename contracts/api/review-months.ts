import { z } from 'zod';
import { TotalsOfComposition } from '../stored/control-totals.ts';
import { MonthLine, MonthWriteBack } from '../stored/review-month.ts';
import { Actor, Id, Instant, listOf, listQuery } from './common.ts';

export const Month = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/u)
  .describe('YYYY-MM in the billing time zone');

export const ReviewMonth = z.object({
  id: Id,
  integrationId: Id,
  month: Month,
  version: z.int().describe('1, and one more each time it was closed again'),
  composedAt: Instant.describe('The composition that was frozen: vendor and PSA as read by then'),
  currency: z.string(),
  closes: z.boolean(),
  openLines: z.int(),
  closedBy: Actor,
  closedAt: Instant,
  reopened: z
    .object({ by: Actor, at: Instant, reason: z.string() })
    .nullable()
    .describe('Null: this version stands'),
});

export const ReviewMonthQuery = z.strictObject({
  ...listQuery,
  integration: Id.optional(),
  sort: z.enum(['month', '-month']).default('-month'),
});
export const ReviewMonthList = listOf(ReviewMonth);

export const CloseMonth = z.strictObject({
  integrationId: Id,
  month: Month,
  whileRunning: z.boolean().optional().describe('Needed for the month that still runs'),
});

export const ReopenMonth = z.strictObject({ reason: z.string().trim().min(1).max(500) });

/** Months of which a run ended well, oldest first: only these can be closed. */
export const MonthList = z.object({
  items: z.array(
    z.object({
      month: Month,
      state: z.enum(['open', 'closed', 'reopened']),
      running: z.boolean().describe('The month of today in the billing time zone'),
      composedAt: Instant.describe('What closing it freezes, or froze'),
      reviewMonthId: Id.nullable().describe('The newest version; null: never closed'),
      version: z.int().nullable(),
    }),
  ),
});

/** The frozen report: totals, lines with the open ones first, and the changes approved in the month. */
export const ReviewMonthReport = ReviewMonth.extend({
  totals: TotalsOfComposition,
  lines: z.array(MonthLine),
  writeBacks: z.array(MonthWriteBack),
});
