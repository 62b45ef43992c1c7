import type { MonthReport } from '../../api/review-months.ts';
import type { TableColumn } from '../../components/data-table.tsx';
import { DatedInstant } from '../../components/instant.tsx';
import { CustomerLink } from '../../components/place-links.tsx';
import { changeText } from '../../components/state-text.ts';
import { StatusPill } from '../../components/status-pill.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { formatDayDated, formatDecimal } from '../../values/format.ts';
import { decisionWords } from './decision-words.ts';
import { equationColumn } from './report-lines.tsx';
import { changeColumn, priceColumn } from './report-money.ts';
import type { MonthEndText } from './texts.ts';

type Change = MonthReport['writeBacks'][number];
type Decided = MonthReport['decisions'][number];
type Of = Pick<MonthReport, 'integrationId' | 'currency'>;

/** What the month brought, in the order of the invoices that bill it. */
export const changesByInvoice = ({ writeBacks }: Pick<MonthReport, 'writeBacks'>): readonly Change[] =>
  writeBacks
    .filter(({ made }) => made)
    .sort((a, b) => a.invoiceDate.localeCompare(b.invoiceDate) || a.label.localeCompare(b.label, 'en'));

const customer = <T extends Pick<Change, 'companyId' | 'label'>>(
  integrationId: string,
  text: MonthEndText,
): TableColumn<T> => ({
  id: 'account',
  head: text('console-month-end.column.customer'),
  cell: ({ companyId, label }) => (
    <CustomerLink integrationId={integrationId} companyId={companyId} name={label} />
  ),
});

const approvedBy = (text: MonthEndText): TableColumn<Change> => ({
  id: 'by',
  head: text('console-month-end.column.approved-by'),
  wideOnly: true,
  cell: ({ by }) => <VendorText text={by.name ?? by.kind} />,
});

export const invoiceColumns = (
  { integrationId, currency, writeBacks }: Of & Pick<MonthReport, 'writeBacks'>,
  text: MonthEndText,
): readonly TableColumn<Change>[] => [
  customer(integrationId, text),
  {
    id: 'agreement',
    head: text('console-month-end.column.agreement'),
    cell: ({ agreementName, agreementId }) => <VendorText text={agreementName ?? agreementId} />,
  },
  {
    id: 'product',
    head: text('console-month-end.column.product'),
    cell: ({ productName }) =>
      productName === null ? text('console-month-end.unknown') : <VendorText text={productName} />,
  },
  {
    id: 'before',
    head: text('console-month-end.column.before'),
    numeric: true,
    cell: ({ before }) => formatDecimal(before),
  },
  {
    id: 'after',
    head: text('console-month-end.column.after'),
    numeric: true,
    cell: ({ after }) => formatDecimal(after),
  },
  ...equationColumn(changesByInvoice({ writeBacks }), ({ rule }) => rule?.equation ?? null, text),
  priceColumn('price', text('console-month-end.column.unit-price'), ({ unitPrice }) => unitPrice, currency),
  changeColumn('month', text('console-month-end.column.money'), (one) => one.effectPerMonth, currency),
  {
    ...changeColumn(
      'invoice',
      text('console-month-end.column.per-invoice'),
      (one) => one.effectPerInvoice,
      currency,
    ),
    screenOnly: true,
  },
  approvedBy(text),
  {
    id: 'confirmed',
    head: text('console-month-end.column.confirmed'),
    wideOnly: true,
    screenOnly: true,
    cell: ({ finishedAt }) => (finishedAt === null ? null : <DatedInstant at={finishedAt} />),
  },
];

/** Every change of the month with what became of it. */
export const changeColumns = (
  { integrationId, currency }: Of,
  text: MonthEndText,
): readonly TableColumn<Change>[] => [
  customer(integrationId, text),
  {
    id: 'change',
    head: text('console-month-end.column.change'),
    numeric: true,
    cell: ({ before, after }) => `${formatDecimal(before)} → ${formatDecimal(after)}`,
  },
  changeColumn('money', text('console-month-end.column.money'), (one) => one.effectPerMonth, currency),
  {
    id: 'state',
    head: text('console-month-end.column.state'),
    cell: ({ state }) => <StatusPill state={state} words={changeText(state)} inRow />,
  },
  {
    id: 'invoice',
    head: text('console-month-end.column.takes-effect'),
    cell: ({ invoiceDate }) => formatDayDated(invoiceDate),
  },
  approvedBy(text),
  {
    id: 'at',
    head: text('console-month-end.column.approved'),
    wideOnly: true,
    cell: ({ approvedAt }) => <DatedInstant at={approvedAt} />,
  },
];

export const decisionColumns = (text: MonthEndText): readonly TableColumn<Decided>[] => [
  { id: 'at', head: text('console-month-end.column.when'), cell: ({ at }) => <DatedInstant at={at} /> },
  {
    id: 'by',
    head: text('console-month-end.column.who'),
    cell: ({ by }) => <VendorText text={by.name ?? by.kind} />,
  },
  {
    id: 'what',
    head: text('console-month-end.column.what'),
    cell: ({ action }) => decisionWords(action, text),
  },
  {
    id: 'account',
    head: text('console-month-end.column.customer'),
    cell: ({ label, detail }) => (
      <VendorText text={[label, detail?.message].filter((part) => part != null).join(': ')} />
    ),
  },
  {
    id: 'reason',
    head: text('console-month-end.column.reason'),
    cell: ({ reason }) => (reason === null ? '' : <VendorText text={reason} />),
  },
];
