import { type CurrencyCode, notConfirmed } from '../../domain/currency-codes.ts';
import type { ControlListColumn, ControlListField } from '../../domain/months/control-list.ts';
import type { MonthChange } from '../../domain/months/month-report.ts';
import type { Month } from '../../domain/months/review-month.ts';
import { decimal, decimalText, type DecimalText, type Instant } from '../../domain/quantity.ts';
import { groupBy } from '../../domain/reconciliation/group-by.ts';
import { type Message, message } from '../../messages/message.ts';
import type { ReportCell, ReportDocument, ReportHeader, ReportRow } from '../document.ts';

/** What the control list of a closed month is made of. */
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
        { label: message('reports.version'), value: text(String(version)) },
        { label: message('reports.closed-at'), value: { kind: 'instant', at: closedAt } },
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
        columns: columns.map(({ field, name }) => ({
          key: field,
          head: name ?? message(`console-control-list.column.${field}`),
          kind: fields[field].kind,
          weight: fields[field].weight,
        })),
        groups: [...groupBy(made, ({ invoiceDate }) => invoiceDate)].map(([day, some]) => ({
          title: message('console-control-list.invoice-of', { day }),
          rows: some.map((change) => columns.map(({ field }) => fields[field].cell(change, own))),
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

const text = (words: Message | string | null): ReportCell =>
  words === null || words === '' ? { kind: 'none' } : { kind: 'text', text: words };

/** @param idOf what the text names, for a font that lacks its letters */
const textField = (
  weight: number,
  of: (change: MonthChange) => string | null,
  idOf?: (change: MonthChange) => string,
): Field => ({
  kind: 'text',
  weight,
  cell: (change) => {
    const cell = text(of(change));
    return cell.kind === 'text' && idOf !== undefined ? { ...cell, id: idOf(change) } : cell;
  },
});

const quantityField = (of: (change: MonthChange) => DecimalText): Field => ({
  kind: 'quantity',
  weight: 1,
  cell: (change) => ({ kind: 'quantity', quantity: of(change) }),
});

const instantField = (of: (change: MonthChange) => Instant | null): Field => ({
  kind: 'instant',
  weight: 2,
  cell: (change) => {
    const at = of(change);
    return at === null ? { kind: 'none' } : { kind: 'instant', at };
  },
});

type Amount = 'unitPrice' | 'effectPerMonth' | 'effectPerInvoice';

const moneyField = (amount: Amount): Field => ({
  kind: 'money',
  weight: 2,
  cell: (change, own) => moneyCell(amount, change[amount], change.currency ?? own),
});

/** A price has no sign. */
const moneyCell = (amount: Amount, value: DecimalText | null, currency: CurrencyCode): ReportCell => ({
  kind: 'money',
  amount: value,
  currency,
  ...(amount === 'unitPrice' ? {} : { signed: true }),
});

const fields: Readonly<Record<ControlListField, Field>> = {
  invoice: { kind: 'day', weight: 2, cell: ({ invoiceDate }) => ({ kind: 'day', day: invoiceDate }) },
  customer: textField(
    3,
    ({ label }) => label,
    ({ companyId }) => companyId,
  ),
  agreement: textField(
    3,
    ({ agreementName, agreementId }) => agreementName ?? agreementId,
    ({ agreementId }) => agreementId,
  ),
  product: textField(2, ({ productName }) => productName),
  before: quantityField(({ before }) => before),
  after: quantityField(({ after }) => after),
  change: quantityField(({ before, after }) => decimalText(decimal(after).minus(before))),
  'unit-price': moneyField('unitPrice'),
  'amount-per-month': moneyField('effectPerMonth'),
  'amount-per-invoice': moneyField('effectPerInvoice'),
  currency: {
    kind: 'text',
    weight: 1,
    cell: ({ currency }, own) =>
      text(currency === notConfirmed ? message('tables.currency-not-confirmed') : (currency ?? own)),
  },
  'approved-by': textField(2, ({ byName, by }) => byName ?? by.id),
  'confirmed-at': instantField(({ finishedAt }) => finishedAt),
  'approved-at': instantField(({ approvedAt }) => approvedAt),
  reason: textField(3, ({ reason }) => reason),
  'company-id': textField(1, ({ companyId }) => companyId),
  'agreement-id': textField(1, ({ agreementId }) => agreementId),
  'line-id': textField(1, ({ psaLineId }) => psaLineId),
  'approval-line-id': textField(3, ({ approvalLineId }) => approvalLineId),
};

/** Of columns that add up: amounts, each currency by itself. */
const summed: Readonly<Partial<Record<ControlListField, Amount>>> = {
  'amount-per-month': 'effectPerMonth',
  'amount-per-invoice': 'effectPerInvoice',
};

function totalsOf(
  columns: readonly ControlListColumn[],
  changes: readonly MonthChange[],
  own: CurrencyCode,
): readonly ReportRow[] {
  if (!columns.some(({ field }) => summed[field] !== undefined)) return [];
  const labelled = columns.find(({ field }) => fields[field].kind === 'text')?.field;
  return [...groupBy(changes, ({ currency }) => currency ?? own)].map(([currency, some]) =>
    columns.map(({ field }): ReportCell => {
      if (field === labelled) return text(message('console-control-list.total'));
      const amount = summed[field];
      if (amount === undefined) return { kind: 'none' };
      return moneyCell(amount, sumOf(some.map((change) => change[amount])), currency);
    }),
  );
}

/** Of those that are known; null: none is. */
function sumOf(amounts: readonly (DecimalText | null)[]): DecimalText | null {
  const known = amounts.filter((amount) => amount !== null);
  return known.length === 0
    ? null
    : decimalText(known.reduce((sum, amount) => sum.plus(amount), decimal('0')));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
