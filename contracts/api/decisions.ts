import { z } from 'zod';
import { overridableChecks } from '../../domain/usage/line-flags.ts';
import { selections } from '../../domain/decisions/decision.ts';
import { changeKinds } from '../../domain/decisions/change.ts';
import { billingTargets } from '../../domain/usage/billing-target.ts';
import { writeRights } from '../../domain/write-back/write-outcome.ts';
import { Day, DecimalText, Id, MessageParams } from './common.ts';
import { NewLineWish } from './line-changes.ts';

export type { BillsIn, BillingTarget } from '../../domain/usage/billing-target.ts';

const Reason = z.string().trim().min(1).max(500);

/** A field that a decision does not use is rejected, not ignored (RULES 8); `null` is no value. */
const unused = z.null().optional();

const onLine = {
  usageLineId: Id,
  lineVersion: z.int().min(1).describe('The version that was looked at'),
  reason: Reason.nullish(),
};
const onInvoice = {
  billingTarget: z
    .string()
    .max(40)
    .nullish()
    .describe(
      'next-invoice or invoice-after; where changes name a day, a day that is offered; absent: the default',
    ),
  targetPsaLineId: z.string().max(100).nullish(),
};
const setsAside = <D extends string>(decision: D) =>
  z.strictObject({
    ...onLine,
    decision: z.literal(decision),
    quantity: unused,
    billingTarget: unused,
    targetPsaLineId: unused,
  });

/** One decision about one usage line. `billingTarget` beside the two that exist is rejected for that item, with the offer. */
export const DecisionItem = z.discriminatedUnion('decision', [
  z.strictObject({
    ...onLine,
    ...onInvoice,
    decision: z.literal('approve'),
    quantity: unused,
  }),
  z.strictObject({
    ...onLine,
    ...onInvoice,
    decision: z.literal('adjust'),
    quantity: z.number().nullish().describe('What the target line shall become'),
  }),
  z.strictObject({
    ...onLine,
    decision: z.literal('create'),
    quantity: z
      .int()
      .min(1)
      .nullish()
      .describe('The units as they were shown; where given, another number rejects with LineChanged'),
    billingTarget: unused,
    targetPsaLineId: unused,
    newLine: NewLineWish,
  }),
  setsAside('dismiss'),
  setsAside('hold'),
  setsAside('reopen').describe('Takes a hold or a dismissal back'),
]);

export const DecideUsageLines = z.strictObject({
  selection: z
    .enum(selections)
    .describe('all: the lines were selected together; decreases are rejected then'),
  items: z.array(DecisionItem).min(1).max(500),
});

export const DecisionResult = z.object({
  usageLineId: Id,
  outcome: z
    .enum(['approved', 'proposed', 'dismissed', 'held', 'open', 'rejected'])
    .describe('open: a hold or a dismissal was taken back'),
  lineVersion: z.int().nullable().describe('The version after the decision'),
  approvalId: Id.nullable(),
  approvalLineId: Id.nullable(),
  replaced: Id.nullable().describe('The queued approval line it took the place of'),
  change: z
    .object({
      kind: z.enum(changeKinds),
      psaLineId: z.string().describe('Of a line to be created, its marker'),
      before: DecimalText,
      after: DecimalText,
      firstBilledDay: Day.nullable().describe('Of a line to be created'),
      lastBilledDay: Day.nullable().describe('Of a line to be ended'),
      billingTarget: z.enum(billingTargets),
      invoiceDate: z.string(),
    })
    .nullable(),
  code: z.string().nullable(),
  title: z.string().nullable(),
  advice: z.string().nullable(),
  detail: z.string().nullable(),
  params: MessageParams.nullable().describe('The values in the detail'),
  agreementTypeId: z.string().nullable().describe('BillingTargetNotSet: the type to answer for'),
  offer: z.array(z.string()).nullable().describe('BillingTargetNotOffered: what can be chosen'),
});

/** One entry per item, in the order sent: some may be rejected while others hold. */
export const DecisionAnswer = z.object({ items: z.array(DecisionResult) });

export const OverrideChecks = z.strictObject({
  reason: Reason,
  lineVersion: z.int().min(1).optional().describe('Where given, another version rejects'),
});

export const OverrideAnswer = z.object({
  usageLineId: Id,
  lineVersion: z.int(),
  overridden: z.array(z.enum(overridableChecks)),
  count: DecimalText,
});

export const TurnOnWriteBack = z.strictObject({
  proveLineId: z
    .string()
    .max(100)
    .optional()
    .describe('Consent to set this line once to the quantity it has, to prove the right to write'),
});

export const WriteBackAnswer = z.object({
  writeBackEnabled: z.boolean(),
  writeRight: z.enum(writeRights),
  writeRightAt: z.string().nullable(),
  /** Of the proof, where one was asked for. */
  approvalId: Id.nullable(),
  canceled: z.int().describe('Queued changes that turning off write-back canceled'),
});
