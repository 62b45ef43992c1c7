import { z } from 'zod';
import { MonthFigures, MonthResults, OpenLines } from '../stored/month-figures.ts';
import { Month } from './months.ts';
import { billableUnits, ReadableLineRule, ReadableRule } from './line-rule.ts';
import {
  LineHold,
  MonthChange as StoredChange,
  monthDecisionOf,
  monthLineOf,
} from '../stored/month-parts.ts';
import { Actor, Id, Instant, listOf, listQuery } from './common.ts';
import { MessageText } from './message-text.ts';
import { TotalsOfComposition } from './usage.ts';

export const ReviewMonth = z.object({
  id: Id,
  integrationId: Id,
  month: Month,
  version: z.int().describe('1, and one more each time it was closed again'),
  composedAt: Instant.describe('The composition that was frozen: vendor and PSA as read by then'),
  currency: z.string(),
  closes: z.boolean(),
  openLines: z.int(),
  closedBy: Actor,
  closedAt: Instant,
  reopened: z
    .object({ by: Actor, at: Instant, reason: z.string() })
    .nullable()
    .describe('Null: this version stands'),
});

export const ReviewMonthQuery = z.strictObject({
  ...listQuery,
  integration: Id.optional(),
  sort: z.enum(['month', '-month']).default('-month'),
});
export const ReviewMonthList = listOf(ReviewMonth);

export const CloseMonth = z.strictObject({
  integrationId: Id,
  month: Month,
  whileRunning: z.boolean().optional().describe('Needed for the month that still runs'),
});

export const ReopenMonth = z.strictObject({ reason: z.string().trim().min(1).max(500) });

const byWithName = { byName: true } as const;

export const MonthChange = StoredChange.omit(byWithName).extend({
  by: Actor,
  billableUnits: billableUnits.describe('What was to be billed for the seats when it was approved'),
  rule: ReadableRule.exactOptional().describe(
    'Under which it was approved; absent: no billing rule, every seat was a unit',
  ),
});

export const MonthDecision = monthDecisionOf(MessageText).omit(byWithName).extend({ by: Actor });

export const AuditPlace = z.object({
  position: z.int(),
  hash: z.string().describe('SHA-256 in hex; holds every entry before it'),
});

export const MonthLine = monthLineOf(
  MessageText,
  ReadableLineRule,
  LineHold.omit(byWithName).extend({ by: Actor }),
).extend({ billableUnits });

const report = {
  totals: TotalsOfComposition,
  figures: MonthFigures,
  before: z
    .object({ month: Month, version: z.int(), figures: MonthFigures })
    .nullable()
    .describe('The month before as it was closed last; null: it was not closed'),
  customers: z.array(
    z.object({
      companyId: z.string().nullable().describe('Null: an account that nobody mapped'),
      label: z.string(),
      results: MonthResults,
      open: OpenLines,
      notReadLines: z.int(),
    }),
  ),
  reviewers: z.array(
    z.object({
      by: Actor,
      decisions: z.record(z.string(), z.int()).describe('How often, by action of the audit'),
      results: MonthResults,
    }),
  ),
  lines: z.array(MonthLine).describe('Open ones first'),
  lineCount: z.int().describe('All lines of the month'),
  writeBacks: z
    .array(MonthChange)
    .describe('Changes approved or made in the month, and those from before that still wait'),
  decisions: z.array(MonthDecision).describe('What people and keys decided in the month, oldest first'),
  audit: AuditPlace.nullable().describe(
    "The place in the audit's chain: of a closed month its closing, of the running one the newest checkpoint; null: no checkpoint yet",
  ),
};

export const MonthToCloseQuery = z.strictObject({ month: Month });

/** What closing a month would freeze now, of one snapshot: by the condition and the sums of its report. */
export const MonthToClose = z.object({
  month: Month,
  composedAt: Instant,
  currency: z.string(),
  open: OpenLines.describe('What somebody still has to decide'),
  notReadLines: z.int().describe('Lines whose numbers are the last good ones'),
});

/** The report of a closed month: frozen lines, changes and totals, and who decided. */
export const ReviewMonthReport = ReviewMonth.extend({
  ...report,
  mspName: z.string().describe('As it was called when the month was closed'),
  timeZone: z.string().describe('Of billing; instants of the files are shown in it'),
  ruleVersion: z.int().describe('Version of the money rules'),
  checksum: z.string().describe("SHA-256 of the report's data in hex; the audit has the same"),
});

/** So many lines of the running month are shown, of those that need somebody the first. */
export const linesShown = 200;

export const RunningMonthQuery = z.strictObject({
  lines: z
    .enum(['first', 'all'])
    .default('first')
    .describe(`The first ${linesShown} of \`lineCount\`, or every line`),
});

/** The same of the month that runs, as it stands now. */
export const RunningMonthReport = z.object({
  integrationId: Id,
  month: Month,
  composedAt: Instant,
  currency: z.string(),
  closes: z.boolean(),
  openLines: z.int(),
  ...report,
});

/** A stored file of a closed month. */
export const ReportFile = z.object({
  name: z.string(),
  format: z.string(),
  paper: z.string().nullable().describe('Of a PDF'),
  mediaType: z.string(),
  size: z.int().describe('In bytes'),
  sha256: z.string().describe('In hex, as the audit has it'),
  madeAt: Instant,
});

export const ReportFileList = z.object({
  items: z.array(ReportFile).describe('Empty until they are written, seconds after the closing'),
});
