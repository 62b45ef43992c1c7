import { z } from 'zod';
import { Currency, UsageKind } from '../stored/line-parts.ts';
import { Day, DecimalText, Id, Instant } from './common.ts';
import { MessageText } from './message-text.ts';
import { billableUnits, LineRule } from './line-rule.ts';
import { LineSource } from './usage.ts';

/** What one customer uses, and what is billed for it. */
export const CustomerSheet = z.object({
  dataVersion: z.string(),
  company: z.object({ id: z.string(), name: z.string() }),
  day: z.string().describe('Today in the billing time zone'),
  currency: z.string(),
  lines: z.array(
    z.object({
      usageLineId: Id,
      service: z.string(),
      kind: UsageKind,
      reason: MessageText,
      decision: z.string(),
      vendorQuantity: z.int().nullable().describe('Seats'),
      billableUnits,
      rule: LineRule.nullable().describe('Null: no billing rule, every seat is a unit'),
      psaQuantity: DecimalText.nullable(),
      variance: DecimalText.nullable(),
      currency: Currency,
      effectPerMonth: DecimalText.nullable(),
      vendorReadAt: Instant.nullable(),
      psaReadAt: Instant.nullable(),
      accounts: z.array(
        z.object({
          accountId: Id,
          name: z.string(),
          seats: z.int().nullable().describe('By the rule of seats; null: never counted'),
          byStatus: z.record(z.string(), z.int()).nullable().describe('Seats by status; they sum to seats'),
          notCounted: z.record(z.string(), z.int()).nullable().describe('Users without a seat, by status'),
          readAt: Instant.nullable(),
          holders: z
            .array(
              z.object({
                userId: z.string(),
                name: z.string().nullable().describe('Null: names are not kept'),
                status: z.string(),
                holdsSeat: z.boolean(),
              }),
            )
            .describe('Of the newest complete reading, seats first'),
        }),
      ),
      billed: z.array(LineSource).describe('The lines of the PSA that stand for this usage'),
    }),
  ),
  namesKept: z.boolean().describe('Whether names of users are kept (privacy)'),
});

/** Usage that nobody pays for, as the lines to add in the PSA. */
export const LinesToCreate = z.object({
  dataVersion: z.string(),
  currency: z.string(),
  items: z.array(
    z.object({
      usageLineId: Id,
      company: z.object({ id: z.string(), name: z.string() }).nullable(),
      label: z.string(),
      advised: z.boolean().describe('false: a line was found or vanished; look first'),
      productId: z.string().nullable().describe('Null: several editions, or no product has a price'),
      agreements: z
        .array(z.object({ id: z.string(), name: z.string() }))
        .describe('Where the line may stand'),
      quantity: z.int().nullable().describe('Billable units'),
      equation: z.string().nullable().describe('How its billing rule turns seats into these; null: as many'),
      unitPrice: DecimalText.nullable(),
      currency: Currency,
      perMonth: DecimalText.nullable().describe('An estimate'),
      reason: MessageText,
      lineVersion: z.int(),
      awaitsSync: z
        .boolean()
        .describe('Once approved, it is sent after the next sync: two have to find the line missing'),
      suggestion: z
        .object({
          agreementId: z.string(),
          agreementName: z.string(),
          productId: z.string().describe("The PSA's ID, as a decision names it"),
          quantity: z.int().describe('Billable units on the first billed day'),
          unitPrice: DecimalText.describe("The catalog's"),
          firstBilledDay: Day,
          sentence: MessageText.describe('As the preview of a line change says it'),
        })
        .nullable()
        .describe('What can be approved as it is; null: a person chooses first, or no line is created now'),
      rejected: MessageText.nullable().describe('Why no line is created now; null: one may be'),
    }),
  ),
  toEnd: z
    .array(
      z.object({
        usageLineId: Id,
        company: z.object({ id: z.string(), name: z.string() }).nullable(),
        label: z.string(),
        psaLineId: z.string(),
        productId: z.string().nullable(),
        agreement: z.object({ id: z.string(), name: z.string() }),
        quantity: DecimalText.nullable(),
        unitPrice: DecimalText.nullable(),
        currency: Currency.exactOptional().describe('Absent: the tenant’s own'),
        perMonth: DecimalText.nullable().describe('Negative; null: not known, or together with others'),
        ends: z.string().nullable().describe('Day on which the PSA ends it already; null: it does not'),
      }),
    )
    .describe('Duplicates, to be ended in the PSA'),
});
