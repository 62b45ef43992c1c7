import { z } from 'zod';
import { invoiceKinds, invoiceStates } from '../../domain/psa-facts.ts';
import { Currency } from './line-parts.ts';
import { DecimalText } from './scalars.ts';

/** What was expected on the invoices of a month, and what the PSA billed; `text` as in line-parts.ts. */
export const comparedRowOf = <T extends z.ZodType, R extends z.ZodType>(text: T, rule: R) =>
  z.object({
    companyId: z.string(),
    companyName: z.string(),
    agreementId: z.string(),
    agreementName: z.string(),
    psaLineId: z.string().nullable().describe('Null: the agreement as a whole'),
    product: z.string().nullable(),
    rules: z
      .array(z.object({ seats: z.int().nullable(), applied: rule }))
      .exactOptional()
      .describe('Of the usage lines that it bills; absent: none is under a billing rule'),
    currency: Currency,
    invoices: z.array(
      z.object({
        number: z.string().nullable(),
        day: z.string(),
        state: z.enum(invoiceStates).describe('posted: approved for billing, and on no invoice yet'),
        kind: z.enum(invoiceKinds),
      }),
    ),
    expectedQuantity: DecimalText.nullable(),
    expected: DecimalText.nullable().describe('Null: unknown, as in every amount here'),
    billedQuantity: DecimalText.nullable(),
    billed: DecimalText.nullable().describe('Before tax, less credits'),
    difference: DecimalText.nullable().describe('Billed less expected'),
    reasons: z.array(text),
  });
