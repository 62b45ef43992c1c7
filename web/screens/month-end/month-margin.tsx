import { linesShown as shown } from '../../../contracts/api/review-months.ts';
import { type MarginReport, monthMarginFile, type MonthOf, useMonthMargin } from '../../api/month-margin.ts';
import { useClosed } from '../../api/session.ts';
import { DataTable, type TableColumn } from '../../components/data-table.tsx';
import { denseLink } from '../../components/link-button.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { Section } from '../../components/report-layout.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { pdfFile, tableFiles } from '../../context/report-files.ts';
import { amount } from '../../values/figure.ts';
import { formatDecimal } from '../../values/format.ts';
import { type MonthEndText, useMonthEndTexts } from './texts.ts';

type MarginSection = MarginReport['sections'][number];
type Cells = MarginSection['totals'][number];
type Cell = Cells[number];

/** What a month earned (RULES 15): on screen only, and only for those who may see it. */
export function MonthMargin({ of, integrationId }: { readonly of: MonthOf; readonly integrationId: string }) {
  const closed = useClosed();
  return closed('see-margin') === null ? <Margin of={of} integrationId={integrationId} /> : null;
}

function Margin({ of, integrationId }: { readonly of: MonthOf; readonly integrationId: string }) {
  const text = useMonthEndTexts(integrationId);
  const fileOf = (format: Parameters<typeof monthMarginFile>[1]) => monthMarginFile(of, format);
  return (
    <div className="flex flex-col gap-2 print:hidden">
      <QueryView query={useMonthMargin(of)}>
        {({ banner, sections: [section] }) =>
          section === undefined ? null : <MarginTable section={section} banner={banner} text={text} />
        }
      </QueryView>
      <span className="flex flex-wrap gap-2">
        {[pdfFile(fileOf('pdf')), ...tableFiles(fileOf)].map(({ words, href }) => (
          <a key={words} href={href} download className={denseLink}>
            {text('console-month-end.margin-file', { format: words })}
          </a>
        ))}
      </span>
    </div>
  );
}

/** Totals come with the document, one row for each currency, and stand below its rows. */
function MarginTable({
  section: { title, note, whenEmpty, columns, groups, totals },
  banner,
  text,
}: {
  readonly section: MarginSection;
  readonly banner: string | null;
  readonly text: MonthEndText;
}) {
  const rows = groups.flatMap((group) => group.rows);
  const all = [...rows.slice(0, shown), ...totals].map((cells, nth) => ({ cells, id: String(nth) }));
  return (
    <Section title={title} empty={whenEmpty} rows={rows}>
      <p className="text-table text-ink-2">{[banner, note].filter((one) => one !== null).join(' ')}</p>
      <DataTable label={title} columns={shownColumns(columns)} rows={all} rowId={({ id }) => id} />
      {rows.length <= shown ? null : (
        <p className="text-table text-ink-2">
          {text('console-month-end.rest', { shown, total: rows.length })}
        </p>
      )}
    </Section>
  );
}

const shownColumns = (
  columns: MarginSection['columns'],
): readonly TableColumn<{ readonly cells: Cells; readonly id: string }>[] =>
  columns.flatMap(({ key, head, kind, identifier }, nth) =>
    identifier === true
      ? []
      : [
          {
            id: key,
            head,
            numeric: kind === 'money' || kind === 'quantity',
            wideOnly: key === 'product' || key === 'cost-from',
            cell: ({ cells }: { readonly cells: Cells }) => (
              <CellText cell={cells[nth] ?? { kind: 'none' }} />
            ),
          },
        ],
  );

function CellText({ cell }: { readonly cell: Cell }) {
  switch (cell.kind) {
    case 'text':
      return <VendorText text={cell.text} />;
    case 'quantity':
      return cell.quantity === null ? amount(null) : formatDecimal(cell.quantity);
    case 'money':
      return amount(cell.amount, { currency: cell.currency });
    default:
      return null;
  }
}
