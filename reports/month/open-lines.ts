import type { CurrencyCode } from '../../domain/currency.ts';
import { groupBy } from '../../domain/group-by.ts';
import type { MonthReport } from '../../domain/months/month-report.ts';
import type { MonthLine } from '../../domain/months/review-month.ts';
import { billableOf } from '../../domain/usage/composition.ts';
import { holdingFlags, usageFlags } from '../../domain/usage/line-flags.ts';
import { usageKinds } from '../../domain/usage/line-kinds.ts';
import { amountOfLine } from '../../domain/usage/measure-totals.ts';
import { hasSign, measureOf, measures } from '../../domain/usage/measures.ts';
import { type LineNeed, lineNeeds } from '../../domain/usage/needs.ts';
import { type Message, message } from '../../messages/message.ts';
import { column, figureCell, identifier, instant, none, oneGroup, quantity, sumOf, text } from '../cells.ts';
import type { ReportCell, ReportGroup, ReportRow, ReportSection } from '../document.ts';
import { inWords } from './changes.ts';

/** Lines that still need a decision, by what they need (RULES 8); where an earlier version closed the month, by kind. */
export function openLines({ lines, currency }: MonthReport): ReportSection {
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
    groups: open.every(({ need }) => need !== undefined) ? byNeed(open, currency) : byKind(open, currency),
    totals: [],
  };
}

/** Who put which lines on hold, when, and why. */
export function linesOnHold({ lines, currency }: MonthReport): ReportSection {
  return {
    key: 'on-hold',
    title: message('console-needs.on-hold'),
    note: null,
    whenEmpty: message('month-document.none-on-hold'),
    columns: [
      column('customer', message('tables.column.customer'), 'text', 3),
      column('kind', message('tables.column.kind'), 'text', 2),
      column('amount', message('tables.column.per-month'), 'money'),
      column('on-hold-by', message('tables.column.on-hold-by'), 'text', 2),
      column('since', message('tables.column.since'), 'instant', 2),
      column('reason', message('tables.column.reason'), 'text', 4),
      identifier('usage-line', message('tables.column.usage-line')),
    ],
    groups: oneGroup(
      lines.flatMap((line) => {
        const { hold } = line;
        if (hold === undefined) return [];
        return [
          [
            text(line.label, line.companyId),
            text(kindOf(line)),
            moneyOf(line, currency),
            text(hold.byName ?? hold.by.id),
            instant(hold.at),
            text(hold.reason),
            text(line.usageLineId),
          ],
        ];
      }),
    ),
    totals: [],
  };
}

const kindOf = ({ kind, beginsOn }: MonthLine): Message =>
  beginsOn === undefined
    ? message(`console-kinds.${kind}`)
    : message('month-document.billed-twice-from', { day: beginsOn });

const byNeed = (open: readonly MonthLine[], own: CurrencyCode): readonly ReportGroup[] =>
  lineNeeds.flatMap((need) =>
    groupOf(
      needWords(need),
      open.filter((line) => line.need === need),
      own,
    ),
  );

/** As *Month* says it. */
function needWords(need: LineNeed): Message {
  switch (need) {
    case 'conflict':
    case 'increase':
    case 'decrease':
    case 'proposed':
    case 'held':
    case 'included':
    case 'stale':
    case 'on-hold':
      return message(`console-needs.${need}`);
    default:
      return message(`console-kinds.${need}`);
  }
}

/** Lines held by a flag are grouped separately. */
const byKind = (open: readonly MonthLine[], own: CurrencyCode): readonly ReportGroup[] =>
  usageKinds.flatMap((kind) => {
    const some = open.filter((line) => line.kind === kind);
    const words = message(`console-kinds.${kind}`);
    const free = some.filter((line) => !isHeld(line));
    return [
      ...groupOf(words, free, own),
      ...groupOf(message('month-document.blocked', { kind: words }), some.filter(isHeld), own),
    ];
  });

const isHeld = ({ flags }: MonthLine): boolean => flags.some((flag) => holdingFlags.has(flag));

const figureOf = (line: MonthLine) => measureOf({ ...line, read: line.notRead === null });

function moneyOf(line: MonthLine, own: CurrencyCode): ReportCell {
  const figure = figureOf(line);
  return figure === null ? none : figureCell(hasSign(figure), amountOfLine(line), line.currency ?? own);
}

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
    text(kindOf(line)),
    text(line.label, line.companyId),
    text(line.agreementName),
    text(line.productName),
    quantity(line.vendorQuantity),
    quantity(billableOf(line)),
    quantity(line.psaQuantity),
    quantity(line.variance),
    text(figure === null ? null : message(`console-figures.name.${figure}`)),
    moneyOf(line, own),
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

/** Of each figure by itself. */
function totalsOf(lines: readonly MonthLine[], own: CurrencyCode): readonly ReportRow[] {
  return measures.flatMap((figure) => {
    const counted = lines.filter((line) => figureOf(line) === figure);
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
  });
}
