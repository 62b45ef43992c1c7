import { z } from 'zod';
import type { MonthReadings as Readings } from '../../domain/months/review-month.ts';
import { agreementOutcomes } from '../../domain/sync-runs.ts';
import * as composition from '../../domain/usage/composition.ts';
import * as psa from '../../domain/psa-facts.ts';
import { StoredMessage } from '../../messages/stored.ts';
import { Day, DecimalText, Id, Instant } from './scalars.ts';

const text = z.string();
const noted = text.nullable();

const Account = z.object({
  id: Id,
  foreignId: text,
  kind: z.enum(composition.accountKinds),
  name: text,
  edition: noted,
  mark: z.enum(composition.accountMarks).nullable(),
  mapping: z.discriminatedUnion('state', [
    z.object({ state: z.literal('unmapped') }),
    z.object({ state: z.literal('mapped'), companyId: text }),
    z.object({ state: z.literal('excluded'), reason: text }),
  ]),
  acknowledgedCode: noted,
  lastComplete: z
    .object({
      countId: text,
      seats: z.int(),
      byStatus: z.record(text, z.int()),
      flags: z.array(text),
      readAt: Instant,
      syncRunId: text,
    })
    .nullable(),
  newestRead: z.object({ outcome: z.enum(composition.readOutcomes), code: noted, at: Instant }).nullable(),
  left: z.literal(true).exactOptional(),
}) satisfies z.ZodType<composition.VendorAccountFacts>;

const Company = z.object({
  id: text,
  name: text,
  nameCleaned: z.boolean().exactOptional(),
  identifier: noted,
  status: noted,
  deleted: z.boolean(),
  parentCompanyId: noted,
  billToCompanyId: noted,
  currency: noted.exactOptional(),
}) satisfies z.ZodType<psa.PsaCompany>;

const Agreement = z.object({
  id: text,
  name: text,
  companyId: text,
  companyName: text.exactOptional(),
  typeId: noted,
  typeName: noted,
  parentAgreementId: noted,
  status: noted,
  over: z.enum(psa.agreementEnds).nullable(),
  startDate: noted,
  endDate: noted,
  billingCycle: z
    .object({ name: text, months: z.number().nullable(), days: z.number().nullable(), never: z.boolean() })
    .nullable(),
  nextInvoiceDate: noted,
  currency: noted.exactOptional(),
  prorates: z.boolean().nullable(),
  periodType: noted,
  lastUpdated: Instant.nullable().exactOptional(),
  dated: z
    .object({
      periodBegan: noted,
      postedThrough: noted,
      byRule: z.literal(true).exactOptional(),
      booked: z.record(z.string(), z.array(z.object({ day: text, quantity: DecimalText }))).exactOptional(),
    })
    .nullable()
    .exactOptional(),
}) satisfies z.ZodType<psa.PsaAgreement>;

const Reading = z.object({
  agreementId: text,
  newest: z.object({ outcome: z.enum(agreementOutcomes), code: noted, at: Instant }),
  lastCompleteAt: Instant.nullable(),
}) satisfies z.ZodType<composition.AgreementReading>;

/** A line of the PSA as it was read. */
export const PsaLine = z.object({
  id: text,
  agreementId: text,
  productId: text,
  productIdentifier: noted,
  description: noted,
  quantity: DecimalText.nullable(),
  lessIncluded: DecimalText.nullable(),
  minimum: DecimalText.exactOptional(),
  unitPrice: DecimalText.nullable(),
  unitCost: DecimalText.exactOptional(),
  billable: z.boolean().nullable(),
  billCustomer: noted,
  effectiveDate: noted,
  cancelledDate: noted,
  status: z.enum(psa.psaLineStatuses).nullable(),
  lastUpdated: Instant.nullable(),
  locked: StoredMessage.exactOptional(),
  keptIn: text.exactOptional(),
  marker: text.exactOptional(),
  prorated: DecimalText.exactOptional(),
}) satisfies z.ZodType<psa.PsaLine>;

const Product = z.object({
  id: text,
  identifier: text,
  description: noted,
  productClass: noted,
  holdsOthers: z.boolean(),
  inactive: z.boolean(),
  price: DecimalText.nullable(),
  partNumber: z.string().exactOptional(),
}) satisfies z.ZodType<psa.PsaProduct>;

/** What a run had read by the instant of its composition: what its month is closed from (RULES 12). */
export const MonthReadings = z.object({
  today: Day,
  now: Instant,
  accounts: z.array(Account),
  companies: z.array(Company),
  agreements: z.array(Agreement),
  agreementReadings: z.array(Reading),
  lines: z.array(PsaLine),
  products: z.array(Product),
}) satisfies z.ZodType<Readings>;
