import { linesShown as shown } from '../../../contracts/api/review-months.ts';
import type { MonthReport } from '../../api/review-months.ts';
import type { MeasureTotals } from '../../api/usage.ts';
import { totalMoney } from '../../context/measure-words.ts';
import { DataTable, type TableColumn } from '../../components/data-table.tsx';
import { signOf } from '../../values/decimals.ts';
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
import { type MonthEndText, useMonthEndTexts } from './texts.ts';
import { filled, slot } from '../../components/texts.ts';
import { changeText } from '../../components/state-text.ts';

type Line = MonthReport['lines'][number];
type Change = MonthReport['writeBacks'][number];
type Customer = MonthReport['customers'][number];
type Reviewer = MonthReport['reviewers'][number];
type Decided = MonthReport['decisions'][number];

/** The report of a month from top to bottom: what it brought, what is left, whose it is, who decided, every line. */
export function MonthReportBody({ report }: { readonly report: MonthReport }) {
  const { lines, lineCount, writeBacks, customers, reviewers, decisions, totals, composedAt, audit } = report;
  const text = useMonthEndTexts(report.integrationId);
  return (
    <div className="flex flex-col gap-5">
      <Figures report={report} />
      <OpenByKind report={report} />
      <Section
        title={text('console-month-end.section.customers')}
        empty={text('console-month-end.section.no-customers')}
        rows={customers}
      >
        <DataTable
          label={text('console-month-end.section.customers')}
          columns={customerColumns(report.integrationId, text)}
          rows={customers}
          rowId={({ companyId, label }) => `${companyId ?? ''}/${label}`}
        />
      </Section>
      <Section
        title={text('console-month-end.section.reviewers')}
        empty={text('console-month-end.section.no-decisions')}
        rows={reviewers}
      >
        <DataTable
          label={text('console-month-end.section.reviewers')}
          columns={reviewerColumns(text)}
          rows={reviewers}
          rowId={({ by }) => `${by.kind}/${by.id}`}
        />
      </Section>
      <Section
        title={text('console-month-end.section.changes')}
        empty={text('console-month-end.section.no-changes')}
        rows={writeBacks}
      >
        <DataTable
          label={text('console-month-end.section.changes-label')}
          columns={changeColumns(report.integrationId, text)}
          rows={writeBacks.slice(0, shown)}
          rowId={({ approvalLineId }) => approvalLineId}
        />
        <Rest of={writeBacks.length} />
      </Section>
      <Section
        title={text('console-month-end.section.decisions')}
        empty={text('console-month-end.section.no-decisions')}
        rows={decisions}
      >
        <DataTable
          label={text('console-month-end.section.decisions')}
          columns={decisionColumns(text)}
          rows={decisions.slice(0, shown).map((one, nth) => ({ ...one, nth }))}
          rowId={({ nth }) => String(nth)}
        />
        <Rest of={decisions.length} />
      </Section>
      <Section
        title={text('console-month-end.section.all-lines')}
        empty={text('console-month-end.section.no-lines')}
        rows={lines}
      >
        <Band totals={totals} composedAt={composedAt} />
        <DataTable
          label={text('console-month-end.section.lines-label')}
          columns={lineColumns(report.integrationId, text)}
          rows={lines.slice(0, shown)}
          rowId={({ usageLineId, label, companyId }) => usageLineId ?? `${companyId ?? ''}/${label}`}
        />
        <Rest of={lineCount} />
      </Section>
      <p className="text-label break-all text-ink-2">
        {audit === null
          ? text('console-month-end.not-in-checkpoint')
          : text('console-month-end.audit', { position: formatCount(audit.position), hash: audit.hash })}
      </p>
    </div>
  );
}

function Rest({ of }: { readonly of: number }) {
  const text = useMonthEndTexts();
  return of <= shown ? null : (
    <p className="text-table text-ink-2">{text('console-month-end.rest', { shown, total: of })}</p>
  );
}

/** What came of the changes of a customer or a reviewer. */
const resultColumns = (text: MonthEndText): readonly TableColumn<Pick<Customer, 'results'>>[] => [
  {
    id: 'recovered',
    head: text('console-month-end.column.recovered'),
    numeric: true,
    cell: ({ results }) => totalIfAny(results.recovered),
  },
  {
    id: 'credited',
    head: text('console-month-end.column.overbilling-ended'),
    numeric: true,
    cell: ({ results }) => totalIfAny(results.credited),
  },
  {
    id: 'waiting',
    head: text('console-month-end.column.waiting'),
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

type ShownMeasure = 'underBilled' | 'overBilled' | 'heldUp' | 'heldDown' | 'notBilled';

const measureColumn = (measure: ShownMeasure, text: MonthEndText): TableColumn<Customer> => ({
  id: measure,
  head: text(`console-month-end.column.${measure}`),
  numeric: true,
  cell: ({ open }) => totalIfAny(open.measures[measure]),
});

const customerColumns = (integrationId: string, text: MonthEndText): readonly TableColumn<Customer>[] => [
  {
    id: 'customer',
    head: text('console-month-end.column.customer'),
    cell: ({ companyId, label }) => (
      <CustomerLink integrationId={integrationId} companyId={companyId} name={label} />
    ),
  },
  ...resultColumns(text),
  {
    id: 'open',
    head: text('console-month-end.column.open-lines'),
    numeric: true,
    cell: ({ open }) => formatCount(open.lines),
  },
  measureColumn('underBilled', text),
  measureColumn('overBilled', text),
  { ...measureColumn('heldUp', text), wideOnly: true },
  { ...measureColumn('heldDown', text), wideOnly: true },
  { ...measureColumn('notBilled', text), wideOnly: true },
];

const reviewerColumns = (text: MonthEndText): readonly TableColumn<Reviewer>[] => [
  {
    id: 'by',
    head: text('console-month-end.column.reviewer'),
    cell: ({ by }) => <VendorText text={by.name ?? by.kind} />,
  },
  {
    id: 'decisions',
    head: text('console-month-end.column.decisions'),
    cell: ({ decisions }) =>
      Object.entries(decisions)
        .map(([action, times]) =>
          text('console-month-end.did-times', { action: decisionWords(action, text), count: times }),
        )
        .join(', '),
  },
  ...resultColumns(text),
];

const changeColumns = (integrationId: string, text: MonthEndText): readonly TableColumn<Change>[] => [
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

const decisionColumns = (text: MonthEndText): readonly TableColumn<Decided>[] => [
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

const lineColumns = (integrationId: string, text: MonthEndText): readonly TableColumn<Line>[] => [
  {
    id: 'account',
    head: text('console-month-end.column.customer'),
    cell: ({ usageLineId, label }) => <LineLink usageLineId={usageLineId} name={label} />,
  },
  {
    id: 'kind',
    head: text('console-month-end.column.kind'),
    cell: ({ kind }) => <KindMark kind={kind} integrationId={integrationId} inRow />,
  },
  {
    id: 'vendor',
    head: text('console-month-end.column.seats'),
    numeric: true,
    cell: ({ vendorQuantity }) => formatCount(vendorQuantity),
  },
  {
    id: 'psa',
    head: text('console-month-end.column.billed-now'),
    numeric: true,
    cell: ({ psaQuantity }) => quantityText(psaQuantity),
  },
  { id: 'money', head: text('console-month-end.column.money'), numeric: true, cell: moneyCell },
  {
    id: 'decision',
    head: text('console-month-end.column.decision'),
    cell: ({ decision, open }) =>
      open ? text('console-month-end.decision.open') : decision === 'open' ? '' : decision,
  },
  {
    id: 'read',
    head: text('console-month-end.column.read'),
    wideOnly: true,
    cell: (line) => <ReadAt line={line} text={text} />,
  },
];

/** When each side was read; of old numbers, why no newer ones were there. */
function ReadAt({
  line: { vendorReadAt, psaReadAt, notRead },
  text,
}: {
  readonly line: Line;
  readonly text: MonthEndText;
}) {
  return (
    <span className="text-ink-2">
      {notRead === null ? null : <VendorText text={`${notRead.message} `} />}
      {vendorReadAt === null ? null : (
        <>
          {filled(
            text('console-month-end.vendor-read', { when: slot(0) }),
            <Instant at={vendorReadAt} />,
          )}{' '}
        </>
      )}
      {psaReadAt === null
        ? null
        : filled(text('console-month-end.psa-read', { when: slot(0) }), <Instant at={psaReadAt} />)}
    </span>
  );
}
