import type { MonthReport } from '../../domain/months/month-report.ts';
import type { Actor } from '../../domain/keys.ts';
import type { Renderer } from '../../messages/rendering/renderer.ts';
import { messageWire } from '../rendering.ts';
import { totalsWire } from './composed-wire.ts';

const named = <T extends { readonly by: Actor; readonly byName: string | null }>({
  by,
  byName,
  ...rest
}: T) => ({
  ...rest,
  by: { ...by, name: byName },
});

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
