import { z } from 'zod';
import type * as approval from '../../domain/write-back/approval.ts';
import { ComposedLine, IncludedAnswer, InvoicePeriod, LineRole } from './composed-line.ts';

const BoundMapping = z.object({
  accountIds: z.array(z.string()),
  roles: z.array(z.object({ psaLineId: z.string(), role: LineRole })),
  included: z.array(z.object({ psaLineId: z.string(), answer: IncludedAnswer })),
}) satisfies z.ZodType<approval.BoundMapping>;

/** What the approver saw, as it was bound (RULES 6). */
export const ApprovalEvidence = z.object({
  composed: ComposedLine,
  mapping: BoundMapping.describe('A change of it voids the approval'),
  period: InvoicePeriod.nullable().describe('Null for a proof of the right to write'),
}) satisfies z.ZodType<approval.ApprovalEvidence>;
