import { z } from 'zod';
import { approvalLineStates } from '../../domain/states.ts';
import { approvalKinds, approvedDecisions } from '../../domain/decisions/approval.ts';
import { billingTargets } from '../../domain/usage/billing-target.ts';
import { intentOutcomes } from '../../domain/write-back/write-outcome.ts';
import { composedLineOf, evidenceOf } from '../stored/line-parts.ts';
import { changeKinds } from '../../domain/decisions/change.ts';
import { capNames } from '../../domain/write-back/daily-cap.ts';
import { Lists, NewLine } from '../stored/new-line.ts';
import { Actor, Cause, commaList, Day, DecimalText, Id, Instant, listOf, listQuery } from './common.ts';
import { ReadableRule } from './line-rule.ts';
import { MessageText } from './message-text.ts';

export { approvalLineStates };

/** One approved change, from approved to its end. */
export const WriteBackLine = z.object({
  id: Id,
  approvalId: Id,
  integrationId: Id,
  usageLineId: Id.describe('The usage line it was decided on; it may be gone'),
  label: z.string(),
  companyId: z.string(),
  agreementId: z.string(),
  psaLineId: z.string().describe('Of a line to be created, its marker'),
  createdLineId: z.string().nullable().describe('What the PSA calls the line that was created'),
  productIdentifier: z.string().nullable(),
  decision: z.enum(approvedDecisions),
  change: z.enum(changeKinds),
  newLine: NewLine.nullable().describe('What is sent of a line to be created'),
  lastBilledDay: Day.nullable().describe('Of a line that is ended, or whose end is taken back'),
  before: DecimalText,
  after: DecimalText,
  countOn: z.int().describe('Seats when it was approved'),
  rule: ReadableRule.nullable().describe(
    'The billing rule that it was approved under; null: every seat was a unit',
  ),
  billingTarget: z.enum(billingTargets),
  invoiceDate: z.string(),
  billsByDay: z
    .boolean()
    .describe('Changes of its agreement name a day; what reverts one acts from the next open period on'),
  targetInvoice: MessageText.describe('On which invoice, or from which day, the change bills'),
  waitsFor: MessageText.nullable().describe('What a queued line waits for; null: not queued'),
  effectPerInvoice: DecimalText.nullable(),
  currency: z.string().nullable().describe("ISO 4217; XXX: not confirmed; null: the company's own"),
  effectPerMonth: DecimalText.nullable(),
  reason: z.string().nullable(),
  actor: Actor,
  approvedAt: Instant,
  expiresAt: Instant,
  state: z.enum(approvalLineStates),
  sendCount: z.int(),
  sentAt: Instant.nullable(),
  finishedAt: Instant.nullable(),
  cause: Cause.nullable().describe("Why it ended so, with the PSA's own words"),
  psaShows: DecimalText.nullable().describe('What the PSA shows now, as last read'),
  reverts: Id.nullable(),
  revertedBy: Id.nullable(),
  replacedBy: Id.nullable(),
  resolved: z.object({ at: Instant, by: Actor, reason: z.string() }).nullable(),
  /** What can be done with it now, whatever the caller's role. */
  can: z.object({ cancel: z.boolean(), revert: z.boolean(), resolve: z.boolean() }),
});

const writeBackFilters = {
  integration: Id.optional(),
  state: commaList(z.enum(approvalLineStates)).optional(),
  needsPerson: z.enum(['true', 'false']).optional().describe('Conflicts that nobody resolved'),
  usageLine: Id.optional(),
  q: listQuery.q,
  sort: z.enum(['approved', '-approved', 'account', '-account']).default('-approved'),
} as const;

export const WriteBackQuery = z.strictObject({ ...listQuery, ...writeBackFilters });
export const WriteBackCsvQuery = z.strictObject(writeBackFilters);
/** Lines, newest approval first: what people follow is the line. */
export const WriteBackList = listOf(WriteBackLine);

export const WriteIntent = z.object({
  sendNumber: z.int(),
  change: z.enum(changeKinds),
  lists: Lists.nullable().describe('What was listed to find a line that may have been created'),
  before: DecimalText,
  after: DecimalText,
  sentAt: Instant,
  outcome: z.enum(intentOutcomes).nullable(),
  detail: MessageText.nullable(),
  concludedAt: Instant.nullable(),
});

export const ApprovalEvidence = evidenceOf(MessageText).extend({
  composed: composedLineOf(MessageText).omit({ perMonth: true }),
});

/** One approval with its lines, their intents and what was seen when approving. */
export const WriteBackDetail = z.object({
  approvalId: Id,
  integrationId: Id,
  kind: z.enum(approvalKinds),
  actor: Actor,
  approvedAt: Instant,
  workflowId: z.string(),
  progress: z
    .object({ live: z.boolean(), blocked: z.string().nullable(), nextCheckAt: Instant.nullable() })
    .describe('From the workflow; live false: no worker answered, or every line has ended'),
  lines: z.array(WriteBackLine.extend({ intents: z.array(WriteIntent), evidence: ApprovalEvidence })),
});

export const CanceledLine = z.object({ approvalLineId: Id, state: z.enum(approvalLineStates) });
export const RevertLine = z.strictObject({ reason: z.string().trim().min(1).max(500).optional() });
export const RevertedLine = z.object({
  approvalId: Id,
  approvalLineId: Id,
  before: DecimalText,
  after: DecimalText,
});
export const ResolveConflict = z.strictObject({ reason: z.string().trim().min(1).max(500) });
export const ResolvedConflict = z.object({
  approvalLineId: Id,
  state: z.enum(approvalLineStates),
  resolvedAt: Instant,
});
export const ContinueWrites = z.strictObject({
  cap: z.enum(capNames).describe('The limit that is reached, by its setting; the others stay as they are'),
});
export const ContinuedWrites = z.object({
  day: z.string(),
  cap: z.enum(capNames),
  allowances: z.int().describe('How often this limit was granted again today'),
  sentToday: z.object({ lines: z.int(), amount: DecimalText }),
  limit: z.object({ lines: z.int(), amount: DecimalText }),
});
