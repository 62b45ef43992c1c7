import { z } from 'zod';
import { unusedReasons } from '../../domain/seat-use.ts';
import { UsageKind } from '../stored/line-parts.ts';
import { EffectTotals } from '../stored/measures.ts';
import { Currency } from '../stored/line-parts.ts';
import { commaList, DecimalText, Id, Instant } from './common.ts';

export const UnusedReason = z.enum(unusedReasons);

export const UnusedSeatsQuery = z.strictObject({
  reason: commaList(UnusedReason).optional(),
  q: z.string().trim().min(1).max(200).optional().describe('A part of the name of the customer'),
});

const UnusedCounts = z.partialRecord(UnusedReason, z.int());

const UnusedUser = z.object({
  accountId: Id,
  accountName: z.string(),
  userId: z.string(),
  name: z.string().nullable().describe('Null: read before names were kept'),
  status: z.string(),
  reason: UnusedReason,
  since: Instant.nullable().describe(
    'no-login: the last one; never-logged-in: when the user was made. Null: of the others, or not told',
  ),
});

/** Seats that are counted and that nobody uses. */
export const UnusedSeats = z.object({
  dataVersion: z.string(),
  currency: z.string(),
  days: z.int().describe('The setting: no login for so long, at the reading'),
  namesKept: z.boolean(),
  byReason: UnusedCounts.describe('Seats of every reason, whichever is asked for'),
  seats: z.int(),
  cost: EffectTotals.describe('lines: items; unknown: those of which the cost is not known'),
  items: z
    .array(
      z.object({
        usageLineId: Id,
        company: z.object({ id: z.string(), name: z.string() }).nullable(),
        label: z.string(),
        kind: UsageKind,
        counted: z.int().nullable().describe('All seats of the line, used or not'),
        rule: z.string().nullable().describe('Terms of its billing rule in one sentence; null: none'),
        unused: z.int(),
        byReason: UnusedCounts,
        currency: Currency,
        perMonth: DecimalText.nullable().describe(
          'By how much invoices fall once they are gone; 0: nobody is billed for them, or as much is billed without them; null: not known',
        ),
        readAt: Instant.nullable(),
        users: z.array(UnusedUser).nullable().describe('Null: names are not kept, and nobody is singled out'),
      }),
    )
    .describe('What costs most first'),
});
