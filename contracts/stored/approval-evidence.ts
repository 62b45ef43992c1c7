import type { z } from 'zod';
import type * as approval from '../../domain/decisions/approval.ts';
import { StoredMessage } from '../../messages/stored.ts';
import { evidenceOf } from './line-parts.ts';

/** What the approver saw, as it was bound (RULES 6). */
export const ApprovalEvidence = evidenceOf(StoredMessage) satisfies z.ZodType<approval.ApprovalEvidence>;
