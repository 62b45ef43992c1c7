import { z } from 'zod';
import { DecimalText, Id, Instant } from './common.ts';
import { EffectTotals } from './measures.ts';

export const Month = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/u)
  .describe('YYYY-MM in the billing time zone');

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

/** What came of changes: recovered by confirmed increases, credited by confirmed decreases. */
export const MonthResults = z.object({
  recovered: EffectTotals.describe('Changes confirmed in the month that raised a quantity'),
  credited: EffectTotals.describe('Those that lowered one: over-billing that ended; negative'),
  net: DecimalText.describe('Both together, per month'),
  netOthers: z.record(z.string(), DecimalText).exactOptional().describe('In other currencies, by code'),
  waiting: z
    .object({ up: EffectTotals, down: EffectTotals })
    .describe('Approved, and the PSA does not show it yet'),
  conflicts: z.int(),
});
