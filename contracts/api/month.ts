import { z } from 'zod';
import { Actor, Cause, DecimalText, Id, Instant } from './common.ts';
import { AgreementType } from './agreement-types.ts';
import { Month } from './months.ts';
import { LineNeed } from './line-needs.ts';
import { BillingTarget } from '../stored/billing-target.ts';
import { UsageKind } from '../stored/usage-kind.ts';
import { Day } from '../stored/scalars.ts';
import { EffectTotals, Measure, MeasureTotals, NotBilledUntilEffective } from '../stored/measures.ts';

export const MonthRow = z.object({
  need: LineNeed,
  lines: z.int(),
  measures: MeasureTotals.describe('Of these lines; those of which nothing is known are in none'),
  unknown: z.int().describe('Lines whose money is not known'),
  invoices: z
    .array(
      z.object({
        billingTarget: BillingTarget.nullable().describe(
          'null: not said how it is billed, or it cannot land',
        ),
        invoiceDate: Day.nullable(),
        lines: z.int(),
      }),
    )
    .describe('increase, decrease: where they would land'),
  holds: z
    .array(z.object({ value: z.string(), lines: z.int() }))
    .describe('held: the checks, or other flags, the most frequent first; a line has several'),
  first: z
    .array(z.object({ usageLineId: Id, label: z.string(), cause: Cause.nullable() }))
    .describe('The three worth most; cause: of a reading that failed'),
});

export const MonthQuestion = AgreementType.extend({
  integrationId: Id,
  lines: z.int().describe('Open lines whose change waits for the answer'),
});

/** Maximum number of lines on hold in the answer; the usage list has all of them. */
export const onHoldShown = 20;

export const LineOnHold = z.object({
  usageLineId: Id,
  label: z.string(),
  kind: UsageKind,
  measure: Measure.nullable().describe('The figure that its money is part of (RULES 12); null: of none'),
  effect: EffectTotals.describe('Of this line'),
  by: Actor,
  at: Instant,
  reason: z.string().nullable(),
});

/** The running month, of one data version: each figure counts lines by the one condition of RULES 8. */
export const MonthNow = z.object({
  dataVersion: z.string(),
  month: Month,
  currency: z.string(),
  syncs: z
    .array(z.object({ integrationId: Id, lastGoodAt: Instant.nullable(), nextAt: Instant.nullable() }))
    .describe('nextAt: when the next one may begin at the earliest; null: none is due'),
  lines: z
    .object({
      total: z.int(),
      open: z.int(),
      onHold: z.int().describe('Of the open ones, put on hold by a person: these need no attention'),
      matched: z.int(),
      waiting: z.int(),
      dismissed: z.int(),
    })
    .describe('total = open + matched + waiting + dismissed'),
  measures: MeasureTotals,
  notBilledUntilEffective: NotBilledUntilEffective,
  notBilledCustomers: z.int().describe('Customers of the lines of notBilled'),
  notKnown: z
    .object({ accounts: z.int(), aside: z.int().describe('Excluded, internal or not for resale') })
    .describe('Accounts without a count, as the control totals name them'),
  questions: z
    .array(MonthQuestion)
    .describe('How agreements of these types are billed: asked before a change on them can land (RULES 5)'),
  rows: z.array(MonthRow).describe('What open lines need; what no line needs is absent'),
  onHold: z
    .array(LineOnHold)
    .describe(`Lines that a person put on hold, the longest ago first, at most ${onHoldShown}`),
  done: z.object({
    recovered: EffectTotals.describe('Confirmed increases of the month, a month'),
    created: EffectTotals.describe('Of these, lines that were created'),
    credited: EffectTotals.describe('Confirmed decreases of the month, a month: over-billing that ended'),
    ended: EffectTotals.describe('Of these, lines that were ended'),
    net: DecimalText,
    netOthers: z.record(z.string(), DecimalText).exactOptional().describe('In other currencies, by code'),
    waiting: z
      .object({ up: EffectTotals, down: EffectTotals })
      .describe('Approved, not written yet or not known to be'),
    conflicts: z.int().describe('Writes that somebody has to resolve'),
  }),
});
