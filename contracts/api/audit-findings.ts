import { z } from 'zod';
import { actorKinds } from '../../domain/keys.ts';
import { Id, Instant } from './common.ts';

/** `audit_event.seq`, which may exceed what a JSON number can hold. */
export const AuditSeq = z.string().regex(/^-?\d{1,19}$/u);

export const RowsAhead = z.object({
  items: z.array(
    z.object({
      seq: AuditSeq,
      rowHash: z
        .string()
        .describe('SHA-256 of all columns of the row: an answer holds for this content alone'),
      id: Id,
      at: Instant.describe('What the row says about itself'),
      action: z.string(),
      actor: z.object({ kind: z.enum(actorKinds), id: z.string(), name: z.string().nullable() }),
      answer: z
        .object({ reason: z.string(), memberName: z.string().nullable(), at: Instant })
        .nullable()
        .describe('Null: the finding is open'),
    }),
  ),
});

export const AnswerFinding = z.strictObject({
  rowHash: z
    .string()
    .regex(/^[0-9a-f]{64}$/u)
    .describe('Of the row that you saw'),
  reason: z.string().trim().min(10).max(500).describe('Why the time is ahead, and how you know'),
});
