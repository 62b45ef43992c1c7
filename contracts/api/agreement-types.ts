import { z } from 'zod';
import { billingWays } from '../../domain/usage/billing-target.ts';

/** How agreements of a type are billed (RULES 5). */
export const SetBillingTarget = z.strictObject({ billsIn: z.enum(billingWays) });

export const AgreementType = z.object({
  typeId: z.string().describe('"none" stands for agreements without a type'),
  name: z.string().nullable(),
  agreements: z.int(),
  billsIn: z.enum(billingWays).nullable(),
  suggestion: z
    .enum(billingWays)
    .nullable()
    .describe('From the period type of its agreements; only a suggestion'),
  unknownCycles: z
    .array(z.string())
    .describe(
      'Billing cycles of its agreements whose length is not known: in arrears their period counts as begun',
    ),
});
export const AgreementTypeList = z.object({ items: z.array(AgreementType) });
