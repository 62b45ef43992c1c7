import { validityText } from '../../domain/billing-rules/rule-text.ts';
import type { MonthReport } from '../../domain/months/month-report.ts';
import type { MonthLine } from '../../domain/months/review-month.ts';
import type { Day } from '../../domain/quantity.ts';
import type { AppliedRule } from '../../domain/usage/composition.ts';
import { message } from '../../messages/message.ts';
import { column, identifier, oneGroup, quantity, text } from '../cells.ts';
import type { ReportRow, ReportSection } from '../document.ts';
import { equationCell, equationColumn, termsCell } from '../rule-cells.ts';

/** Every line under a billing rule, decided or not: what it makes of the seats (RULES 13). */
export const billingRules = ({ lines }: MonthReport): ReportSection => ({
  key: 'billing-rules',
  title: message('month-document.section.billing-rules'),
  note: null,
  whenEmpty: message('month-document.no-billing-rules'),
  columns: [
    column('customer', message('tables.column.customer'), 'text', 3),
    column('day', message('month-document.column.first-billed-day'), 'day'),
    column('vendor-seats', message('tables.column.vendor-seats'), 'quantity', 1),
    column('billable-units', message('tables.column.billable-units'), 'quantity', 1),
    column('psa-quantity', message('tables.column.psa-quantity'), 'quantity', 1),
    equationColumn,
    column('billing-rule', message('tables.column.billing-rule'), 'text', 4),
    column('valid', message('month-document.column.valid'), 'text', 2),
    identifier('rule-id', message('month-document.column.rule-id')),
    identifier('rule-version', message('month-document.column.rule-version')),
    identifier('usage-line', message('tables.column.usage-line')),
  ],
  groups: oneGroup(lines.flatMap(rowsOf)),
  totals: [],
});

/** Of the first billed day; where another rule, or none, follows within the period, of its first day too. */
function rowsOf(line: MonthLine): readonly ReportRow[] {
  const { rule } = line;
  if (rule === undefined) return [];
  return [
    rowOf(line, rule.day, rule.applied),
    ...(rule.later === undefined ? [] : [rowOf(line, rule.later.from, rule.later.applied)]),
  ];
}

const rowOf = (line: MonthLine, day: Day, applied: AppliedRule | null): ReportRow => [
  text(line.label, line.companyId),
  { kind: 'day', day },
  quantity(line.vendorQuantity),
  quantity(applied === null ? line.vendorQuantity : applied.units),
  quantity(line.psaQuantity),
  equationCell(applied, line.vendorQuantity),
  applied === null ? text(message('month-document.no-rule')) : termsCell(applied),
  text(applied === null ? null : validityText(applied)),
  text(applied?.id ?? null),
  text(applied === null ? null : String(applied.version)),
  text(line.usageLineId),
];
