import { type MonthReport, monthReportAddress, useMonthReport } from '../../api/review-months.ts';
import { useWords, type Words } from '../../app/words.tsx';
import { Banner } from '../../components/banner.tsx';
import { DataTable, type TableColumn } from '../../components/data-table.tsx';
import { formatCount, formatDay, formatDecimal, formatMoney, plural } from '../../components/format.ts';
import { KindMark } from '../../components/kind-mark.tsx';
import { Instant } from '../../components/instant.tsx';
import { Modal } from '../../components/modal.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { Band } from './control-band.tsx';
import { quantityText } from './line-facts.ts';
import { monthName } from './month.ts';
import { ReopenMonth } from './reopen-month.tsx';

/** The frozen report of a closed month. */
export function MonthReportDialog({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const query = useMonthReport(id);
  const title = query.data === undefined ? 'Report of a month' : `Report of ${monthName(query.data.month)}`;
  return (
    <Modal title={title} onClose={onClose} wide>
      <QueryView query={query}>{(report) => <Report report={report} />}</QueryView>
    </Modal>
  );
}

type Line = MonthReport['lines'][number];
type Change = MonthReport['writeBacks'][number];
const shown = 200;
const money = (text: string | null): string => (text === null ? '–' : formatMoney(text, { signed: true }));

const lineColumns = (integrationId: string, { vendor, psa }: Words): readonly TableColumn<Line>[] => [
  { id: 'account', head: 'Customer', cell: ({ label }) => <VendorText text={label} /> },
  {
    id: 'kind',
    head: 'Kind',
    cell: ({ kind }) => <KindMark kind={kind} integrationId={integrationId} inRow />,
  },
  {
    id: 'vendor',
    head: `Seats in ${vendor}`,
    numeric: true,
    cell: ({ vendorQuantity }) => formatCount(vendorQuantity),
  },
  { id: 'psa', head: 'Now billed', numeric: true, cell: ({ psaQuantity }) => quantityText(psaQuantity) },
  { id: 'money', head: 'Per month', numeric: true, cell: (line) => money(line.effectPerMonth) },
  { id: 'decision', head: 'Decision', cell: ({ decision, open }) => (open ? 'open' : decision) },
  { id: 'read', head: 'Read', cell: (line) => <ReadAt line={line} vendor={vendor} psa={psa} /> },
];

/** When each side was read; of old numbers, why no newer ones were there. */
function ReadAt({
  line: { vendorReadAt, psaReadAt, notRead },
  vendor,
  psa,
}: {
  readonly line: Line;
  readonly vendor: string;
  readonly psa: string;
}) {
  return (
    <span className="text-ink-2">
      {notRead === null ? null : <VendorText text={`${notRead} `} />}
      {vendorReadAt === null ? null : (
        <>
          {vendor} <Instant at={vendorReadAt} />{' '}
        </>
      )}
      {psaReadAt === null ? null : (
        <>
          {psa} <Instant at={psaReadAt} />
        </>
      )}
    </span>
  );
}

const changeColumns: readonly TableColumn<Change>[] = [
  { id: 'account', head: 'Customer', cell: ({ label }) => <VendorText text={label} /> },
  {
    id: 'change',
    head: 'Before → after',
    numeric: true,
    cell: ({ before, after }) => `${formatDecimal(before)} → ${formatDecimal(after)}`,
  },
  { id: 'state', head: 'State', cell: ({ state }) => <StatusPill state={state} inRow /> },
  { id: 'invoice', head: 'Invoice', cell: ({ invoiceDate }) => formatDay(invoiceDate) },
];

function Report({ report }: { readonly report: MonthReport }) {
  const {
    id,
    version,
    lines,
    writeBacks,
    openLines,
    closedBy,
    closedAt,
    composedAt,
    reopened,
    currency,
    totals,
  } = report;
  const words = useWords(report.integrationId);
  const link = 'text-accent underline';
  return (
    <div className="flex flex-col gap-4">
      <p className="flex flex-wrap gap-x-4 gap-y-1">
        {version === 1 ? null : <span>Version {version}</span>}
        <span>
          Closed by <VendorText text={closedBy.name ?? closedBy.kind} /> <Instant at={closedAt} />
        </span>
        <span>
          As read by <Instant at={composedAt} />
        </span>
        <span>{plural(openLines, 'open line')}</span>
        <a className={link} href={monthReportAddress(id, 'csv')} download>
          CSV
        </a>
        <a className={link} href={monthReportAddress(id, 'json')} target="_blank" rel="noreferrer">
          JSON
        </a>
      </p>
      {reopened === null ? (
        <ReopenMonth report={report} />
      ) : (
        <Banner>
          Reopened by <VendorText text={reopened.by.name ?? reopened.by.kind} /> <Instant at={reopened.at} />:{' '}
          <VendorText text={reopened.reason} />
        </Banner>
      )}
      <Band totals={totals} currency={currency} composedAt={composedAt} />
      <DataTable
        label="Lines, open ones first"
        columns={lineColumns(report.integrationId, words)}
        rows={lines.slice(0, shown)}
        rowId={({ usageLineId, label, companyId }) => usageLineId ?? `${companyId ?? ''}/${label}`}
      />
      {lines.length > shown ? (
        <p className="text-table text-ink-2">
          {shown} of {formatCount(lines.length)} shown; the CSV has all.
        </p>
      ) : null}
      {writeBacks.length === 0 ? (
        <p className="text-ink-2">No change was approved in this month.</p>
      ) : (
        <DataTable
          label="Changes approved"
          columns={changeColumns}
          rows={writeBacks.slice(0, shown)}
          rowId={({ approvalLineId }) => approvalLineId}
        />
      )}
    </div>
  );
}
