import { z } from 'zod';
import { DecimalText, Id, Instant, listOf, listQuery } from './common.ts';

export const Month = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/u)
  .describe('YYYY-MM in the billing time zone');

const Actor = z.object({ kind: z.string(), id: z.string(), name: z.string().nullable() });

export const ReviewMonth = z.object({
  id: Id,
  integrationId: Id,
  month: Month,
  version: z.int().describe('1, and one more each time it was closed again'),
  composedAt: Instant.describe('The composition that was frozen: Duo and the PSA as read by then'),
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
  totals: z.looseObject({}),
  lines: z.array(
    z.object({
      usageLineId: Id.nullable().describe('Null: the group has no line any more'),
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
      vendorReadAt: Instant.nullable().describe('When Duo was read, of several accounts the oldest'),
      psaReadAt: Instant.nullable().describe(
        'When its PSA lines were read, of several agreements the oldest',
      ),
      notRead: z.string().nullable().describe('Why these were the last good numbers and not present ones'),
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
