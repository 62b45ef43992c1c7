import type { StoredReviewMonth } from '../../db/usage/review-months.ts';
import type { MonthReport } from '../../domain/months/month-report.ts';
import type { Actor } from '../../domain/keys.ts';
import { asWritten, type Message } from '../../messages/message.ts';
import type { Renderer } from '../../messages/rendering/renderer.ts';
import { messageWire } from '../rendering.ts';
import { totalsWire } from './composed-wire.ts';

/** A report with the closing that it is of; null: of the month that runs. */
export interface ReportWithClosing {
  readonly closed: StoredReviewMonth | null;
  readonly report: MonthReport;
}

const named = <T extends { readonly by: Actor; readonly byName: string | null }>({
  by,
  byName,
  ...rest
}: T) => ({
  ...rest,
  by: { ...by, name: byName },
});

/** Codes in the rows of a closed month are text; one of another version is shown as it is. */
export function inWords<T extends string>(
  codes: readonly T[],
  code: string,
  words: (code: T) => Message,
): Message {
  const known = codes.find((one) => one === code);
  return known === undefined ? asWritten(code) : words(known);
}

export const reportWire = (report: MonthReport, render: Renderer) => ({
  totals: totalsWire(report.totals, render),
  figures: report.figures,
  before: report.before,
  customers: report.customers,
  reviewers: report.reviewers.map(named),
  lines: report.lines.map((line) => ({
    ...line,
    notRead: line.notRead === null ? null : messageWire(render, line.notRead),
  })),
  lineCount: report.lineCount,
  writeBacks: report.changes.map(named),
  decisions: report.decisions.map((decision) => ({
    ...named(decision),
    detail: decision.detail === null ? null : messageWire(render, decision.detail),
  })),
  audit: report.audit,
});
