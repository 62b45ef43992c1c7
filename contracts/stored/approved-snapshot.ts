import { z } from 'zod';
import { billingWays } from '../../domain/usage/billing-target.ts';
import type * as snapshot from '../../domain/decisions/snapshot.ts';
import { DecimalText } from './scalars.ts';

const SourceSnapshot = z.object({
  psaLineId: z.string(),
  agreementId: z.string(),
  productId: z.string(),
  quantity: DecimalText.nullable(),
  billCustomer: z.string().nullable(),
  unitPrice: DecimalText.nullable(),
  currency: z.string().exactOptional(),
  lessIncluded: DecimalText.nullable(),
  minimum: DecimalText.exactOptional(),
  effectiveDate: z.string().nullable(),
  cancelledDate: z.string().nullable(),
  live: z.boolean(),
  productIdentifier: z.string().nullable().exactOptional(),
  agreementName: z.string().exactOptional(),
}) satisfies z.ZodType<snapshot.SourceSnapshot>;

/** What must be unchanged between approval and sending (RULES 6). */
export const ApprovedSnapshot = z.object({
  line: SourceSnapshot,
  agreement: z.object({
    companyId: z.string(),
    parentAgreementId: z.string().nullable(),
    status: z.string().nullable(),
    canceled: z.boolean(),
    endDate: z.string().nullable(),
    billingCycle: z.string().nullable(),
    companyName: z.string().nullable().exactOptional(),
    parentAgreementName: z.string().nullable().exactOptional(),
    typeId: z.string().nullable().exactOptional(),
    billsIn: z.enum(billingWays).nullable().exactOptional(),
    typeName: z.string().nullable().exactOptional(),
  }),
  company: z
    .object({
      deleted: z.boolean(),
      billToCompanyId: z.string().nullable(),
      billToCompanyName: z.string().nullable().exactOptional(),
    })
    .exactOptional(),
  neighbors: z.array(SourceSnapshot),
}) satisfies z.ZodType<snapshot.ApprovedSnapshot>;
