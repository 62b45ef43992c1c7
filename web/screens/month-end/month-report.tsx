import { linesShown as shown } from '../../../contracts/api/review-months.ts';
import type { MonthReport } from '../../api/review-months.ts';
import type { MeasureTotals } from '../../api/usage.ts';
import { totalMoney } from '../../context/measure-words.ts';
import { useWords, type Words } from '../../components/words.ts';
import { DataTable, type TableColumn } from '../../components/data-table.tsx';
import { signOf } from '../../values/exact.ts';
import { formatCount, formatDay, formatDecimal, formatMoney } from '../../values/format.ts';
import { KindMark } from '../../components/kind-mark.tsx';
import { Instant } from '../../components/instant.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { Band } from '../usage-line/control-band.tsx';
import { quantityText } from '../usage-line/line-facts.ts';
import { decisionWords } from './decision-words.ts';
import { CustomerLink, LineLink } from '../../components/place-links.tsx';
import { Section } from '../../components/report-layout.tsx';
import { Figures, OpenByKind } from './figures.tsx';

type Line = MonthReport['lines'][number];
type Change = MonthReport['writeBacks'][number];
type Customer = MonthReport['customers'][number];
type Reviewer = MonthReport['reviewers'][number];
type Decided = MonthReport['decisions'][number];

/** The report of a month from top to bottom: what it brought, what is left, whose it is, who decided, every line. */
export function MonthReportBody({ report }: { readonly report: MonthReport }) {
  const { lines, lineCount, writeBacks, customers, reviewers, decisions, totals, composedAt, audit } = report;
  const words = useWords(report.integrationId);
  return (
    <div className="flex flex-col gap-5">
      <Figures report={report} />
      <OpenByKind report={report} />
      <Section title="Customers" empty="Nothing was decided or is open for any customer." rows={customers}>
        <DataTable
          label="Customers"
          columns={customerColumns(report.integrationId)}
          rows={customers}
          rowId={({ companyId, label }) => `${companyId ?? ''}/${label}`}
        />
      </Section>
      <Section title="Reviewers" empty="Nobody decided anything in this month." rows={reviewers}>
        <DataTable
          label="Reviewers"
          columns={reviewerColumns}
          rows={reviewers}
          rowId={({ by }) => `${by.kind}/${by.id}`}
        />
      </Section>
      <Section title="Changes" empty="No change was approved or made in this month." rows={writeBacks}>
        <DataTable
          label="Changes approved or made"
          columns={changeColumns(report.integrationId)}
          rows={writeBacks.slice(0, shown)}
          rowId={({ approvalLineId }) => approvalLineId}
        />
        <Rest of={writeBacks.length} />
      </Section>
      <Section title="Who decided what" empty="Nobody decided anything in this month." rows={decisions}>
        <DataTable
          label="Decisions"
          columns={decisionColumns}
          rows={decisions.slice(0, shown).map((one, nth) => ({ ...one, nth }))}
          rowId={({ nth }) => String(nth)}
        />
        <Rest of={decisions.length} />
      </Section>
      <Section title="Every line" empty="There is no line." rows={lines}>
        <Band totals={totals} composedAt={composedAt} />
        <DataTable
          label="Lines, open ones first"
          columns={lineColumns(report.integrationId, words)}
          rows={lines.slice(0, shown)}
          rowId={({ usageLineId, label, companyId }) => usageLineId ?? `${companyId ?? ''}/${label}`}
        />
        <Rest of={lineCount} />
      </Section>
      <p className="text-label break-all text-ink-2">
        {audit === null
          ? 'The audit’s chain does not hold this moment yet; it is sealed within the hour.'
          : `Audit ${formatCount(audit.position)}: ${audit.hash}`}
      </p>
    </div>
  );
}

const Rest = ({ of }: { readonly of: number }) =>
  of <= shown ? null : (
    <p className="text-table text-ink-2">
      {shown} of {formatCount(of)} shown; the files have all.
    </p>
  );

/** What came of the changes of a customer or a reviewer. */
const resultColumns: readonly TableColumn<Pick<Customer, 'results'>>[] = [
  {
    id: 'recovered',
    head: 'Recovered',
    numeric: true,
    cell: ({ results }) => totalIfAny(results.recovered),
  },
  {
    id: 'prevented',
    head: 'Prevented',
    numeric: true,
    cell: ({ results }) => totalIfAny(results.prevented),
  },
  {
    id: 'waiting',
    head: 'Waiting',
    numeric: true,
    wideOnly: true,
    cell: ({ results: { waiting } }) =>
      [waiting.up, waiting.down]
        .map(totalIfAny)
        .filter((text) => text !== '')
        .join(', '),
  },
];

/** In a table of which most cells are nothing: nothing is blank. */
const totalIfAny = (total: MeasureTotals['underBilled']): string =>
  total.others === undefined && signOf(total.perMonth) === 0 ? '' : totalMoney(total, { signed: true });

/** What is not known is "–", never 0. */
const moneyCell = ({
  effectPerMonth,
  currency,
}: {
  readonly effectPerMonth: string | null;
  readonly currency?: string | undefined;
}): string => (effectPerMonth === null ? '–' : formatMoney(effectPerMonth, { signed: true, currency }));

const measureColumn = (measure: keyof MeasureTotals, head: string): TableColumn<Customer> => ({
  id: measure,
  head,
  numeric: true,
  cell: ({ open }) => totalIfAny(open.measures[measure]),
});

const customerColumns = (integrationId: string): readonly TableColumn<Customer>[] => [
  {
    id: 'customer',
    head: 'Customer',
    cell: ({ companyId, label }) => (
      <CustomerLink integrationId={integrationId} companyId={companyId} name={label} />
    ),
  },
  ...resultColumns,
  { id: 'open', head: 'Open lines', numeric: true, cell: ({ open }) => formatCount(open.lines) },
  measureColumn('underBilled', 'Under-billed'),
  measureColumn('overBilled', 'Over-billed'),
  { ...measureColumn('underBilledHeld', 'Under-billed, blocked'), wideOnly: true },
  { ...measureColumn('overBilledHeld', 'Over-billed, blocked'), wideOnly: true },
  { ...measureColumn('notBilled', 'Not billed'), wideOnly: true },
];

const reviewerColumns: readonly TableColumn<Reviewer>[] = [
  { id: 'by', head: 'Reviewer', cell: ({ by }) => <VendorText text={by.name ?? by.kind} /> },
  {
    id: 'decisions',
    head: 'Decisions',
    cell: ({ decisions }) =>
      Object.entries(decisions)
        .map(([action, times]) => `${decisionWords(action)} ${formatCount(times)}`)
        .join(', '),
  },
  ...resultColumns,
];

const changeColumns = (integrationId: string): readonly TableColumn<Change>[] => [
  {
    id: 'account',
    head: 'Customer',
    cell: ({ companyId, label }) => (
      <CustomerLink integrationId={integrationId} companyId={companyId} name={label} />
    ),
  },
  {
    id: 'change',
    head: 'Before → after',
    numeric: true,
    cell: ({ before, after }) => `${formatDecimal(before)} → ${formatDecimal(after)}`,
  },
  { id: 'money', head: 'Per month', numeric: true, cell: moneyCell },
  { id: 'state', head: 'State', cell: ({ state }) => <StatusPill state={state} inRow /> },
  { id: 'invoice', head: 'Invoice', cell: ({ invoiceDate }) => formatDay(invoiceDate) },
  {
    id: 'by',
    head: 'Approved by',
    wideOnly: true,
    cell: ({ by }) => <VendorText text={by.name ?? by.kind} />,
  },
  { id: 'at', head: 'Approved', wideOnly: true, cell: ({ approvedAt }) => <Instant at={approvedAt} /> },
];

const decisionColumns: readonly TableColumn<Decided>[] = [
  { id: 'at', head: 'When', cell: ({ at }) => <Instant at={at} /> },
  { id: 'by', head: 'Who', cell: ({ by }) => <VendorText text={by.name ?? by.kind} /> },
  { id: 'what', head: 'What', cell: ({ action }) => decisionWords(action) },
  {
    id: 'account',
    head: 'Customer',
    cell: ({ label }) => (label === null ? '' : <VendorText text={label} />),
  },
  {
    id: 'reason',
    head: 'Reason',
    cell: ({ reason }) => (reason === null ? '' : <VendorText text={reason} />),
  },
];

const lineColumns = (integrationId: string, { vendor, psa }: Words): readonly TableColumn<Line>[] => [
  {
    id: 'account',
    head: 'Customer',
    cell: ({ usageLineId, label }) => <LineLink usageLineId={usageLineId} name={label} />,
  },
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
  { id: 'money', head: 'Per month', numeric: true, cell: moneyCell },
  {
    id: 'decision',
    head: 'Decision',
    cell: ({ decision, open }) => (open ? 'open' : decision === 'open' ? '' : decision),
  },
  {
    id: 'read',
    head: 'Read',
    wideOnly: true,
    cell: (line) => <ReadAt line={line} vendor={vendor} psa={psa} />,
  },
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
