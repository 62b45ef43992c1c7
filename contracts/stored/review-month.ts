import { z } from 'zod';
import type * as month from '../../domain/months/review-month.ts';
import { Currency, UsageKind } from './composed-line.ts';
import { DecimalText, Id, Instant } from './scalars.ts';

/** What a closed month keeps beside its totals (RULES 12). */

export const MonthLine = z.object({
  usageLineId: Id.nullable().describe('Null: the group has no line any more'),
  label: z.string(),
  companyId: z.string().nullable(),
  kind: UsageKind,
  flags: z.array(z.string()),
  decision: z.string(),
  version: z.int(),
  vendorQuantity: z.int().nullable(),
  psaQuantity: DecimalText.nullable(),
  variance: DecimalText.nullable(),
  currency: Currency.exactOptional().describe('Absent: of the report'),
  effectPerMonth: DecimalText.nullable(),
  atRiskPerMonth: DecimalText.nullable(),
  vendorReadAt: Instant.nullable().describe('When the vendor was read, of several accounts the oldest'),
  psaReadAt: Instant.nullable().describe('When its PSA lines were read, of several agreements the oldest'),
  notRead: z.string().nullable().describe('Why these were the last good numbers and not present ones'),
  open: z.boolean(),
}) satisfies z.ZodType<month.MonthLine>;

export const MonthWriteBack = z.object({
  approvalLineId: Id,
  label: z.string(),
  psaLineId: z.string(),
  before: DecimalText,
  after: DecimalText,
  state: z.string(),
  invoiceDate: z.string(),
  billingTarget: z.string(),
  approvedAt: Instant,
  finishedAt: Instant.nullable(),
  currency: Currency.exactOptional().describe('Absent: of the report'),
  effectPerMonth: DecimalText.nullable(),
}) satisfies z.ZodType<month.MonthWriteBack>;
