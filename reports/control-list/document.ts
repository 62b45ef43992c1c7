import { type CurrencyCode, notConfirmed } from '../../domain/currency-codes.ts';
import type { ControlListColumn, ControlListField } from '../../domain/months/control-list.ts';
import type { MonthChange } from '../../domain/months/month-report.ts';
import type { Month } from '../../domain/months/review-month.ts';
import { decimal, decimalText, type Instant } from '../../domain/quantity.ts';
import { groupBy } from '../../domain/group-by.ts';
import { message } from '../../messages/message.ts';
import { change as changed, column, instant, money, none, quantity, sumOf, text } from '../cells.ts';
import type { ReportCell, ReportDocument, ReportHeader, ReportRow } from '../document.ts';
import { equationCell, termsCell } from '../rule-cells.ts';

/** What the control list of a closed month is composed from. */
export interface ControlListFacts {
  readonly month: Month;
  readonly version: number;
  readonly closedAt: Instant;
  /** Of the person or key, by name. */
  readonly closedBy: string;
  readonly checksum: string | null;
  readonly msp: ReportHeader['msp'];
  /** The tenant's own. */
  readonly currency: CurrencyCode;
  readonly timeZone: string;
  /** All of the month; those that the PSA showed for the first time in it are listed. */
  readonly changes: readonly MonthChange[];
  /** As an administrator chose them. */
  readonly columns: readonly ControlListColumn[];
}

/**
 * For the accountant: the changes of a closed month by the invoice that bills them. Its name and every page say that it is
 * no journal.
 */
export function controlList(facts: ControlListFacts): ReportDocument {
  const { month, version, currency: own, timeZone, msp, closedAt, closedBy, checksum } = facts;
  const columns = facts.columns.filter(({ shown }) => shown);
  const made = facts.changes
    .filter((change) => change.made)
    .sort((a, b) => compare(a.invoiceDate, b.invoiceDate) || compare(a.label, b.label));
  return {
    kind: 'control-list',
    fileName: `control-list-not-a-journal-${month}-v${version}`,
    title: message('console-control-list.title', { month }),
    banner: message('console-control-list.banner'),
    header: {
      msp,
      month,
      currency: own,
      timeZone,
      facts: [
        {
          label: message('month-document.integration'),
          value: text(message('month-document.integration-name')),
        },
        { label: message('reports.version'), value: text(String(version)) },
        { label: message('reports.closed-at'), value: instant(closedAt) },
        { label: message('reports.closed-by'), value: text(closedBy) },
      ],
      checksum,
    },
    sections: [
      {
        key: 'changes',
        title: message('console-control-list.section'),
        note: message('console-control-list.note'),
        whenEmpty: message('console-control-list.empty'),
        columns: columns.map(({ field: key, name }) =>
          column(
            key,
            name ?? message(`console-control-list.column.${key}`),
            fields[key].kind,
            fields[key].weight,
          ),
        ),
        groups: [...groupBy(made, ({ invoiceDate }) => invoiceDate)].map(([day, some]) => ({
          title: message('console-control-list.invoice-of', { day }),
          rows: some.map((change) => columns.map((one) => fields[one.field].cell(change, own))),
          totals: totalsOf(columns, some, own),
        })),
        totals: totalsOf(columns, made, own),
      },
    ],
  };
}

interface Field {
  readonly kind: ReportCell['kind'];
  /** Share of the width on paper. */
  readonly weight: number;
  readonly cell: (change: MonthChange, own: CurrencyCode) => ReportCell;
}

const field = (kind: ReportCell['kind'], weight: number, cell: Field['cell']): Field => ({
  kind,
  weight,
  cell,
});

const fields: Readonly<Record<ControlListField, Field>> = {
  invoice: field('day', 2, ({ invoiceDate }) => ({ kind: 'day', day: invoiceDate })),
  customer: field('text', 3, ({ label, companyId }) => text(label, companyId)),
  agreement: field('text', 3, ({ agreementName, agreementId }) =>
    text(agreementName ?? agreementId, agreementId),
  ),
  product: field('text', 2, ({ productName }) => text(productName)),
  before: field('quantity', 1, ({ before }) => quantity(before)),
  after: field('quantity', 1, ({ after }) => quantity(after)),
  change: field('quantity', 1, ({ before, after }) => quantity(decimalText(decimal(after).minus(before)))),
  seats: field('quantity', 1, ({ seats }) => quantity(seats)),
  'billable-units': field('quantity', 1, ({ seats, rule }) =>
    quantity(rule === undefined ? seats : rule.units),
  ),
  equation: field('text', 4, ({ seats, rule }) => equationCell(rule ?? null, seats)),
  'billing-rule': field('text', 4, ({ rule }) => termsCell(rule ?? null)),
  'unit-price': field('money', 2, ({ unitPrice, currency }, own) => money(unitPrice, currency ?? own)),
  'amount-per-month': field('money', 2, (one, own) => changed(one.effectPerMonth, one.currency ?? own)),
  'amount-per-invoice': field('money', 2, (one, own) => changed(one.effectPerInvoice, one.currency ?? own)),
  currency: field('text', 1, ({ currency }, own) =>
    text(currency === notConfirmed ? message('tables.currency-not-confirmed') : (currency ?? own)),
  ),
  'approved-by': field('text', 2, ({ byName, by }) => text(byName ?? by.id)),
  'confirmed-at': field('instant', 2, ({ finishedAt }) => instant(finishedAt)),
  'approved-at': field('instant', 2, ({ approvedAt }) => instant(approvedAt)),
  reason: field('text', 3, ({ reason }) => text(reason)),
  'company-id': field('text', 1, ({ companyId }) => text(companyId)),
  'agreement-id': field('text', 1, ({ agreementId }) => text(agreementId)),
  'line-id': field('text', 1, ({ psaLineId }) => text(psaLineId)),
  'approval-line-id': field('text', 3, ({ approvalLineId }) => text(approvalLineId)),
};

/** Of columns that add up, each currency by itself. */
const summed: Readonly<Partial<Record<ControlListField, 'effectPerMonth' | 'effectPerInvoice'>>> = {
  'amount-per-month': 'effectPerMonth',
  'amount-per-invoice': 'effectPerInvoice',
};

function totalsOf(
  columns: readonly ControlListColumn[],
  changes: readonly MonthChange[],
  own: CurrencyCode,
): readonly ReportRow[] {
  if (!columns.some((column) => summed[column.field] !== undefined)) return [];
  const labelled = columns.find((column) => fields[column.field].kind === 'text')?.field;
  return [...groupBy(changes, ({ currency }) => currency ?? own)].map(([currency, some]) =>
    columns.map((column): ReportCell => {
      if (column.field === labelled) return text(message('console-control-list.total'));
      const amount = summed[column.field];
      return amount === undefined
        ? none
        : sumOf(
            some.map((change) => change[amount]),
            currency,
          );
    }),
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
