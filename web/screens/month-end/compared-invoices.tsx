import { linesShown as shown } from '../../../contracts/api/review-months.ts';
import { type ComparedRow, useInvoicesCompared } from '../../api/invoices-compared.ts';
import { DataTable, type TableColumn } from '../../components/data-table.tsx';
import { CustomerLink } from '../../components/place-links.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { Section } from '../../components/report-layout.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { signOf } from '../../values/decimals.ts';
import { amount } from '../../values/figure.ts';
import { formatDayDated, formatList } from '../../values/format.ts';
import { equationColumn } from './report-lines.tsx';
import { type MonthEndText, useMonthEndTexts } from './texts.ts';

/** Where what the PSA billed differs from what was expected; what agrees is a number (RULES 12). */
export function ComparedInvoices({
  integrationId,
  month,
}: {
  readonly integrationId: string;
  readonly month: string;
}) {
  const text = useMonthEndTexts(integrationId);
  const title = text('console-month-end.section.invoices');
  return (
    <QueryView query={useInvoicesCompared(integrationId, month)}>
      {({ rows, notAvailable }) => {
        const differing = rows.filter(({ difference, reasons }) => !agrees(difference) || reasons.length > 0);
        const matching = rows.length - differing.length;
        return (
          <Section
            title={title}
            rows={differing}
            empty={notAvailable?.message ?? text('console-month-end.invoices.all-match', { rows: matching })}
          >
            <DataTable
              label={title}
              columns={columns(integrationId, differing, text)}
              rows={differing.slice(0, shown)}
              rowId={({ agreementId, psaLineId }) => `${agreementId}/${psaLineId ?? ''}`}
            />
            <p className="text-table text-ink-2">
              {text('console-month-end.invoices.matching', { rows: matching })}
            </p>
          </Section>
        );
      }}
    </QueryView>
  );
}

/** Of all usage lines that a row bills; null: none is under a billing rule. */
const equationsOf = ({ rules = [] }: ComparedRow): string | null =>
  rules.length === 0 ? null : formatList(rules.flatMap(({ applied }) => applied.equation ?? []));

const agrees = (difference: string | null): boolean => difference !== null && signOf(difference) === 0;

const columns = (
  integrationId: string,
  rows: readonly ComparedRow[],
  text: MonthEndText,
): readonly TableColumn<ComparedRow>[] => [
  {
    id: 'customer',
    head: text('console-month-end.column.customer'),
    cell: ({ companyId, companyName }) => (
      <CustomerLink integrationId={integrationId} companyId={companyId} name={companyName} />
    ),
  },
  {
    id: 'agreement',
    head: text('console-month-end.column.agreement'),
    cell: ({ agreementName, product }) => (
      <VendorText text={product === null ? agreementName : `${agreementName}, ${product}`} />
    ),
  },
  {
    id: 'invoices',
    head: text('console-month-end.column.invoices'),
    wideOnly: true,
    cell: ({ invoices }) => formatList(invoices.map(({ number, day }) => number ?? formatDayDated(day))),
  },
  {
    id: 'expected',
    head: text('console-month-end.column.expected'),
    numeric: true,
    cell: ({ expected, currency }) => amount(expected, { currency }),
  },
  {
    id: 'billed',
    head: text('console-month-end.column.billed'),
    numeric: true,
    cell: ({ billed, currency }) => amount(billed, { currency }),
  },
  {
    id: 'difference',
    head: text('console-month-end.column.difference'),
    numeric: true,
    cell: ({ difference, currency }) => amount(difference, { currency, signed: true }),
  },
  ...equationColumn(rows, equationsOf, text),
  {
    id: 'reasons',
    head: text('console-month-end.column.explanation'),
    cell: ({ reasons }) => reasons.map(({ message }) => message).join(' '),
  },
];
