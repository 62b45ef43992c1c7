import { z } from 'zod';
import type * as facts from '../../domain/months/closing-facts.ts';
import { logoTypes } from '../../domain/msp.ts';
import { MonthFigures, MonthUnits } from './month-figures.ts';
import { MonthDecision } from './review-month.ts';

/** What a closed month keeps in addition to totals, lines, changes and figures (RULES 12). */
export const ClosingFacts = z.object({
  mspName: z.string(),
  logo: z.object({ mediaType: z.enum(logoTypes), sha256: z.string() }).nullable(),
  timeZone: z.string(),
  ruleVersion: z.int(),
  closedByName: z.string().nullable(),
  decisions: z.array(MonthDecision),
  earlier: z.array(
    z.object({
      month: z.string(),
      version: z.int(),
      figures: MonthFigures,
      units: MonthUnits.exactOptional(),
    }),
  ),
}) satisfies z.ZodType<facts.ClosingFacts>;
