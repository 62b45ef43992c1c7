import { z } from 'zod';
export { isHolding, releasableGuards } from '../../domain/usage/holding-flags.ts';
import { CameAndWent, Cause, commaList, DecimalText, Id, Instant, listOf, listQuery } from './common.ts';
import { approvalLineStates } from './write-backs.ts';

/** In the order of RULES 4. */
export const usageKinds = [
  'unmapped', 'not-read', 'bills-nothing', 'choice', 'orphan', 'new', 'no-account', 'match', 'increase', 'decrease',
] as const; // prettier-ignore
const Kind = z.enum(usageKinds);
export const usageFlags = [
  'held', 'stale', 'scheduled', 'vanished', 'included', 'dismissed', 'waiting',
] as const; // prettier-ignore
const FlagName = z.enum(usageFlags);
const Guard = z.enum(['drop', 'first', 'shrink-of-many', 'jump', 'zero', 'fraction', 'age', 'unknown']);
const Decision = z.enum(['open', 'proposed', 'approved', 'dismissed', 'held']);

const Flag = z.object({ flag: FlagName, guard: Guard.optional(), reason: z.string() });

const Money = z.object({
  effectPerInvoice: DecimalText.nullable(),
  effectPerMonth: DecimalText.nullable(),
  atRiskPerMonth: DecimalText.nullable(),
  estimated: z.boolean(),
  note: z.string().nullable(),
});

const Landing = z.enum(['next-invoice', 'invoice-after']);
const LandsText = z
  .string()
  .describe('"invoice of 1 Dec", "after the invoice of 1 Jan 2027", "cannot land: reason"');
const Actor = z.object({ kind: z.string(), id: z.string(), name: z.string().nullable() });

/** Where a change of the target lands by default (RULES 5). */
const LandsOn = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('lands'),
    landing: Landing,
    invoiceDate: z.string(),
    periodBegins: z.string(),
    periodEnds: z.string().describe('The first day after the period'),
    text: LandsText,
  }),
  z.object({
    kind: z.literal('not-set'),
    agreementTypeId: z.string().describe('The type to answer for'),
    text: LandsText,
  }),
  z.object({ kind: z.literal('cannot'), reason: z.string(), text: LandsText }),
]);

const ApprovalRef = z.object({
  approvalId: Id,
  approvalLineId: Id,
  state: z.enum(approvalLineStates),
});

export const UsageLine = z.object({
  id: Id,
  integrationId: Id,
  groupKey: z.string(),
  label: z.string(),
  kind: Kind,
  flags: z.array(Flag),
  decision: Decision,
  version: z.int(),
  company: z.object({ id: z.string(), name: z.string() }).nullable(),
  accountNames: z.array(z.string()),
  accountId: Id.nullable(),
  service: z.object({ id: Id, name: z.string() }),
  vendorQuantity: z.int().nullable(),
  psaQuantity: DecimalText.nullable(),
  includedBeside: DecimalText.describe(
    'Free units beside the seats: the variance is seats and these, less psaQuantity',
  ),
  variance: DecimalText.nullable(),
  target: z.object({ psaLineId: z.string(), before: DecimalText, after: DecimalText }).nullable(),
  lands: LandsOn.nullable().describe('Null: nothing would be changed'),
  needsTarget: z.boolean(),
  money: Money,
  reason: z.string(),
  waiting: ApprovalRef.extend({
    before: DecimalText,
    after: DecimalText,
    landsOn: LandsText,
    furtherVariance: DecimalText.nullable().describe(
      'What differs even once it is done, which nobody decided yet; null: one side is missing',
    ),
  })
    .nullable()
    .describe(
      'An approved change that the PSA does not show yet; kind, variance and money are those without it',
    ),
  writeBack: ApprovalRef.extend({ code: z.string().nullable() })
    .nullable()
    .describe('The newest approved change, also one that has ended'),
  decisionDetail: z
    .object({
      by: Actor,
      at: Instant,
      reason: z.string().nullable(),
      quantity: DecimalText.nullable().describe('proposed and approved: what the target line shall become'),
      lands: Landing.nullable().describe('Null: the default'),
      targetPsaLineId: z.string().nullable().describe('proposed: the target that was named'),
    })
    .nullable()
    .describe('Who made the present decision; null while it is open'),
  vendorReadAt: Instant.nullable().describe('When Duo was read, of several accounts the oldest'),
  psaReadAt: Instant.nullable().describe('When its PSA lines were read, of several agreements the oldest'),
  notRead: z
    .object({ cause: Cause.nullable(), at: Instant.nullable(), reason: z.string() })
    .nullable()
    .describe(
      'Why these are the last good numbers and not present ones: every not-read, and an unmapped account whose newest reading is not complete. cause null: never read, or too long ago',
    ),
  changedAt: Instant,
});

export const usageFilters = {
  integration: Id.optional(),
  kind: commaList(Kind).optional(),
  flag: commaList(FlagName).optional(),
  holdReason: commaList(Guard).optional(),
  account: Id.optional(),
  company: z.string().max(100).optional(),
  agreement: z.string().max(100).optional(),
  service: Id.optional(),
  decision: commaList(Decision).optional(),
  toDecide: z
    .enum(['true', 'false'])
    .optional()
    .describe("Open lines, as a card's openLines and a month's report count them: nobody decided them yet"),
  q: listQuery.q,
  sort: z
    .enum([
      'account', '-account', 'service', '-service', 'psa', '-psa', 'vendor', '-vendor', 'variance', '-variance',
      'money', '-money',
    ])
    .default('account'), // prettier-ignore
} as const;

export const UsageLineQuery = z.strictObject({ ...listQuery, ...usageFilters });
export const UsageCsvQuery = z.strictObject(usageFilters);
export const UsageLineList = listOf(UsageLine);

const AccountSource = z.object({
  accountId: Id,
  name: z.string(),
  seats: z.int().nullable(),
  byStatus: z.record(z.string(), z.int()).nullable(),
  countId: z.string().nullable(),
  readAt: Instant.nullable(),
  syncRunId: Id.nullable().describe('The run that read this count at `readAt`'),
  ageSeconds: z.int().nullable(),
  newestRead: z.object({ outcome: z.string(), cause: Cause.nullable(), at: Instant }).nullable(),
});

const LineSource = z.object({
  psaLineId: z.string(),
  agreementId: z.string(),
  agreementName: z.string(),
  companyId: z.string(),
  productId: z.string(),
  productIdentifier: z.string().nullable(),
  quantity: DecimalText.nullable(),
  lessIncluded: DecimalText.nullable(),
  unitPrice: DecimalText.nullable(),
  billCustomer: z.string().nullable(),
  effectiveDate: z.string().nullable(),
  cancelledDate: z.string().nullable(),
  nextInvoiceDate: z.string().nullable(),
  billingCycle: z.string().nullable(),
  status: z.enum(['active', 'cancelled']).nullable().describe("The line's own status word; dates decide"),
  live: z.boolean(),
  notLiveReason: z.string().nullable(),
  role: z.enum(['target', 'counts', 'ignore']).nullable(),
  included: z
    .object({ answer: z.enum(['part', 'beside']), reason: z.string() })
    .nullable()
    .describe('What its free units (lessIncluded) are; null: it has none, or nobody said'),
  readAt: Instant.nullable(),
});

const FoundLine = LineSource.extend({
  companyName: z.string().nullable(),
  relation: z
    .enum([
      'own-agreement', 'child-agreement', 'parent-agreement', 'parent-company', 'bill-to-company', 'site-company',
    ])
    .describe('How its agreement stands to the company'),
  mapped: z.boolean().describe('false: of a product whose Product ID extends a mapped one'),
  text: z.string(),
}); // prettier-ignore

const VanishedLine = LineSource.extend({
  notedAt: Instant.describe('When it was first missed; readAt is when it was seen last'),
  confirmed: z.boolean().describe('A later complete reading did not have it either'),
  answered: z.boolean().describe('A person decided about the line after it vanished'),
  became: z.string().describe('"deleted", "of another product now: DUO-TOKEN"'),
  text: z.string(),
});

export const UsageLineDetail = UsageLine.extend({
  accounts: z.array(AccountSource),
  lines: z.array(LineSource),
  alsoCandidates: z
    .array(LineSource)
    .describe('Candidates on a parent or bill-to company that another usage line holds for now'),
  found: z.array(FoundLine).describe('new: live or future lines that may bill this usage; outside every sum'),
  vanished: z.array(VanishedLine).describe('What the PSA billed here and has no more'),
  warnings: z.array(z.string()),
  advice: z.unknown().describe('What to do in the PSA for new and orphan'),
  cameAndWent: CameAndWent,
  decisions: z
    .array(
      z.object({ at: Instant, action: z.string(), by: Actor, detail: z.record(z.string(), z.unknown()) }),
    )
    .describe('What people decided about it, newest first'),
  history: z.array(
    z.object({
      version: z.int(),
      at: Instant,
      kind: z.string(),
      vendorQuantity: z.int().nullable(),
      psaQuantity: DecimalText.nullable(),
      syncRunId: Id.nullable(),
    }),
  ),
});

export const ControlTotalsQuery = z.strictObject({ integration: Id.optional() });
export const ControlTotals = z.object({
  items: z.array(
    z.object({
      integrationId: Id,
      closes: z.boolean().describe('false: an error of ours'),
      composedAt: Instant,
      syncRunId: Id.nullable(),
      totals: z.looseObject({}),
      currency: z.string(),
    }),
  ),
});
