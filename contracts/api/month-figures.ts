import { z } from 'zod';
import { EffectTotals, MeasureTotals } from '../stored/measures.ts';
import { MonthUnits } from '../stored/month-figures.ts';
import { Actor, DecimalText, Id, Instant } from './common.ts';
import { Month, monthState } from './months.ts';

export const MonthFiguresQuery = z.strictObject({
  until: Month.optional().describe('The last month of the answer; the running one unless it is named'),
});

/** What the months of an integration brought and left, newest first. */
export const MonthFiguresList = z.object({
  items: z
    .array(
      z.object({
        month: Month,
        ...monthState,
        reviewMonthId: Id.nullable().describe('The newest version; null: never closed'),
        version: z.int().nullable(),
        earlierVersions: z
          .array(z.object({ id: Id, version: z.int(), closedAt: Instant }))
          .describe('Reports that were reopened and closed again, newest first'),
        composedAt: Instant.nullable().describe(
          'Vendor and PSA as read by then; null: of a month that is over and not closed, which has no figures of lines',
        ),
        currency: z.string().describe('Of the sums'),
        recovered: EffectTotals.describe('Changes confirmed in the month that raised what is billed'),
        created: EffectTotals.describe('Of these, lines that were created'),
        credited: EffectTotals.describe('Those that lowered one: over-billing that ended; negative'),
        ended: EffectTotals.describe('Of these, lines that were ended'),
        net: DecimalText.describe('Both together, per month'),
        netOthers: z.record(z.string(), DecimalText).exactOptional().describe('In other currencies, by code'),
        notBilled: EffectTotals.nullable().describe('Seats that are not billed; null: closing works it out'),
        openLines: z.int().nullable().describe('Null: closing works it out'),
        onHoldLines: z.int().nullable().describe('Of the open lines, put on hold by a person'),
        measures: MeasureTotals.nullable().describe(
          'What is left to the next month, by figure: open lines and changes that wait; null: closing works it out',
        ),
        units: MonthUnits.nullable().describe('Counted and billed; null: closing works it out'),
        closedBy: Actor.nullable(),
        closedAt: Instant.nullable(),
      }),
    )
    .describe('At most twelve calendar months; those of which nothing is known are left out'),
  earlier: Month.nullable().describe('The newest closed month before these, for `until`; null: none'),
});

/** Current totals of the exported lists. */
export const ListFigures = z.object({
  dataVersion: z.string(),
  currency: z.string(),
  linesToAdd: EffectTotals.describe('Lines that the PSA lacks, which can be added as they are'),
  linesToCheck: EffectTotals.describe('Those to be looked at first'),
  unusedSeats: z.object({
    seats: z.int(),
    customers: z.int(),
    cost: EffectTotals.describe('By how much invoices fall once they are removed'),
  }),
});
