import type { CurrencyCode } from '../../domain/currency.ts';
import { type MarginTotals, marginTotals } from '../../domain/margin/margin.ts';
import type { MonthMargin } from '../../domain/months/month-margin.ts';
import type { Month } from '../../domain/months/review-month.ts';
import { decimal, decimalText, type Instant } from '../../domain/quantity.ts';
import { type Message, message } from '../../messages/message.ts';
import { column, identifier, instant, money, none, oneGroup, quantity, text } from '../cells.ts';
import type { ReportCell, ReportDocument, ReportHeader, ReportRow } from '../document.ts';

export interface MarginFacts {
  readonly month: Month;
  /** Of the closed month; null: it runs. */
  readonly version: number | null;
  readonly composedAt: Instant;
  readonly msp: ReportHeader['msp'];
  /** The tenant's own. */
  readonly currency: CurrencyCode;
  readonly timeZone: string;
  readonly margins: readonly MonthMargin[];
}

/** What the lines of a month bill, cost, and earn (RULES 15): for the MSP alone, as every page says. */
export function marginDocument(facts: MarginFacts): ReportDocument {
  const { month, version, composedAt, msp, currency, timeZone, margins } = facts;
  const totals = marginTotals(margins, currency);
  return {
    kind: 'margin',
    fileName: `margin-internal-${month}${version === null ? '-running' : `-v${String(version)}`}`,
    title: message('margin-document.title', { month }),
    banner: message('margin-document.banner'),
    header: {
      msp,
      month,
      currency,
      timeZone,
      facts: [
        {
          label: message('month-document.integration'),
          value: text(message('month-document.integration-name')),
        },
        version === null
          ? { label: message('reports.state'), value: text(message('reports.in-progress')) }
          : { label: message('reports.version'), value: text(String(version)) },
        { label: message('reports.data-read'), value: instant(composedAt) },
      ],
      checksum: null,
    },
    sections: [
      {
        key: 'margins',
        title: message('margin-document.section'),
        note: message('margin-document.note', { lines: totals.unknownLines }),
        whenEmpty: message('month-document.nothing'),
        columns: [
          column('customer', message('tables.column.customer'), 'text', 3),
          column('product', message('month-document.column.product'), 'text', 2),
          column('kind', message('tables.column.kind'), 'text', 2),
          column('vendor-seats', message('tables.column.vendor-seats'), 'quantity', 1),
          column('billable-units', message('tables.column.billable-units'), 'quantity', 1),
          column('psa-quantity', message('tables.column.psa-quantity'), 'quantity', 1),
          column('billed', message('tables.column.billed-per-month'), 'money'),
          column('cost', message('tables.column.cost'), 'money'),
          column('cost-from', message('tables.column.cost-from'), 'text', 2),
          column('margin', message('tables.column.margin'), 'money'),
          identifier('usage-line', message('tables.column.usage-line')),
        ],
        groups: oneGroup(margins.map(rowOf)),
        totals: totalsOf(totals),
      },
    ],
  };
}

/** Of each currency: lines whose margin is known, the others with what is billed for them, and what all bill. */
function totalsOf({ byCurrency, withoutMargin }: MarginTotals): readonly ReportRow[] {
  const currencies = new Set([...byCurrency, ...withoutMargin].map(({ currency }) => currency));
  return [...currencies].flatMap((currency) => {
    const known = byCurrency.find((total) => total.currency === currency);
    const others = withoutMargin.find((total) => total.currency === currency);
    const rows: ReportRow[] = [];
    if (known !== undefined)
      rows.push(
        totalRow(message('margin-document.total', { lines: known.lines }), [
          money(known.billedPerMonth, currency),
          money(known.costPerMonth, currency),
          money(known.marginPerMonth, currency),
        ]),
      );
    if (others === undefined) return rows;
    const { lines, unknown, billedPerMonth } = others;
    const billed = unknown === lines ? null : billedPerMonth;
    rows.push(
      totalRow(message('margin-document.without', { lines, unknown }), [money(billed, currency), none, none]),
    );
    if (known === undefined) return rows;
    const all = decimalText(decimal(known.billedPerMonth).plus(billedPerMonth));
    const words = message('margin-document.all', { lines: known.lines + lines });
    return [...rows, totalRow(words, [money(all, currency), none, none])];
  });
}

const totalRow = (
  words: Message,
  [billed, cost, margin]: readonly [ReportCell, ReportCell, ReportCell],
): ReportRow => [text(words), none, none, none, none, none, billed, cost, none, margin, none];

const rowOf = (one: MonthMargin): ReportRow => [
  text(one.label, one.companyId),
  text(one.productName),
  text(message(`console-kinds.${one.kind}`)),
  quantity(one.seats),
  quantity(one.units),
  quantity(one.psaQuantity),
  money(one.billedPerMonth, one.currency),
  money(one.costPerMonth, one.currency),
  text(message(`tables.cost-from.${one.costFrom ?? 'unknown'}`)),
  money(one.marginPerMonth, one.currency),
  text(one.usageLineId),
];
