import type { CurrencyCode } from '../../domain/currency.ts';
import { groupBy } from '../../domain/group-by.ts';
import type { MonthReport } from '../../domain/months/month-report.ts';
import type { MonthLine } from '../../domain/months/review-month.ts';
import { billableOf } from '../../domain/usage/composition.ts';
import { holdingFlags, usageFlags } from '../../domain/usage/line-flags.ts';
import { usageKinds } from '../../domain/usage/line-kinds.ts';
import { amountOfLine } from '../../domain/usage/measure-totals.ts';
import { hasSign, measureOf } from '../../domain/usage/measures.ts';
import { message } from '../../messages/message.ts';
import { column, figureCell, identifier, none, quantity, sumOf, text } from '../cells.ts';
import type { ReportGroup, ReportRow, ReportSection } from '../document.ts';
import { inWords } from './changes.ts';

/**
 * Lines that still need a decision, by kind. Lines held by a flag are grouped separately, so that the sum of a group is
 * part of one figure.
 */
export function openLinesByKind({ lines, currency }: MonthReport): ReportSection {
  const open = lines.filter((line) => line.open);
  return {
    key: 'open-lines',
    title: message('month-document.section.open-lines'),
    note: null,
    whenEmpty: message('month-document.nothing-open'),
    columns: [
      column('kind', message('tables.column.kind'), 'text', 2),
      column('customer', message('tables.column.customer'), 'text', 3),
      column('agreement', message('tables.column.agreement'), 'text', 3),
      column('product', message('month-document.column.product'), 'text', 2),
      column('vendor-seats', message('tables.column.vendor-seats'), 'quantity', 1),
      column('billable-units', message('tables.column.billable-units'), 'quantity', 1),
      column('psa-quantity', message('tables.column.psa-quantity'), 'quantity', 1),
      column('variance', message('tables.column.variance'), 'quantity', 1),
      column('figure', message('tables.column.figure'), 'text', 2),
      column('amount', message('tables.column.per-month'), 'money'),
      column('flags', message('tables.column.flags'), 'text', 2),
      identifier('usage-line', message('tables.column.usage-line')),
    ],
    groups: usageKinds.flatMap((kind) => {
      const some = open.filter((line) => line.kind === kind);
      const words = message(`console-kinds.${kind}`);
      return [
        ...groupOf(
          words,
          some.filter((line) => !isHeld(line)),
          currency,
        ),
        ...groupOf(message('month-document.blocked', { kind: words }), some.filter(isHeld), currency),
      ];
    }),
    totals: [],
  };
}

const isHeld = ({ flags }: MonthLine): boolean => flags.some((flag) => holdingFlags.has(flag));

const figureOf = (line: MonthLine) => measureOf({ ...line, read: line.notRead === null });

function groupOf(
  title: ReportGroup['title'],
  lines: readonly MonthLine[],
  own: CurrencyCode,
): readonly ReportGroup[] {
  return lines.length === 0
    ? []
    : [{ title, rows: lines.map((line) => lineRow(line, own)), totals: totalsOf(lines, own) }];
}

function lineRow(line: MonthLine, own: CurrencyCode): ReportRow {
  const figure = figureOf(line);
  return [
    text(message(`console-kinds.${line.kind}`)),
    text(line.label, line.companyId),
    text(line.agreementName),
    text(line.productName),
    quantity(line.vendorQuantity),
    quantity(billableOf(line)),
    quantity(line.psaQuantity),
    quantity(line.variance),
    text(figure === null ? null : message(`console-figures.name.${figure}`)),
    figure === null ? none : figureCell(hasSign(figure), amountOfLine(line), line.currency ?? own),
    text(
      line.flags.length === 0
        ? null
        : message('tables.all', {
            all: line.flags.map((flag) => inWords(usageFlags, flag, (one) => message(`tables.flag.${one}`))),
          }),
    ),
    text(line.usageLineId),
  ];
}

/** Of kinds whose money is known. */
function totalsOf(lines: readonly MonthLine[], own: CurrencyCode): readonly ReportRow[] {
  const counted = lines.filter((line) => figureOf(line) !== null);
  const [first] = counted;
  const figure = first === undefined ? null : figureOf(first);
  if (figure === null) return [];
  return [...groupBy(counted, ({ currency }) => currency ?? own)].map(([currency, some]) => [
    text(message('month-document.total')),
    none,
    none,
    none,
    none,
    none,
    none,
    none,
    text(message(`console-figures.name.${figure}`)),
    sumOf(some.map(amountOfLine), currency, hasSign(figure)),
    none,
    none,
  ]);
}
