import { z } from 'zod';
import { costSources } from '../../domain/margin/cost-source.ts';
import type * as months from '../../domain/months/month-margin.ts';
import { Currency, UsageKind } from './line-parts.ts';
import { DecimalText, Id } from './scalars.ts';

/** What a line of a closed month earned (RULES 15). */
export const MonthMargin = z.object({
  usageLineId: Id.nullable(),
  label: z.string(),
  companyId: z.string().nullable(),
  kind: UsageKind,
  productName: z.string().nullable(),
  seats: z.int().nullable(),
  units: z.int().nullable(),
  psaQuantity: DecimalText.nullable(),
  currency: Currency,
  billedPerMonth: DecimalText.nullable(),
  costPerMonth: DecimalText.nullable(),
  costFrom: z.enum(costSources).nullable(),
  marginPerMonth: DecimalText.nullable(),
}) satisfies z.ZodType<months.MonthMargin>;
