import { z } from 'zod';
import { agreementOutcomes } from '../../domain/sync-runs.ts';
import { mappingStates } from '../../domain/states.ts';
import { accountKinds, accountMarks, mappingOrigins } from '../../domain/usage/composition.ts';
import { approvedDecisions } from '../../domain/decisions/approval.ts';
import { UsageKind } from '../stored/line-parts.ts';
import { Cause, commaList, Day, DecimalText, Id, Instant, listOf, listQuery } from './common.ts';
import { MessageText } from './message-text.ts';
import { SeatChanges } from './seat-changes.ts';

const PsaCompanyRef = z.object({ id: z.string(), name: z.string(), identifier: z.string().nullable() });

export const VendorAccount = z.object({
  id: Id,
  foreignId: z.string(),
  kind: z.enum(accountKinds),
  name: z.string(),
  nameCleaned: z
    .boolean()
    .describe(
      'The vendor sent characters that no name has: they are replaced, and the name matches no company by itself',
    ),
  label: z.string().describe('The parent is "This MSP (parent account)"'),
  apiHostname: z.string().nullable(),
  edition: z.string().nullable(),
  mark: z.enum(accountMarks).nullable(),
  mapping: z.object({
    state: z.enum(mappingStates),
    company: PsaCompanyRef.nullable(),
    origin: z.enum(mappingOrigins).nullable(),
    reason: z.string().nullable(),
    decidedBy: z.string().nullable(),
    decidedByName: z.string().nullable().describe('Null for the system'),
    decidedAt: Instant.nullable(),
  }),
  acknowledged: z.object({ code: z.string(), reason: z.string().nullable() }).nullable(),
  seats: z.int().nullable().describe('Last complete count; null before any'),
  seatsReadAt: Instant.nullable(),
  byStatus: z
    .record(z.string(), z.int())
    .nullable()
    .describe('Those seats by the status of their users; null before any'),
  newestRead: z.object({ state: z.string(), cause: Cause.nullable(), readAt: Instant.nullable() }).nullable(),
  firstSeenAt: Instant,
  goneAt: Instant.nullable(),
});
export const VendorAccountQuery = z.strictObject({
  ...listQuery,
  sort: z.enum(['name', '-name', 'seats', '-seats', 'state', '-state']).default('name'),
  state: commaList(z.enum(mappingStates)).optional(),
  company: z.string().max(100).optional(),
  gone: z.enum(['true', 'false']).optional(),
});
export const VendorAccountList = listOf(VendorAccount);

export const AccountHistory = z.object({
  account: VendorAccount,
  readings: z.array(
    z.object({
      readAt: Instant,
      syncRunId: Id,
      state: z.string(),
      seats: z.int().nullable().describe('Null: no complete count, which is not zero'),
      byStatus: z.record(z.string(), z.int()).nullable(),
      notCounted: z.record(z.string(), z.int()).nullable().describe('Users without a seat, by status'),
      flags: z.array(z.string()),
      cause: Cause.nullable(),
    }),
  ),
  lines: z.array(
    z.object({
      at: Instant,
      usageLineId: Id,
      version: z.int(),
      kind: UsageKind,
      vendorQuantity: z.int().nullable(),
      psaQuantity: DecimalText.nullable(),
    }),
  ),
  approvals: z
    .array(
      z.object({
        at: Instant,
        approvalId: Id,
        approvalLineId: Id,
        decision: z.enum(approvedDecisions),
        before: DecimalText,
        after: DecimalText,
        targetInvoice: MessageText,
        state: z.string(),
        by: z.object({ kind: z.string(), id: z.string(), name: z.string().nullable() }),
      }),
    )
    .describe('Approved changes of the lines while the account was part of them'),
  seatChanges: SeatChanges,
});

export const PsaCompany = PsaCompanyRef.extend({
  status: z.string().nullable(),
  deleted: z.boolean().describe('In the recycle bin: listed, never offered'),
  twins: z.int().describe('Other companies with the same name'),
  parentCompanyId: z.string().nullable(),
  billToCompanyId: z.string().nullable(),
  agreements: z.int(),
  mappedAccounts: z.array(z.object({ id: Id, name: z.string() })),
  readAt: Instant,
  goneAt: Instant.nullable(),
});
export const PsaCompanyQuery = z.strictObject({
  ...listQuery,
  sort: z.enum(['name', '-name', 'id', '-id']).default('name'),
  mapped: z.enum(['true', 'false']).optional(),
  deleted: z.enum(['true', 'false']).optional(),
});
export const PsaCompanyList = listOf(PsaCompany);

export const PsaAgreement = z.object({
  id: z.string(),
  name: z.string(),
  company: PsaCompanyRef.nullable(),
  companyId: z.string(),
  type: z.object({ id: z.string().nullable(), name: z.string().nullable() }),
  parentAgreementId: z.string().nullable(),
  status: z.string().nullable(),
  startDate: Day.nullable(),
  endDate: Day.nullable(),
  billingCycle: z.object({ name: z.string(), months: z.int().nullable() }).nullable(),
  nextInvoiceDate: Day.nullable(),
  prorates: z.boolean().nullable(),
  usable: z.boolean(),
  notUsableReason: z.string().nullable(),
  lines: z.int(),
  reading: z.object({
    outcome: z.enum(agreementOutcomes).nullable(),
    cause: Cause.nullable(),
    attemptedAt: Instant.nullable(),
    readAt: Instant.nullable(),
  }),
  goneAt: Instant.nullable(),
});
export const PsaAgreementQuery = z.strictObject({
  ...listQuery,
  sort: z.enum(['name', '-name', 'company', '-company', 'next-invoice', '-next-invoice']).default('name'),
  company: z.string().max(100).optional(),
});
export const PsaAgreementList = listOf(PsaAgreement);

export const PsaProduct = z.object({
  id: z.string(),
  productId: z.string().describe('Product ID, as people know it'),
  description: z.string().nullable(),
  productClass: z.string().nullable(),
  price: DecimalText.nullable(),
  inactive: z.boolean(),
  bundle: z.boolean().describe('A bundle cannot be a line of an agreement'),
  selectable: z.boolean(),
  mappedTo: z.object({ vendorServiceId: Id, name: z.string() }).nullable(),
  lines: z.int().describe('Lines with this product'),
  goneAt: Instant.nullable(),
});
export const PsaProductQuery = z.strictObject({
  ...listQuery,
  sort: z.enum(['product-id', '-product-id', 'price', '-price']).default('product-id'),
  selectable: z.enum(['true', 'false']).optional(),
  mapped: z.enum(['true', 'false']).optional(),
});
export const PsaProductList = listOf(PsaProduct);

export const VendorService = z.object({
  id: Id,
  key: z.string(),
  name: z.string(),
  products: z.array(z.object({ id: z.string(), productId: z.string(), lines: z.int() })),
});
export const VendorServiceQuery = z.strictObject({ ...listQuery, sort: z.enum(['name']).default('name') });
const LookAlike = z.object({
  id: z.string(),
  productId: z.string(),
  lines: z.int().describe('Not ended, on agreements of mapped companies'),
});
const LookAlikes = z
  .array(LookAlike)
  .describe(
    'Products that are not mapped, look like the vendor’s or like a mapped one, and have lines at mapped companies; those with the most lines first',
  );
export const OfferedService = VendorService.extend({
  lookAlikes: LookAlikes,
  suggestions: z
    .array(
      z.object({
        product: z.object({ id: z.string(), productId: z.string() }),
        words: z.string().describe('The reason for people'),
        ambiguous: z.boolean().describe('Another product fits about as well or has a twin: look twice'),
        hasTwin: z.boolean().describe('Another product, inactive or not, has exactly its name'),
      }),
    )
    .describe(
      'What it was mapped to with another PSA before, by name, as far as it is not mapped; a person decides',
    ),
});
export const VendorServiceList = listOf(OfferedService);

export const Suggestion = z.object({
  account: z.object({ id: Id, name: z.string() }),
  company: PsaCompanyRef,
  score: z.int().describe('0–100; only an order, not a probability'),
  reason: z.string(),
  words: z.string().describe('The reason for people'),
  ambiguous: z
    .boolean()
    .describe('Another company fits about as well, has a twin, or the former PSA says otherwise: look twice'),
  hasTwin: z.boolean().describe('Another company, in the recycle bin too, has exactly its name'),
});
export const SuggestionQuery = z.strictObject({
  ...listQuery,
  sort: z.enum(['account', '-score']).default('account'),
  account: Id.optional(),
});
export const SuggestionList = listOf(Suggestion);

export const SetUpReview = z.object({
  accounts: z.object({ total: z.int(), mapped: z.int(), excluded: z.int(), unmapped: z.int() }),
  services: z.array(VendorService),
  lookAlikes: LookAlikes,
  schedule: z.object({ hour: z.int(), minute: z.int(), timeZone: z.literal('UTC') }),
  keepNames: z.boolean(),
  exclusions: z
    .array(z.object({ accountId: Id, label: z.string(), reason: z.string() }))
    .describe('Accounts that are never billed'),
  matchedByHand: z
    .array(z.object({ accountId: Id, label: z.string(), company: PsaCompanyRef }))
    .describe('Mapped by a person, not by an exactly equal name'),
  firstSync: z.object({
    accounts: z.int(),
    vendorCallsAtLeast: z.int(),
    secondsAbout: z.int().describe('At the pace that the vendor allows now'),
  }),
  unusableAgreements: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      companyId: z.string(),
      companyName: z.string(),
      reason: z.string(),
    }),
  ),
  billingRules: z.int().describe('Those that have not ended'),
  unreadAgreements: z.int().describe('Agreements whose newest reading failed'),
  companiesWithSeveralLines: z.array(
    z.object({ companyId: z.string(), companyName: z.string(), lines: z.int() }),
  ),
  gateTwo: z.object({ open: z.boolean(), missing: z.array(z.string()) }),
});
