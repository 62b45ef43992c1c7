import type { MonthReport } from '../../api/review-months.ts';
import type { TableColumn } from '../../components/data-table.tsx';
import { Instant } from '../../components/instant.tsx';
import { CustomerLink } from '../../components/place-links.tsx';
import { changeText } from '../../components/state-text.ts';
import { StatusPill } from '../../components/status-pill.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { formatDay, formatDecimal } from '../../values/format.ts';
import { decisionWords } from './decision-words.ts';
import { moneyCell } from './money-cell.ts';
import type { MonthEndText } from './texts.ts';

type Change = MonthReport['writeBacks'][number];
type Decided = MonthReport['decisions'][number];

export const changeColumns = (integrationId: string, text: MonthEndText): readonly TableColumn<Change>[] => [
  {
    id: 'account',
    head: text('console-month-end.column.customer'),
    cell: ({ companyId, label }) => (
      <CustomerLink integrationId={integrationId} companyId={companyId} name={label} />
    ),
  },
  {
    id: 'change',
    head: text('console-month-end.column.change'),
    numeric: true,
    cell: ({ before, after }) => `${formatDecimal(before)} → ${formatDecimal(after)}`,
  },
  { id: 'money', head: text('console-month-end.column.money'), numeric: true, cell: moneyCell },
  {
    id: 'state',
    head: text('console-month-end.column.state'),
    cell: ({ state }) => <StatusPill state={state} words={changeText(state)} inRow />,
  },
  {
    id: 'invoice',
    head: text('console-month-end.column.takes-effect'),
    cell: ({ invoiceDate }) => formatDay(invoiceDate),
  },
  {
    id: 'by',
    head: text('console-month-end.column.approved-by'),
    wideOnly: true,
    cell: ({ by }) => <VendorText text={by.name ?? by.kind} />,
  },
  {
    id: 'at',
    head: text('console-month-end.column.approved'),
    wideOnly: true,
    cell: ({ approvedAt }) => <Instant at={approvedAt} />,
  },
];

export const decisionColumns = (text: MonthEndText): readonly TableColumn<Decided>[] => [
  { id: 'at', head: text('console-month-end.column.when'), cell: ({ at }) => <Instant at={at} /> },
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
