import { z } from 'zod';
import { psaLineStatuses } from '../../domain/psa-facts.ts';
import * as composition from '../../domain/usage/composition.ts';
import type { BoundMapping as MappingOfApproval } from '../../domain/decisions/approval.ts';
import { checkNames, plainFlags } from '../../domain/usage/line-flags.ts';
import { lineRoles } from '../../domain/usage/line-roles.ts';
import type { InvoicePeriod as InvoicePeriodOfBillingTarget } from '../../domain/usage/billing-target.ts';
import { AppliedRule } from './billing-rule.ts';
import { BillingTarget } from './billing-target.ts';
import { Day, DecimalText, Id, Instant } from './scalars.ts';
import { UsageKind } from './usage-kind.ts';

/**
 * Parts of a usage line as it was composed (RULES 2). What it says is a message where it is stored, and has its text
 * beside it in an answer of the API: `text` is the schema of the one or the other.
 */

export { UsageKind };
export const UsageCheck = z.enum(checkNames);

const flagOf = <T extends z.ZodType>(text: T) =>
  z.discriminatedUnion('flag', [
    z.object({ flag: z.literal('held'), check: UsageCheck, reason: text }),
    z.object({ flag: z.enum(plainFlags), reason: text }),
  ]);

/** What amounts are in. */
export const Currency = z.string().describe('ISO 4217; XXX: not confirmed, or there is no amount');

export const moneyOf = <T extends z.ZodType>(text: T) =>
  z.object({
    currency: Currency,
    effectPerInvoice: DecimalText.nullable(),
    effectPerMonth: DecimalText.nullable(),
    atRiskPerMonth: DecimalText.nullable(),
    billedPerMonth: DecimalText.nullable()
      .exactOptional()
      .describe('no-account: what its lines bill; null: unknown. Absent for other kinds'),
    estimated: z.boolean(),
    note: text.nullable(),
  });

const BilledAndCost = z.object({
  currency: Currency,
  billed: DecimalText.nullable(),
  cost: DecimalText.nullable().describe('Null: unknown'),
}) satisfies z.ZodType<composition.BilledAndCost>;

export const LineRule = z.object({
  day: Day.describe('The first one that its change bills'),
  applied: AppliedRule.nullable().describe('Null: none applies on that day'),
  later: z
    .object({ from: Day, applied: AppliedRule.nullable() })
    .exactOptional()
    .describe('What applies from a later day of the period that the change bills; absent: the same'),
}) satisfies z.ZodType<composition.LineRule>;

const AccountSource = z.object({
  accountId: Id,
  name: z.string(),
  edition: z.string().exactOptional().describe('As the vendor gave it; absent: not known'),
  seats: z.int().nullable(),
  byStatus: z.record(z.string(), z.int()).nullable(),
  countId: z.string().nullable(),
  readAt: Instant.nullable(),
  syncRunId: Id.nullable(),
  newestRead: z
    .object({
      outcome: z.enum(composition.readOutcomes),
      code: z.string().nullable(),
      at: Instant,
    })
    .nullable(),
}) satisfies z.ZodType<composition.AccountSource>;

export const LineRole = z.enum(lineRoles);
export const IncludedAnswer = z.enum(composition.includedAnswers);

export const lineSourceOf = <T extends z.ZodType>(text: T) =>
  z.object({
    psaLineId: z.string(),
    agreementId: z.string(),
    agreementName: z.string(),
    companyId: z.string(),
    productId: z.string(),
    productIdentifier: z.string().nullable(),
    description: z.string().exactOptional().describe("The PSA's; absent: it gives none"),
    quantity: DecimalText.nullable(),
    lessIncluded: DecimalText.nullable(),
    minimum: DecimalText.exactOptional().describe('The least that is billed; absent: any number'),
    unitPrice: DecimalText.nullable(),
    currency: Currency.exactOptional(),
    billCustomer: z.string().nullable(),
    effectiveDate: z.string().nullable(),
    cancelledDate: z.string().nullable(),
    nextInvoiceDate: z.string().nullable(),
    billsByDay: z
      .literal(true)
      .exactOptional()
      .describe('A change of it names the day on which it acts; absent: it acts on an invoice'),
    booked: z
      .array(z.object({ day: Day, quantity: DecimalText }))
      .exactOptional()
      .describe('Quantities that the PSA has booked for later days, in their order; absent: none is known'),
    billingCycle: z.string().nullable(),
    status: z.enum(psaLineStatuses).nullable().describe("The line's own status word; dates decide"),
    live: z.boolean(),
    beginsLater: z.literal(true).exactOptional().describe('It begins later than today, and will bill then'),
    agreementEnds: Day.exactOptional().describe('The last day of its agreement; absent: it has none'),
    continues: z
      .array(z.string())
      .exactOptional()
      .describe('Lines that it takes over from as a renewal, the last one first; absent: none'),
    notLiveReason: text.nullable(),
    ownDates: z
      .object({
        begins: Day.exactOptional().describe('First billed day, later than today'),
        ends: Day.exactOptional().describe('Last billed day, past ones too'),
      })
      .exactOptional()
      .describe('What Seatwise wrote and the PSA still shows; absent: no day of it'),
    role: LineRole.nullable(),
    included: z
      .object({ answer: IncludedAnswer, reason: z.string() })
      .nullable()
      .describe('What its free units (lessIncluded) are; null: it has none, or nobody said'),
    readAt: Instant.nullable(),
  });

export const foundLineOf = <T extends z.ZodType>(text: T) =>
  lineSourceOf(text).extend({
    companyName: z.string().nullable(),
    relation: z.enum(composition.foundRelations).describe('How its agreement stands to the company'),
    mapped: z.boolean().describe('false: of a product whose Product ID extends a mapped one'),
  });

export const vanishedLineOf = <T extends z.ZodType>(text: T) =>
  lineSourceOf(text).extend({
    notedAt: Instant.describe('When it was first missed; readAt is when it was seen last'),
    confirmed: z.boolean().describe('A later complete reading did not have it either'),
    answered: z.boolean().describe('A person decided about the line after it vanished'),
    became: text.describe('Deleted, of another product, of another company'),
  });

export const PsaAdvice = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('create-line'),
    productIdentifier: z.string().nullable(),
    agreementIds: z.array(z.string()),
    agreementNames: z.array(z.string()).describe('In the order of the ids'),
    quantity: DecimalText,
  }),
  z.object({ kind: z.literal('cancel-line'), psaLineIds: z.array(z.string()) }),
]) satisfies z.ZodType<composition.PsaAdvice>;

export const InvoicePeriod = z.union([
  z.object({
    invoiceDate: Day,
    begins: Day,
    ends: Day.describe('The first day after the period'),
  }),
  z.object({ invoiceDate: Day, begins: z.null(), ends: z.null() }).describe('The cycle has no known length'),
]) satisfies z.ZodType<InvoicePeriodOfBillingTarget>;

const billingTargetOf = <T extends z.ZodType>(text: T) =>
  z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('billing-target'),
      billingTarget: BillingTarget,
      period: InvoicePeriod,
      isDefault: z.boolean(),
      days: z
        .array(z.object({ day: Day, share: z.number().describe('Of a period, from that day on') }))
        .exactOptional()
        .describe('Days that can be chosen, where changes name one'),
      later: z
        .array(z.object({ day: Day, untilShare: z.number().describe('Of a period, up to that day') }))
        .exactOptional()
        .describe('Periods further ahead that can be chosen'),
      untilShare: z.number().exactOptional().describe('Of a period, up to the default day'),
    }),
    z.object({ kind: z.literal('not-set'), agreementTypeId: z.string() }),
    z.object({ kind: z.literal('cannot'), reason: text, offer: z.array(z.string()) }),
  ]);

export const UsageTarget = z.object({ psaLineId: z.string(), before: DecimalText, after: DecimalText });

export const composedLineOf = <T extends z.ZodType>(text: T) =>
  z.object({
    groupKey: z.string(),
    kind: UsageKind,
    flags: z.array(flagOf(text)),
    companyId: z.string().nullable(),
    accountId: Id.nullable(),
    vendorQuantity: z.int().nullable(),
    psaQuantity: DecimalText.nullable(),
    vendorReadAt: Instant.nullable(),
    psaReadAt: Instant.nullable(),
    notRead: z
      .object({ code: z.string().nullable(), at: Instant.nullable(), reason: text })
      .nullable()
      .describe('Why these are the last good numbers and not present ones'),
    includedBeside: DecimalText,
    variance: DecimalText.nullable(),
    rule: LineRule.exactOptional().describe('Absent: no billing rule applies, every seat is a unit'),
    onceDone: z
      .object({ psaQuantity: DecimalText, variance: DecimalText })
      .exactOptional()
      .describe('Beside an approved change that waits: how it stands once that is done'),
    target: UsageTarget.nullable(),
    billingTarget: billingTargetOf(text).nullable(),
    needsTarget: z.boolean(),
    money: moneyOf(text),
    perMonth: BilledAndCost.exactOptional().describe('Absent: no line is in the total'),
    accounts: z.array(AccountSource),
    lines: z.array(lineSourceOf(text)),
    beginsOn: Day.exactOptional().describe(
      'First billed day, later than today, of a line that Seatwise created, or of a line billed twice',
    ),
    endsOn: Day.exactOptional().describe(
      'Seatwise has ended all that is to be ended: nothing is billed after this day',
    ),
    alsoCandidates: z.array(lineSourceOf(text)).exactOptional(),
    childLines: z
      .array(lineSourceOf(text))
      .exactOptional()
      .describe("Live lines of another company on child agreements of the company's: outside the sum"),
    found: z.array(foundLineOf(text)).exactOptional(),
    vanished: z.array(vanishedLineOf(text)).exactOptional(),
    warnings: z.array(text),
    advice: PsaAdvice.nullable(),
    reason: text,
  });

const BoundMapping = z.object({
  accountIds: z.array(z.string()),
  roles: z.array(z.object({ psaLineId: z.string(), role: LineRole })),
  included: z.array(z.object({ psaLineId: z.string(), answer: IncludedAnswer })),
}) satisfies z.ZodType<MappingOfApproval>;

/** What the approver saw, as it was bound (RULES 6). */
export const evidenceOf = <T extends z.ZodType>(text: T) =>
  z.object({
    composed: composedLineOf(text),
    mapping: BoundMapping.describe('A change of it voids the approval'),
    period: InvoicePeriod.nullable().describe('Null for a proof of the right to write'),
    whyLastDay: text.exactOptional().describe('Of a line to be ended: why it is billed until that day'),
    invoicedThrough: Day.exactOptional().describe('Of a line to be created: the last invoiced day by then'),
  });
