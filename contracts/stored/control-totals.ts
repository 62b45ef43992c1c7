import { z } from 'zod';
import type * as totals from '../../domain/usage/control-totals.ts';
import { usageKinds } from '../../domain/usage/line-kinds.ts';
import type * as parts from '../../domain/usage/sums.ts';
import { DecimalText, Id } from './scalars.ts';

const NotReadAccount = z.object({
  accountId: Id,
  name: z.string(),
  outcome: z.enum(['incomplete', 'failed', 'gone', 'not-yet-read']),
  code: z.string().nullable(),
  lastKnownSeats: z.int().nullable().describe('Null: never counted'),
}) satisfies z.ZodType<parts.NotReadAccount>;

/** Sums of one composition (RULES 12): kept with the lines, with each run, and in the report of a month. */
export const TotalsOfComposition = z.object({
  accounts: z.object({
    listed: z.int(),
    counted: z.int(),
    incomplete: z.int(),
    failed: z.int(),
    gone: z.int(),
    notYetRead: z.int().describe('Accounts that no sync has tried yet'),
  }),
  seats: z
    .object({
      counted: z.int(),
      mapped: z.int(),
      internal: z.int(),
      nfr: z.int(),
      excluded: z.int(),
      unmapped: z.int(),
    })
    .describe('Of accounts whose newest reading counted'),
  units: z
    .object({
      live: DecimalText,
      inGroups: DecimalText,
      noAccount: DecimalText,
      ignored: DecimalText.describe(
        'Outside of every sum by an answer: for another purpose, or billed twice',
      ),
      otherPurpose: DecimalText.exactOptional().describe('Absent: of a version that did not tell them apart'),
      billedTwice: DecimalText.exactOptional().describe(
        'Duplicates that are to be ended; absent as otherPurpose',
      ),
      linesWithoutQuantity: z.int().describe('In no sum, and never taken for 0'),
    })
    .describe('Live units of mapped products'),
  lines: z.object({
    total: z.int(),
    byKind: z.partialRecord(z.enum(usageKinds), z.int()),
    held: z.int(),
  }),
  variance: DecimalText.describe('Of lines with both sides'),
  notRead: z.object({ accounts: z.array(NotReadAccount), lastKnownSeats: z.int() }),
  closes: z.boolean(),
  mismatches: z.array(z.string()).describe('What does not close: an error of ours'),
}) satisfies z.ZodType<totals.ControlTotals>;
