import { linesShown as shown } from '../../../contracts/api/review-months.ts';
import type { MonthReport } from '../../api/review-months.ts';
import { DataTable } from '../../components/data-table.tsx';
import { Section } from '../../components/report-layout.tsx';
import { useWords } from '../../components/words.ts';
import { figureName } from '../../values/figure-words.ts';
import { formatCount, formatDayDated } from '../../values/format.ts';
import { Band } from '../usage-line/control-band.tsx';
import { Figures } from './figures.tsx';
import { StillOpen } from './open-lines.tsx';
import { changeColumns, changesByInvoice, decisionColumns, invoiceColumns } from './report-changes.tsx';
import { customerColumns, reviewerColumns } from './report-customers.tsx';
import { lineColumns } from './report-lines.tsx';
import { useMonthEndTexts } from './texts.ts';

/** The report of a month from top to bottom: what it brought, what is left, whose it is, who decided, every line. */
export function MonthReportBody({ report }: { readonly report: MonthReport }) {
  const { lines, lineCount, writeBacks, customers, reviewers, decisions, totals, composedAt, audit } = report;
  const text = useMonthEndTexts(report.integrationId);
  const words = useWords(report.integrationId);
  const made = changesByInvoice(report);
  return (
    <div className="flex flex-col gap-5">
      <Figures report={report} />
      <Section
        title={text('console-month-end.section.by-invoice')}
        empty={text('console-month-end.section.none-confirmed')}
        rows={made}
      >
        <DataTable
          label={text('console-month-end.section.by-invoice')}
          columns={invoiceColumns(report, text)}
          rows={made}
          rowId={({ approvalLineId }) => approvalLineId}
          most={shown}
          groupOf={({ invoiceDate }) =>
            text('console-month-end.section.invoice-of', { day: formatDayDated(invoiceDate) })
          }
          totalName={figureName('net')}
        />
        <Rest of={made.length} />
      </Section>
      <StillOpen report={report} />
      <Section
        title={text('console-month-end.section.customers')}
        empty={text('console-month-end.section.no-customers')}
        rows={customers}
      >
        <DataTable
          label={text('console-month-end.section.customers')}
          columns={customerColumns(report, text)}
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
          columns={reviewerColumns(report.currency, text)}
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
          columns={changeColumns(report, text)}
          rows={writeBacks}
          most={shown}
          totalName={figureName('net')}
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
          columns={lineColumns(report, words, text)}
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
