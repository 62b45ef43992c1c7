import { z } from 'zod';
import type { RuleStep as RuleStepOfLine } from '../../domain/billing-rules/billable-units.ts';
import * as rules from '../../domain/billing-rules/billing-rule.ts';
import { Day, Id } from './scalars.ts';

/** Billing rules as they are stored and sent (RULES 13). */

const units = z.int().min(0).max(1_000_000);
const ForeignId = z.string().min(1).max(100);

export const RuleScope = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('line'), id: ForeignId.describe('Of the line in the PSA') }),
  z.strictObject({ kind: z.literal('customer'), id: ForeignId.describe('Of the company in the PSA') }),
  z.strictObject({ kind: z.literal('agreement-type'), id: ForeignId.describe('"none": without a type') }),
  z.strictObject({ kind: z.literal('product'), id: ForeignId.describe('Of the product in the PSA') }),
  z.strictObject({ kind: z.literal('everything') }),
]) satisfies z.ZodType<rules.RuleScope>;

/** What a contract says; terms apply in this order. */
export const RuleTerms = z.strictObject({
  excludeStatuses: z.array(z.string().min(1).max(100)).min(1).max(20).exactOptional(),
  free: units.exactOptional(),
  ratio: z.strictObject({ per: units.min(1), round: z.enum(rules.ratioRoundings) }).exactOptional(),
  minimum: units.exactOptional(),
  maximum: units.exactOptional(),
  fixed: z.strictObject({ units, flat: z.literal(true).exactOptional() }).exactOptional(),
  commitment: z.strictObject({ units, decreaseFrom: Day }).exactOptional(),
  doNotBill: z.strictObject({ reason: z.string().trim().min(1).max(500) }).exactOptional(),
}) satisfies z.ZodType<rules.RuleTerms>;

const left = { units: z.int().describe('After this step') };

export const RuleStep = z.discriminatedUnion('step', [
  z.object({ step: z.literal('excluded'), byStatus: z.record(z.string(), z.int()), ...left }),
  z.object({ step: z.literal('free'), free: z.int(), ...left }),
  z.object({ step: z.literal('ratio'), per: z.int(), round: z.enum(rules.ratioRoundings), ...left }),
  z.object({ step: z.literal('minimum'), minimum: z.int(), ...left }),
  z.object({ step: z.literal('maximum'), maximum: z.int(), ...left }),
  z.object({ step: z.literal('fixed'), flat: z.boolean(), ...left }),
  z.object({ step: z.literal('commitment'), committed: z.int(), decreaseFrom: Day, ...left }),
  z.object({ step: z.literal('not-billed'), reason: z.string(), ...left }),
]) satisfies z.ZodType<RuleStepOfLine>;

/** A rule by ID and version, as an approval binds it. */
export const RuleRef = z.object({ id: Id, version: z.int() });

export const RuleBody = {
  scope: RuleScope,
  terms: RuleTerms,
  source: z.string().trim().min(1).max(300).describe('Where the contract says so: "MSA 2025-114, section 3"'),
  from: Day,
  to: Day.nullable().describe('The last day; null: until it is ended'),
};

export const AppliedRule = z.object({
  ...RuleRef.shape,
  ...RuleBody,
  units: z.int().nullable().describe('What it makes of the seats; null: not every account was counted'),
  steps: z.array(RuleStep).describe('The equation, in its order'),
});
