import { z } from 'zod';
import type * as month from '../../domain/months/invoice-comparison.ts';
import { StoredMessage } from '../../messages/stored.ts';
import { AppliedRule } from './billing-rule.ts';
import { comparedRowOf } from './compared-row.ts';
import { Instant } from './scalars.ts';

export const InvoiceComparison = z.object({
  month: z.string(),
  readAt: Instant.nullable(),
  notAvailable: StoredMessage.nullable(),
  rows: z.array(comparedRowOf(StoredMessage, AppliedRule)),
}) satisfies z.ZodType<month.InvoiceComparison>;
