import { z } from 'zod';
import { Day, DecimalText, Json } from './common.ts';
import { MessageText } from './message-text.ts';

/** Lines that Seatwise creates and ends (RULES 16, 17). */

const Reason = z.string().trim().min(1).max(500);

/** A line to be created, as a person wants it; what is left out is as suggested. Its units are the billable ones. */
export const NewLineWish = z.strictObject({
  agreementId: z.string().min(1).max(100),
  productId: z.string().min(1).max(100),
  unitPrice: z
    .string()
    .regex(/^\d{1,9}(\.\d{1,4})?$/u)
    .nullish()
    .describe("Another price than the catalog's; needs a reason"),
  expectedUnitPrice: DecimalText.nullish().describe(
    'What a unit costs, as it was shown; where given, another price rejects with LineChanged',
  ),
  firstBilledDay: Day.nullish().describe('Absent: the first day of the first period that has not begun'),
  billingOption: z.string().max(40).nullish(),
  taxable: z.boolean().nullish(),
  invoiceText: z.string().trim().min(1).max(6_000).nullish(),
});

const FirstBilledDay = z.object({
  day: Day,
  note: MessageText.nullable().describe('What it bills in addition to the usual; null: nothing'),
});

/** The choices for a new line of a usage line. */
export const LineToCreate = z.object({
  lineVersion: z.int(),
  customer: z.string(),
  units: z.int().nullable().describe('Billable units; null: not known'),
  rejected: MessageText.nullable().describe(
    'Why no line is created now, such as a line that may bill it; null: one may be',
  ),
  /** The first is suggested. */
  agreements: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      typeName: z.string().nullable(),
      currency: z.string().nullable(),
      nextInvoiceDate: Day.nullable(),
      rejected: MessageText.nullable().describe('Why it cannot be chosen'),
      firstBilledDays: z.array(FirstBilledDay).describe('The first is suggested; empty: none can be chosen'),
    }),
  ),
  /** The first is suggested. */
  products: z.array(
    z.object({
      id: z.string(),
      identifier: z.string(),
      description: z.string().nullable(),
      unitPrice: DecimalText.nullable().describe("The catalog's; null: a price must be entered"),
    }),
  ),
  offers: z.object({
    price: z.boolean(),
    billingOptions: z.array(z.string()).describe('The first is usual; empty: the PSA has none'),
    taxable: z.boolean(),
    invoiceTextMax: z.int().nullable(),
  }),
});

/** Which line is ended, and after which day. */
export const LineToEnd = z.strictObject({
  psaLineId: z.string().min(1).max(100),
  lastBilledDay: Day.nullish().describe('Absent: as suggested'),
});

/** The lines of a usage line that can be ended. */
export const LinesToEnd = z.object({
  lineVersion: z.int(),
  customer: z.string(),
  rejected: MessageText.nullable().describe('Why none is ended now; null: one may be'),
  lines: z.array(
    z.object({
      psaLineId: z.string(),
      agreementName: z.string(),
      productIdentifier: z.string().nullable(),
      description: z.string().nullable(),
      units: DecimalText.nullable(),
      perMonth: DecimalText.nullable(),
      currency: z.string().nullable(),
      lastBilledDay: Day.nullable().describe('Suggested; null: it cannot be ended'),
      earliest: Day.nullable().describe('The last day that was invoiced: no earlier one is set'),
      why: MessageText.describe('Why this day'),
      rejected: MessageText.nullable(),
    }),
  ),
});

export const PreviewLineChange = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('create-line'), lineVersion: z.int().min(1), newLine: NewLineWish }),
  z.strictObject({ kind: z.literal('end-line'), lineVersion: z.int().min(1), line: LineToEnd }),
]);

/** What would be approved, and exactly what would be sent. */
export const LineChangePreview = z.object({
  sentence: MessageText.describe('What a button says: "Create 15 × BACKUP on Managed IT at 4.00 from 1 Dec"'),
  before: DecimalText,
  after: DecimalText,
  perMonth: DecimalText.nullable(),
  currency: z.string().nullable(),
  cautions: z
    .array(MessageText)
    .describe('What to know, such as a whole period that is billed for some days'),
  rejected: MessageText.nullable().describe('Why it cannot be approved as entered'),
  code: z.string().nullable().describe('Of the rejection, such as LineHeld, which an override ends'),
  requests: z.array(
    z.object({
      method: z.enum(['GET', 'POST', 'PATCH']),
      path: z.string(),
      body: Json,
      note: MessageText.nullable(),
    }),
  ),
});

/** Ends one line of one customer, who is named as confirmed. */
export const EndLine = z.strictObject({
  lineVersion: z.int().min(1),
  line: LineToEnd,
  customer: z.string().min(1).max(500).describe('Name of the customer: another one rejects'),
  reason: Reason,
});
