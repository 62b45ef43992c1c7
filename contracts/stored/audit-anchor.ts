import { z } from 'zod';
import { Id, Instant } from './scalars.ts';

/** A checkpoint of the audit as it is written outside the database: one line of JSON, in this order. */
export const AuditAnchor = z.strictObject({
  seatwiseAuditAnchor: z.literal(1),
  tenantId: Id,
  counter: z.int().nonnegative(),
  position: z.int().positive(),
  hash: z.string(),
  beganAt: Instant,
  sealedAt: Instant,
  before: z
    .strictObject({ counter: z.int().nonnegative(), digest: z.string() })
    .nullable()
    .describe(
      'The anchor written before this one, and the SHA-256 of its line: together they are a chain too',
    ),
  start: z
    .strictObject({
      because: z.enum(['restored', 'moved']),
      at: Instant,
      detail: z.string(),
      fromCounter: z.int().nonnegative().describe('Counter of the checkpoint that it goes on from'),
    })
    .nullable()
    .describe('Why the chain goes on from here, where the anchors before say otherwise'),
  keyVersion: z.int(),
  mac: z.string(),
});
