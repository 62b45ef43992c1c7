import { z } from 'zod';
import type * as parts from '../../domain/usage/sums.ts';
import type { MonthWriteBack as WriteBackOfMonth } from '../../domain/months/review-month.ts';
import { usageKinds } from '../../domain/usage/line-kinds.ts';
import { Currency, UsageKind } from './line-parts.ts';
import { DecimalText, Id, Instant } from './scalars.ts';

/** What a closed month keeps; `text` as in line-parts.ts. */

const NotReadAccount = z.object({
  accountId: Id,
  name: z.string(),
  outcome: z.enum(['incomplete', 'failed', 'gone', 'not-yet-read']),
  code: z.string().nullable(),
  lastKnownSeats: z.int().nullable().describe('Null: never counted'),
}) satisfies z.ZodType<parts.NotReadAccount>;

/** Sums of one composition (RULES 12): kept with the lines, with each run, and in the report of a month. */
export const totalsOf = <T extends z.ZodType>(text: T) =>
  z.object({
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
        otherPurpose: DecimalText.exactOptional().describe(
          'Absent: of a version that did not tell them apart',
        ),
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
    mismatches: z.array(text).describe('What does not balance: an internal error'),
  });

export const monthLineOf = <T extends z.ZodType>(text: T) =>
  z.object({
    usageLineId: Id.nullable().describe('Null: the group has no line any more'),
    label: z.string(),
    companyId: z.string().nullable(),
    kind: UsageKind,
    flags: z.array(z.string()),
    decision: z.string(),
    version: z.int(),
    vendorQuantity: z.int().nullable(),
    psaQuantity: DecimalText.nullable(),
    variance: DecimalText.nullable(),
    currency: Currency.exactOptional().describe('Absent: of the report'),
    effectPerMonth: DecimalText.nullable(),
    atRiskPerMonth: DecimalText.nullable(),
    vendorReadAt: Instant.nullable().describe('When the vendor was read, of several accounts the oldest'),
    psaReadAt: Instant.nullable().describe('When its PSA lines were read, of several agreements the oldest'),
    notRead: text.nullable().describe('Why these were the last good numbers and not present ones'),
    agreementName: z.string().exactOptional(),
    open: z.boolean(),
  });

export const MonthWriteBack = z.object({
  approvalLineId: Id,
  label: z.string(),
  psaLineId: z.string(),
  before: DecimalText,
  after: DecimalText,
  state: z.string(),
  invoiceDate: z.string(),
  billingTarget: z.string(),
  approvedAt: Instant,
  finishedAt: Instant.nullable(),
  currency: Currency.exactOptional().describe('Absent: of the report'),
  effectPerMonth: DecimalText.nullable(),
}) satisfies z.ZodType<WriteBackOfMonth>;
