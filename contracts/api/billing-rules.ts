import { z } from 'zod';
import { ratioRoundings, ruleChanges, ruleScopes } from '../../domain/billing-rules/billing-rule.ts';
import { AppliedRule, RuleBody, RuleRef, RuleScope, RuleTerms } from '../stored/billing-rule.ts';
import { Actor, commaList, Day, DecimalText, Id, Instant, listOf, listQuery } from './common.ts';

/** Billing rules (RULES 13): from seats to billable units. */
export { AppliedRule, ratioRoundings, RuleBody, RuleRef, RuleScope, ruleScopes, RuleTerms };
export { equation, ruleSentence, scopeText, validityText } from '../../domain/billing-rules/rule-text.ts';

export const ruleStatuses = ['in-force', 'upcoming', 'ended'] as const;

/** One version of a rule. */
export const RuleVersion = z.object({
  ...RuleRef.shape,
  ...RuleBody,
  withPsaTerms: z
    .boolean()
    .describe('Confirmed to apply together with included units or a minimum in the PSA'),
  change: z.enum(ruleChanges).describe('What this version changed'),
  reason: z.string(),
  actor: Actor,
  madeAt: Instant,
});

/** The version in force. */
export const BillingRule = RuleVersion.extend({
  scopeName: z
    .string()
    .nullable()
    .describe('Of the line, customer, agreement type or product; null: of everything, or not known any more'),
  status: z.enum(ruleStatuses).describe('On the present billing day'),
  text: z.string().describe('Its terms in one sentence'),
  lines: z.int().describe('Usage lines under it now'),
  endsSoon: Day.nullable().describe('The day on which it or its commitment ends, if within 30 days'),
});
export const BillingRuleList = listOf(BillingRule);

export const BillingRuleQuery = z.strictObject({
  ...listQuery,
  scope: commaList(z.enum(ruleScopes)).optional(),
  status: commaList(z.enum(ruleStatuses)).optional(),
});

/** A rule with all its versions, the newest first. */
export const BillingRuleDetail = BillingRule.extend({ versions: z.array(RuleVersion) });

const NewRule = z.strictObject({
  ...RuleBody,
  withPsaTerms: z
    .literal(true)
    .optional()
    .describe('It applies together with included units or a minimum in the PSA'),
});

/** A change of the rules: what is looked at before it is confirmed, and what is confirmed. */
export const RuleChange = z.discriminatedUnion('change', [
  z.strictObject({ change: z.literal('add'), rule: NewRule }),
  z.strictObject({
    change: z.literal('correct'),
    id: Id,
    version: z.int().describe('The one that was looked at'),
    rule: NewRule,
  }),
  z.strictObject({
    change: z.literal('end'),
    id: Id,
    version: z.int().describe('The one that was looked at'),
    to: Day.describe('The last day on which it is valid; the day before its first one withdraws it'),
  }),
]);
export type RuleChange = z.infer<typeof RuleChange>;

export const SeatStatuses = z.object({
  statuses: z
    .array(z.string())
    .describe("In the vendor's own words: known ones, and others that were counted"),
});

const UnderRule = z.object({
  kind: z.string(),
  units: z.int().nullable().describe('Billable units; null: not every account was counted'),
  variance: DecimalText.nullable(),
  currency: z.string(),
  effectPerMonth: DecimalText.nullable().describe('Null: unknown, or none'),
  rule: RuleRef.nullable(),
  later: z
    .object({ from: Day, units: z.int().nullable(), rule: RuleRef.nullable() })
    .nullable()
    .describe('What applies from a later day of the billed period; null: the same'),
});

/** What a change of the rules does in the running month. */
export const RuleEffect = z.object({
  customers: z.int(),
  lines: z
    .array(
      z.object({
        usageLineId: Id.nullable().describe('Null: there is no such line before, or after'),
        groupKey: z.string(),
        label: z.string(),
        seats: z.int().nullable(),
        before: UnderRule.nullable(),
        after: UnderRule.nullable(),
      }),
    )
    .describe('Lines whose units, kind or rule differ, also later in the billed period; at most 500'),
  total: z.int().describe('All of them'),
  perMonth: z
    .array(z.object({ currency: z.string(), before: DecimalText, after: DecimalText, unknown: z.int() }))
    .describe('Sum of the effects of these lines, by currency; unknown: lines without a known amount'),
  voided: z
    .array(z.object({ approvalLineId: Id, label: z.string(), before: DecimalText, after: DecimalText }))
    .describe('Approvals that become void'),
  psaTerms: z
    .array(
      z.object({
        label: z.string(),
        psaLineId: z.string(),
        source: z.string().describe('Of the rule'),
        held: z
          .boolean()
          .describe('The rule is not changed, but begins to apply: the line is held until it is corrected'),
        lessIncluded: DecimalText.nullable(),
        minimum: DecimalText.nullable(),
        units: DecimalText.nullable().describe(
          'What would be billed if both apply; null: not known, or several lines bill the seats',
        ),
      }),
    )
    .describe(
      'Lines with included units or a minimum of the PSA, on which a rule with free units or a minimum must be confirmed',
    ),
  effect: z.string().describe('Of exactly this effect: confirm with it'),
});

/** Confirms what {@link RuleEffect} showed. Another effect by now: 409 EffectChanged. */
export const ConfirmedRuleChange = z.strictObject({
  change: RuleChange,
  effect: z.string().min(1).max(100),
  reason: z.string().trim().min(1).max(500),
});

/**
 * Rules from a CSV file with the columns of the exported one, all or nothing: a row with a `ruleId` corrects that rule, one
 * without adds a rule; a row that differs from nothing changes nothing.
 */
export const RuleImport = z.strictObject({
  csv: z.string().min(1).max(2_000_000),
});
export const ConfirmedRuleImport = RuleImport.extend({
  effect: z.string().min(1).max(100),
  reason: z.string().trim().min(1).max(500),
});
export const RuleImportEffect = z.object({
  rules: z.int().describe('Rules that would be added or corrected'),
  rejected: z.array(z.object({ row: z.int().describe('From 1, without the head'), detail: z.string() })),
  effect: RuleEffect.nullable().describe('Null: a row is rejected, nothing can be confirmed'),
});
export const RuleImportResult = z.object({ rules: z.int().describe('Rules added or corrected') });
