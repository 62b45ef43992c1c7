import { z } from 'zod';
import type * as totals from '../../domain/usage/measure-totals.ts';
import { measures } from '../../domain/usage/measures.ts';
import { DecimalText } from './scalars.ts';

/** Money a month of some lines. */
export const EffectTotals = z.object({
  lines: z.int(),
  perMonth: DecimalText.describe("In the company's own currency, of those whose amount is known"),
  others: z
    .record(z.string(), DecimalText)
    .exactOptional()
    .describe('The sums in other currencies, by ISO 4217; XXX: not confirmed. Never added across'),
  unknown: z.int().describe('Lines whose amount is not known: not in the sum'),
}) satisfies z.ZodType<totals.EffectTotals>;

export const Measure = z.enum(measures);

/** The same figures wherever money of lines is shown; a line is in one of them at most (RULES 12). */
export const MeasureTotals = z.object({
  underBilled: EffectTotals.describe('Open increases that nothing holds'),
  heldUp: EffectTotals.describe('Open increases that a flag holds'),
  waitingUp: EffectTotals.describe('Approved increases that the PSA does not show yet'),
  overBilled: EffectTotals.describe('Open decreases, orphans and duplicates that nothing holds; negative'),
  billedTwice: EffectTotals.describe('Of overBilled, the duplicates'),
  heldDown: EffectTotals.describe('Open decreases, orphans and duplicates that a flag holds; negative'),
  waitingDown: EffectTotals.describe('Approved decreases that the PSA does not show yet; negative'),
  notBilled: EffectTotals.describe('Open unmapped, new and bills-nothing: seats that nobody pays for'),
  noAccount: EffectTotals.exactOptional().describe(
    'What open lines bill that no account is mapped to; absent: of a month closed before 0.2.0',
  ),
}) satisfies z.ZodType<totals.MeasureTotals>;

/** Of the lines of `underBilled`, up to the day on which each would act by default; of changes that name a day. */
export const NotBilledUntilEffective = z.object({
  lines: z.int(),
  amount: DecimalText.describe("In the company's own currency; not an amount a month"),
  others: z.record(z.string(), DecimalText).exactOptional().describe('The sums in other currencies'),
}) satisfies z.ZodType<totals.NotBilledUntilEffective>;
