import type { MonthChange, MonthReport } from '../../../domain/months/month-report.ts';
import type { MonthLine } from '../../../domain/months/review-month.ts';
import type { Actor } from '../../../domain/keys.ts';
import type { Renderer } from '../../../messages/rendering/renderer.ts';
import { type AppliedRule, billableOf } from '../../../domain/usage/composition.ts';
import { messageWire } from '../../rendering.ts';
import { totalsWire } from '../usage/composed-wire.ts';
import { lineRuleWire, ruleWire } from '../usage/line-rule-wire.ts';

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
  lines: report.lines.map((line) => lineWire(line, render)),
  lineCount: report.lineCount,
  writeBacks: report.changes.map((change) => changeWire(change, render)),
  decisions: report.decisions.map((decision) => ({
    ...named(decision),
    detail: decision.detail === null ? null : messageWire(render, decision.detail),
  })),
  audit: report.audit,
});

function lineWire(line: MonthLine, render: Renderer) {
  const { rule, hold, ...rest } = line;
  const readable = (applied: AppliedRule) => ruleWire(applied, line.vendorQuantity, render);
  return {
    ...rest,
    billableUnits: billableOf(line),
    ...(rule === undefined ? {} : { rule: lineRuleWire(rule, readable) }),
    ...(hold === undefined ? {} : { hold: named(hold) }),
    notRead: line.notRead === null ? null : messageWire(render, line.notRead),
  };
}

const changeWire = ({ rule, ...change }: MonthChange, render: Renderer) => ({
  ...named(change),
  billableUnits: rule === undefined ? change.seats : rule.units,
  ...(rule === undefined ? {} : { rule: ruleWire(rule, change.seats, render) }),
});
