import { z } from 'zod';
import type * as report from '../../domain/months/month-report.ts';
import type { MonthUnits as UnitsOfMonth } from '../../domain/months/month-units.ts';
import { measures } from '../../domain/usage/measures.ts';
import { lineNeeds } from '../../domain/usage/needs.ts';
import { UsageKind } from './line-parts.ts';
import { EffectTotals, MeasureTotals } from './measures.ts';
import { DecimalText } from './scalars.ts';

/** Results of changes: recovered by confirmed increases, credited by confirmed decreases. */
export const MonthResults = z.object({
  recovered: EffectTotals.describe('Changes confirmed in the month that raised what is billed'),
  created: EffectTotals.describe('Of these, lines that were created'),
  credited: EffectTotals.describe('Those that lowered one: over-billing that ended; negative'),
  ended: EffectTotals.describe('Of these, lines that were ended'),
  net: DecimalText.describe('Both together, per month'),
  netOthers: z.record(z.string(), DecimalText).exactOptional().describe('In other currencies, by code'),
  waiting: z
    .object({ up: EffectTotals, down: EffectTotals })
    .describe('Approved, and the PSA does not show it yet'),
  conflicts: z.int(),
}) satisfies z.ZodType<report.MonthResults>;

export const OpenLines = z.object({
  lines: z.int(),
  onHold: z.int().describe('Of these, put on hold by a person'),
  byKind: z.array(
    z.object({
      kind: UsageKind,
      lines: z.int(),
      held: z.int().describe('Of these, those that a flag holds'),
      effect: EffectTotals.describe('What approving those that nothing holds would change'),
      atRisk: EffectTotals.describe('Seats that are not billed'),
    }),
  ),
  byNeed: z
    .array(
      z.object({
        need: z.enum(lineNeeds),
        lines: z.int(),
        measures: z
          .partialRecord(z.enum([...measures, 'billedTwice']), EffectTotals)
          .describe('Those that any of these lines is in'),
      }),
    )
    .exactOptional()
    .describe('By what they need from a person; absent: of a version that did not keep it'),
  measures: MeasureTotals,
}) satisfies z.ZodType<report.OpenLines>;

export const MonthUnits = z.object({
  counted: z
    .int()
    .nullable()
    .describe('Billable units of the counted seats; null: of a version without them'),
  billed: DecimalText.describe('Live units in the PSA, without those for another purpose'),
}) satisfies z.ZodType<UnitsOfMonth>;

export const MonthFigures = MonthResults.extend({
  open: OpenLines,
  notRead: z.object({
    lines: z.int().describe('Lines whose numbers are the last good ones'),
    accounts: z.int(),
    lastKnownSeats: z.int(),
  }),
}) satisfies z.ZodType<report.MonthFigures>;
