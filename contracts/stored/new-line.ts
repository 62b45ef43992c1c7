import { z } from 'zod';
import type * as decision from '../../domain/decisions/decision.ts';
import type * as change from '../../domain/decisions/change.ts';
import type * as listed from '../../domain/write-back/listed-lines.ts';
import { DecimalText, Instant } from './scalars.ts';

/** What is sent of a new line (RULES 16). */
export const NewLine = z.object({
  productId: z.string(),
  unitPrice: DecimalText.nullable(),
  catalogPrice: DecimalText.nullable(),
  firstBilledDay: z.string(),
  billingOption: z.string().nullable(),
  taxable: z.boolean().nullable(),
  invoiceText: z.string().nullable(),
}) satisfies z.ZodType<change.NewLine>;

/** A line that is proposed to be created. */
export const NewLineWish = z.object({
  agreementId: z.string(),
  productId: z.string(),
  unitPrice: DecimalText.nullable(),
  expectedUnitPrice: DecimalText.nullable(),
  firstBilledDay: z.string().nullable(),
  billingOption: z.string().nullable(),
  taxable: z.boolean().nullable(),
  invoiceText: z.string().nullable(),
}) satisfies z.ZodType<decision.NewLineWish>;

export const KnownLineIds = z.array(z.string());

/** What was listed to find a line that may have been created. */
export const Lists = z.array(
  z.object({
    readAt: Instant,
    lines: z.array(
      z.object({
        id: z.string(),
        productId: z.string(),
        productIdentifier: z.string().nullable(),
        quantity: DecimalText.nullable(),
        effectiveDate: z.string().nullable(),
        cancelledDate: z.string().nullable(),
        marker: z.string().nullable(),
      }),
    ),
  }),
) satisfies z.ZodType<readonly listed.ListedLines[]>;
