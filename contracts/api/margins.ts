import { z } from 'zod';
import { costSources } from '../../domain/margin/cost-source.ts';
import { Currency } from '../stored/line-parts.ts';
import { DecimalText, Id } from './common.ts';

/** What usage lines earn (RULES 15): answers only for who may see margins. */

const mostLines = 100;

export const LineMarginsQuery = z.strictObject({
  lines: z
    .string()
    .max(mostLines * 40)
    .describe(`IDs of usage lines, ${mostLines} at most, with commas between`)
    .meta({ examples: ['6f1f3c1e-6c0f-4a54-8d7d-0d3a4c6f9b11'] })
    .transform((text) => text.split(',').filter((part) => part !== ''))
    .pipe(z.array(Id).min(1).max(mostLines)),
});

export const LineMargin = z.object({
  currency: Currency.describe('Of every amount, by ISO 4217; XXX: not confirmed'),
  billedPerMonth: DecimalText.nullable().describe('What the PSA bills now; null: unknown'),
  costPerMonth: DecimalText.nullable().describe('Null: unknown'),
  costFrom: z
    .enum(costSources)
    .nullable()
    .describe('The cost of a unit in the PSA, or the price of the vendor; null: neither is known'),
  marginPerMonth: DecimalText.nullable().describe('Billed less cost; null: unknown'),
});

export const LineMargins = z.object({
  items: z
    .array(LineMargin.extend({ usageLineId: Id }))
    .describe(
      'Of each line; before it is read or chosen, and of lines billed twice, what is billed alone is known',
    ),
});

export const MarginSummaryQuery = z.strictObject({ integration: Id });

const MarginTotal = z.object({
  currency: Currency,
  lines: z.int().describe('Lines whose margin is known, as are all amounts'),
  billedPerMonth: DecimalText,
  costPerMonth: DecimalText,
  marginPerMonth: DecimalText,
});

export const MarginSummary = z.object({
  dataVersion: z.string(),
  totals: z.object({
    byCurrency: z.array(MarginTotal).describe("The tenant's own first; no currency is added to another"),
    withoutMargin: z
      .array(
        z.object({
          currency: Currency,
          lines: z.int(),
          billedPerMonth: DecimalText.describe('Of those whose amount is known'),
          unknown: z.int().describe('Lines whose billed amount is not known either'),
        }),
      )
      .describe('Lines whose margin is not known, by currency: they are in no other sum'),
    unknownLines: z.int().describe('How many lines these are'),
  }),
  vendorRates: z
    .array(
      z.object({
        edition: z.string(),
        users: z.int().describe('Of the edition, in all accounts that the vendor charges for'),
        price: DecimalText.nullable().describe(
          'Of a user and month; null: what is unknown could change the tier',
        ),
        currency: Currency,
      }),
    )
    .describe('Prices in use, of editions for which one was entered'),
});
