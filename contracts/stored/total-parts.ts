import { z } from 'zod';
import { type SeatDrop as FallOfSeats, readOutcomes } from '../../domain/usage/composition.ts';
import type * as parts from '../../domain/usage/total-parts.ts';
import { DecimalText, Id } from './scalars.ts';

/** What control totals are gone on from without composing everything again. */

export const SeatDrop = z.object({
  compared: z.int(),
  falling: z.int(),
  held: z.int(),
  count: z.int(),
  accepted: DecimalText,
}) satisfies z.ZodType<FallOfSeats>;

export const IgnoredLine = z.object({
  psaLineId: z.string(),
  companyId: z.string().nullable(),
  quantity: DecimalText.nullable(),
}) satisfies z.ZodType<parts.IgnoredLine>;

export const AccountShare = z.object({
  accountId: Id,
  name: z.string(),
  outcome: z.enum([...readOutcomes, 'not-yet-read']),
  code: z.string().nullable(),
  as: z.enum(['mapped', 'internal', 'nfr', 'excluded', 'unmapped']),
  seats: z.int().nullable(),
}) satisfies z.ZodType<parts.AccountShare>;
