import { z } from 'zod';
import { AppliedRule } from '../stored/billing-rule.ts';
import { Day } from './common.ts';

/** A billing rule of a line as people read it (RULES 13). */
export const ReadableRule = AppliedRule.extend({
  text: z.string().describe('Its terms in one sentence'),
  equation: z
    .string()
    .nullable()
    .describe('From seats to units, term by term; null: not every account was counted'),
});

/** Which rule turns seats into units. */
const lineRuleOf = <R extends z.ZodType>(rule: R) =>
  z.object({
    day: Day.describe('The first one that a change of the line bills'),
    applied: rule.nullable().describe('Null: none on that day, every seat is a unit'),
    later: z
      .object({ from: Day, applied: rule.nullable() })
      .nullable()
      .describe(
        'What applies from a later day of the same period, so that a person decides the line alone; null: the same',
      ),
  });

export const ReadableLineRule = lineRuleOf(ReadableRule);

/** With what the rule is for, and whether it ends soon. */
export const LineRule = lineRuleOf(
  ReadableRule.extend({
    scopeText: z.string().describe('What it is for, by name'),
    endsSoon: Day.nullable().describe('The day on which it or its commitment ends, if within 30 days'),
  }),
);

export const billableUnits = z
  .int()
  .nullable()
  .describe('What is to be billed for the seats: as many, or what its billing rule makes of them');
