import { z } from 'zod';
import { approvalLineStates, decisionStates } from '../../domain/states.ts';
import { usageFlags } from '../../domain/usage/line-flags.ts';
import { LineNeed } from './line-needs.ts';

export { LineNeed, lineNeeds } from './line-needs.ts';
export { isHolding, mayOverride, usageFlags } from '../../domain/usage/line-flags.ts';
export { usageKinds } from '../../domain/usage/line-kinds.ts';
export { isOutside } from '../../domain/usage/line-roles.ts';
export { decisionStates };
import {
  foundLineOf, lineSourceOf, moneyOf, PsaAdvice, UsageCheck, UsageKind, UsageTarget, vanishedLineOf,
} from '../stored/line-parts.ts'; // prettier-ignore
import { BillingTarget } from '../stored/billing-target.ts';
import { NewLineWish } from '../stored/new-line.ts';
import { billableUnits, LineRule } from './line-rule.ts';
import { LineNote } from './line-notes.ts';
import { totalsOf } from '../stored/month-parts.ts';
import { Measure, MeasureTotals } from '../stored/measures.ts';
import {
  Actor,
  AuditDetail,
  Cause,
  commaList,
  Day,
  DecimalText,
  Id,
  Instant,
  listOf,
  listQuery,
} from './common.ts';
import { SeatChanges } from './seat-changes.ts';
import { MessageText } from './message-text.ts';

const FlagName = z.enum(usageFlags);
const Decision = z.enum(decisionStates);

const Flag = z.object({ flag: FlagName, check: UsageCheck.optional(), reason: MessageText });

export const UsageMoney = moneyOf(MessageText);
export const LineSource = lineSourceOf(MessageText);
export const TotalsOfComposition = totalsOf(MessageText);

const BillingTargetText = MessageText.describe(
  'On which invoice or from which day it bills, or why that is not known',
);

const UntilThen = DecimalText.nullable().describe(
  'About what is not billed from now to that day; negative: billed too much. Null: not known, or it acts on an invoice',
);

/** Where a change of the target lands by default (RULES 5). */
const BillingTargetOn = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('billing-target'),
    billingTarget: BillingTarget,
    invoiceDate: z.string(),
    periodBegins: z.string().nullable().describe('Null: in arrears, by a billing cycle of unknown length'),
    periodEnds: z.string().nullable().describe('The first day after the period; null as periodBegins'),
    days: z
      .array(
        z.object({
          day: z.string(),
          bills: DecimalText.nullable().describe(
            'About what proration bills of the period that runs; null: not known',
          ),
        }),
      )
      .describe('Days that can be named in its place; none where a change acts on an invoice'),
    later: z
      .array(z.object({ day: z.string(), untilThen: UntilThen }))
      .describe('First days of later periods that can be named in its place'),
    untilThen: UntilThen,
    text: BillingTargetText,
  }),
  z.object({
    kind: z.literal('not-set'),
    agreementTypeId: z.string().describe('The type to answer for'),
    text: BillingTargetText,
  }),
  z.object({ kind: z.literal('cannot'), reason: MessageText, text: BillingTargetText }),
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
  kind: UsageKind,
  flags: z.array(Flag),
  decision: Decision,
  need: LineNeed.nullable().describe('What it needs from a person; null: it is not open'),
  measure: Measure.nullable().describe('The figure that its money is part of (RULES 12); null: of none'),
  version: z.int(),
  company: z.object({ id: z.string(), name: z.string() }).nullable(),
  accountNames: z.array(z.string()),
  accountId: Id.nullable(),
  service: z.object({ id: Id, name: z.string() }),
  products: z
    .array(z.string())
    .describe('Product IDs of its PSA lines that count; of new usage, the one to add'),
  descriptions: z
    .array(z.string())
    .describe("The PSA's descriptions of those lines, which tell two of one agreement apart"),
  agreements: z
    .array(z.object({ id: z.string(), name: z.string(), type: z.string().nullable() }))
    .describe('Where those lines stand; of new usage, where one may be added'),
  vendorQuantity: z.int().nullable().describe('Seats'),
  billableUnits,
  rule: LineRule.nullable().describe('Null: no billing rule, every seat is a unit'),
  psaQuantity: DecimalText.nullable(),
  includedBeside: DecimalText.describe(
    'Included units in addition: the variance is billable units and these, less psaQuantity',
  ),
  variance: DecimalText.nullable(),
  target: UsageTarget.nullable(),
  billingTarget: BillingTargetOn.nullable().describe('Null: nothing would be changed'),
  needsTarget: z.boolean(),
  money: UsageMoney,
  reason: MessageText,
  waiting: ApprovalRef.extend({
    before: DecimalText,
    after: DecimalText,
    targetInvoice: BillingTargetText,
    billingTarget: BillingTarget,
    invoiceDate: Day,
    furtherVariance: DecimalText.nullable().describe(
      'What differs even once it is done, which nobody decided yet; null: one side is missing',
    ),
  })
    .nullable()
    .describe(
      'An approved change that the PSA does not show yet; kind, variance and money are those without it',
    ),
  writeBack: ApprovalRef.extend({
    code: z.string().nullable(),
    after: DecimalText,
    billedFrom: Day.nullable().describe(
      'The day of the first invoice with the new quantity; null until the change is done',
    ),
  })
    .nullable()
    .describe('The newest approved change, also one that has ended'),
  decisionDetail: z
    .object({
      by: Actor,
      at: Instant,
      reason: z.string().nullable(),
      quantity: DecimalText.nullable().describe('proposed and approved: what the target line shall become'),
      billingTarget: BillingTarget.nullable().describe('Null: the default'),
      targetPsaLineId: z.string().nullable().describe('proposed: the target that was named'),
      newLine: NewLineWish.nullable().describe('proposed: the line to be created; null: none'),
    })
    .nullable()
    .describe('Who made the present decision; null while it is open'),
  note: LineNote.nullable().describe('What people wrote beside it, kept over months'),
  noteVersion: z.int().min(0).describe('To be sent with a change of the note; 0: there never was one'),
  vendorReadAt: Instant.nullable().describe('When the vendor was read, of several accounts the oldest'),
  psaReadAt: Instant.nullable().describe('When its PSA lines were read, of several agreements the oldest'),
  beginsOn: Day.nullable().describe(
    'First billed day, later than today, of a line that Seatwise created, or of a line billed twice',
  ),
  endsOn: Day.nullable().describe(
    'Seatwise has ended all that is to be ended: nothing is billed after this day',
  ),
  notRead: z
    .object({ cause: Cause.nullable(), at: Instant.nullable(), reason: MessageText })
    .nullable()
    .describe(
      'Why these are the last good numbers and not present ones: every not-read, and an unmapped account whose newest reading is not complete. cause null: never read, or too long ago',
    ),
  changedAt: Instant,
});

export const usageFilters = {
  integration: Id.optional(),
  kind: commaList(UsageKind).optional(),
  flag: commaList(FlagName).optional(),
  holdReason: commaList(UsageCheck).optional(),
  account: Id.optional(),
  company: z.string().max(100).optional(),
  agreement: z.string().max(100).optional(),
  service: Id.optional(),
  rule: z
    .union([z.literal('any'), Id])
    .optional()
    .describe('Lines under this billing rule; any: under one at all'),
  decision: commaList(Decision).optional(),
  toDecide: z
    .enum(['true', 'false'])
    .optional()
    .describe("Open lines, as a card's openLines and a month's report count them: nobody decided them yet"),
  need: commaList(LineNeed).optional().describe('Open lines that need one of these'),
  assignee: z
    .union([z.literal('me'), Id])
    .optional()
    .describe('me: who asks, of a key its creator'),
  q: listQuery.q,
  sort: z
    .enum([
      'account', '-account', 'service', '-service', 'psa', '-psa', 'vendor', '-vendor', 'variance', '-variance',
      'money', '-money', 'amount', '-amount',
    ])
    .default('account'), // prettier-ignore
} as const;

/** Lines that would be shown if this were the choice, under the other filters as they are. */
export const ChoiceCount = z.object({
  value: z.string(),
  lines: z.int(),
  measures: MeasureTotals,
});
export const UsageLineCountsQuery = z.strictObject(usageFilters).omit({ sort: true });
export const UsageLineCounts = z.object({
  dataVersion: z.string(),
  lines: z
    .object({ open: z.int(), all: z.int() })
    .describe('Under the other filters, whatever is needed and whether or not only open ones are asked for'),
  measures: MeasureTotals.describe('Of the lines that the filters show'),
  need: z.array(ChoiceCount).describe('In the order in which people are shown them; others have none'),
  kind: z.array(ChoiceCount),
  flag: z.array(ChoiceCount).describe('A line has several: they do not add up'),
  decision: z.array(ChoiceCount),
  service: z.array(ChoiceCount.extend({ name: z.string() })).describe('value: its id'),
});

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

export const FoundLine = foundLineOf(MessageText).extend({ text: z.string() });
export const VanishedLine = vanishedLineOf(MessageText).extend({ text: z.string() });

const Href = z.url({ protocol: /^https$/u });

/** Where people who are signed in there see the same: addresses without anything secret. */
export const LineLinks = z.object({
  company: Href.nullable().describe('In the PSA; null: none is known'),
  agreements: z.array(z.object({ agreementId: z.string(), href: Href })),
  accounts: z.array(z.object({ accountId: Id, href: Href })).describe('At the vendor'),
});

export const UsageLineDetail = UsageLine.extend({
  links: LineLinks,
  accounts: z.array(AccountSource),
  lines: z.array(LineSource),
  alsoCandidates: z
    .array(LineSource)
    .describe('Candidates on a parent or bill-to company that another usage line holds for now'),
  found: z.array(FoundLine).describe('new: live or future lines that may bill this usage; outside every sum'),
  vanished: z.array(VanishedLine).describe('What the PSA billed here and has no more'),
  warnings: z.array(MessageText),
  advice: PsaAdvice.nullable().describe('What to do in the PSA for new and orphan'),
  differs: z
    .object({
      since: Instant,
      invoices: z.int().nullable().describe('Made since then; null: the PSA does not say when'),
      amount: DecimalText.nullable().describe('About how much they were wrong, each by the present effect'),
    })
    .nullable()
    .describe('How long it has been of its kind; null: it agrees, or was not read'),
  seatChanges: SeatChanges,
  decisions: z
    .array(z.object({ at: Instant, action: z.string(), by: Actor, detail: AuditDetail }))
    .describe('What people decided about it, newest first'),
  history: z.array(
    z.object({
      version: z.int(),
      at: Instant,
      kind: z.string(),
      vendorQuantity: z.int().nullable(),
      billableUnits: z.int().nullable(),
      rule: z.string().nullable().describe('Terms of its billing rule in one sentence; null: it had none'),
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
      totals: TotalsOfComposition,
      currency: z.string(),
    }),
  ),
});
