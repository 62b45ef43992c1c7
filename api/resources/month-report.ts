import type { StoredReviewMonth } from '../../db/usage/review-months.ts';
import type { MonthDecision, MonthReport } from '../../domain/months/month-report.ts';
import type { Actor } from '../../domain/keys.ts';
import { lineRoles } from '../../domain/usage/line-roles.ts';
import { asWritten, type Message, message } from '../../messages/message.ts';
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

interface Decided extends Pick<MonthDecision, 'label'> {
  readonly roleGiven?: MonthDecision['roleGiven'] | undefined;
}

/** Returns what was decided on: a line, or the PSA line of a company that got a role. */
export const decidedOn = ({ label, roleGiven }: Decided): Message | string | null =>
  roleGiven === null || roleGiven === undefined || label === null
    ? label
    : message('reports.role-given', {
        name: label,
        line: roleGiven.line,
        role: inWords(lineRoles, roleGiven.role, (role) => message(`tables.role.${role}`)),
      });

function labelOf(decided: Decided, render: Renderer): string | null {
  const on = decidedOn(decided);
  return typeof on === 'object' && on !== null ? render(on) : on;
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
  decisions: report.decisions.map(({ roleGiven, ...decision }) => ({
    ...named(decision),
    label: labelOf({ ...decision, roleGiven }, render),
  })),
  audit: report.audit,
});
