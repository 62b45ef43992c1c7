import { z } from 'zod';
import type * as parts from '../../domain/usage/sums.ts';
import type * as report from '../../domain/months/month-report.ts';
import { actorKinds } from '../../domain/keys.ts';
import { approvedDecisions } from '../../domain/decisions/approval.ts';
import { lineChangeKinds } from '../../domain/decisions/change.ts';
import type { LineHold as LineHoldOfMonth } from '../../domain/months/review-month.ts';
import { usageKinds } from '../../domain/usage/line-kinds.ts';
import { lineNeeds } from '../../domain/usage/needs.ts';
import { AppliedRule } from './billing-rule.ts';
import { Currency, UsageKind } from './line-parts.ts';
import { Day, DecimalText, Id, Instant } from './scalars.ts';

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
    billable: z
      .object({
        seats: z.int().describe('Mapped and unmapped, on lines whose newest reading was complete'),
        less: z.int().describe('What billing rules do not bill of these'),
        more: z.int().describe('What billing rules bill beyond these'),
        units: z.int().describe('seats − less + more'),
        notRead: z.int().describe('Seats of counted accounts on lines that were not read'),
      })
      .exactOptional()
      .describe('From seats to billable units; absent: of a version without billing rules'),
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

const StoredActor = z.object({ kind: z.enum(actorKinds), id: z.string() });

export const LineHold = z.object({
  by: StoredActor,
  byName: z.string().nullable(),
  at: Instant,
  reason: z.string().nullable(),
}) satisfies z.ZodType<LineHoldOfMonth>;

/**
 * @param rule as `text`
 * @param hold as `rule`
 */
export const monthLineOf = <T extends z.ZodType, R extends z.ZodType, H extends z.ZodType>(
  text: T,
  rule: R,
  hold: H,
) =>
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
    rule: rule
      .exactOptional()
      .describe('As of the composition; absent: no billing rule applied, every seat is a unit'),
    agreementName: z
      .string()
      .nullable()
      .describe('Of the PSA line that would change; null: none, or no name'),
    productName: z.string().nullable(),
    unitPrice: DecimalText.nullable(),
    currency: Currency.exactOptional().describe('Absent: of the report'),
    effectPerMonth: DecimalText.nullable(),
    atRiskPerMonth: DecimalText.nullable(),
    billedPerMonth: DecimalText.nullable()
      .exactOptional()
      .describe('no-account: what its lines bill; null: unknown. Absent for other kinds, and before 0.2.0'),
    beginsOn: Day.exactOptional().describe('First day of a line that bills twice from later on'),
    vendorReadAt: Instant.nullable().describe('When the vendor was read, of several accounts the oldest'),
    psaReadAt: Instant.nullable().describe('When its PSA lines were read, of several agreements the oldest'),
    notRead: text.nullable().describe('Why these were the last good numbers and not present ones'),
    unreadAgreementName: z.string().exactOptional(),
    open: z.boolean(),
    need: z
      .enum(lineNeeds)
      .nullable()
      .exactOptional()
      .describe(
        'What it needs from a person; null: it is not open; absent: of a version that did not keep it',
      ),
    hold: hold.exactOptional().describe('Who put it on hold, when, and why; absent: nobody, or as `need`'),
  });

export const MonthChange = z.object({
  approvalLineId: Id,
  label: z.string().describe('Of the customer, when it was approved'),
  companyId: z.string(),
  agreementId: z.string(),
  agreementName: z.string().nullable().describe('When it was approved, as the name of the product'),
  productName: z.string().nullable(),
  psaLineId: z.string(),
  decision: z.enum(approvedDecisions),
  change: z
    .enum(lineChangeKinds)
    .exactOptional()
    .describe('What was done to the line; absent: its quantity was set'),
  before: DecimalText,
  after: DecimalText,
  seats: z.int().describe('As counted when it was approved'),
  rule: AppliedRule.exactOptional().describe(
    'Under which it was approved, with what it made of the seats; absent: every seat was a unit',
  ),
  state: z.string(),
  invoiceDate: z.string().describe('Of the invoice, or the day, on which it is billed'),
  billingTarget: z.string(),
  by: StoredActor,
  byName: z.string().nullable(),
  reason: z.string().nullable(),
  approvedAt: Instant,
  finishedAt: Instant.nullable(),
  currency: Currency.exactOptional().describe('Absent: of the report'),
  unitPrice: DecimalText.nullable(),
  effectPerInvoice: DecimalText.nullable(),
  effectPerMonth: DecimalText.nullable(),
  made: z.boolean().describe('Confirmed on a day of the month, whenever it was approved'),
  conflict: z.boolean().describe('It ended in a conflict that was not resolved by then'),
}) satisfies z.ZodType<report.MonthChange>;

/** What a person decided on a day of the month. */
export const monthDecisionOf = <T extends z.ZodType>(text: T) =>
  z.object({
    at: Instant,
    action: z.string(),
    by: StoredActor,
    byName: z.string().nullable(),
    label: z.string().nullable(),
    detail: text.nullable().describe('Details of the decision; null: the action says everything'),
    reason: z.string().nullable(),
  });
