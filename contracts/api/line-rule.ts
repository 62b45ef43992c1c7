import { z } from 'zod';
import { AppliedRule } from '../stored/billing-rule.ts';
import { Day } from './common.ts';

const RuleOfLine = AppliedRule.extend({
  scopeText: z.string().describe('What it is for, by name'),
  text: z.string().describe('Its terms in one sentence'),
  equation: z
    .string()
    .nullable()
    .describe('From seats to units, term by term; null: not every account was counted'),
});

/** Which rule turns seats into units (RULES 13). */
export const LineRule = z.object({
  day: Day.describe('The first one that a change of the line bills'),
  applied: RuleOfLine.nullable().describe('Null: none on that day, every seat is a unit'),
  later: z
    .object({ from: Day, applied: RuleOfLine.nullable() })
    .nullable()
    .describe(
      'What applies from a later day of the same period, so that a person decides the line alone; null: the same',
    ),
});
