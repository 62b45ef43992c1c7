import { z } from 'zod';
import { DecimalText, Id, Instant, listOf, listQuery } from './common.ts';

export const Month = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/u)
  .describe('YYYY-MM in the billing time zone');

export const ReviewMonth = z.object({
  id: Id,
  integrationId: Id,
  month: Month,
  currency: z.string(),
  closes: z.boolean(),
  openLines: z.int(),
  closedBy: z.object({ kind: z.string(), id: z.string(), name: z.string().nullable() }),
  closedAt: Instant,
});

export const ReviewMonthQuery = z.strictObject({
  ...listQuery,
  integration: Id.optional(),
  sort: z.enum(['month', '-month']).default('-month'),
});
export const ReviewMonthList = listOf(ReviewMonth);

export const CloseMonth = z.strictObject({ integrationId: Id, month: Month });

/** The frozen report: totals, lines with the open ones first, and the changes approved in the month. */
export const ReviewMonthReport = ReviewMonth.extend({
  totals: z.looseObject({}),
  lines: z.array(
    z.object({
      usageLineId: Id,
      label: z.string(),
      companyId: z.string().nullable(),
      kind: z.string(),
      flags: z.array(z.string()),
      decision: z.string(),
      version: z.int(),
      vendorQuantity: z.int().nullable(),
      psaQuantity: DecimalText.nullable(),
      variance: DecimalText.nullable(),
      effectPerMonth: DecimalText.nullable(),
      atRiskPerMonth: DecimalText.nullable(),
      open: z.boolean(),
    }),
  ),
  writeBacks: z.array(
    z.object({
      approvalLineId: Id,
      label: z.string(),
      psaLineId: z.string(),
      before: DecimalText,
      after: DecimalText,
      state: z.string(),
      invoiceDate: z.string(),
      landing: z.string(),
      approvedAt: Instant,
      finishedAt: Instant.nullable(),
      effectPerMonth: DecimalText.nullable(),
    }),
  ),
});
