import { z } from 'zod';
import { Id, Instant } from './scalars.ts';

/** Why a chain goes on from where it stands, although signed checkpoints of it that were written elsewhere say otherwise. */
export const ChainStart = z.strictObject({
  because: z
    .enum(['restored', 'moved'])
    .describe(
      'A backup took its place, or it was moved by hand: to another machine, or back by the tools of PostgreSQL',
    ),
  at: Instant,
  detail: z.string(),
  fromCounter: z.int().nonnegative().describe('Counter of the signed checkpoint that it goes on from'),
});

/** A signed checkpoint of the audit as it is written outside the database: one line of JSON, in this order. */
export const AuditAnchor = z.strictObject({
  seatwiseAuditAnchor: z.literal(1),
  tenantId: Id,
  counter: z.int().nonnegative(),
  position: z.int().positive(),
  hash: z.string(),
  beganAt: Instant,
  signedAt: Instant,
  before: z
    .strictObject({ counter: z.int().nonnegative(), digest: z.string() })
    .nullable()
    .describe(
      'The anchor written before this one, and the SHA-256 of its line: together they are a chain too',
    ),
  start: ChainStart.nullable().describe(
    'Why the chain goes on from here, where the anchors before say otherwise',
  ),
  keyVersion: z.int(),
  mac: z.string(),
});
