import type { ReactNode } from 'react';
import type { ClosedMonthReport, MonthReport } from '../../api/review-months.ts';
import { useSession } from '../../api/session.ts';
import { DatedInstant } from '../../components/instant.tsx';
import { filled, slot } from '../../components/texts.ts';
import { VendorText } from '../../components/vendor-text.tsx';
import { formatCount } from '../../values/format.ts';
import { monthName } from '../../values/month.ts';
import { useMonthEndTexts } from './texts.ts';

/** Of whom and of when a report is, with who closed it: what its files say at their top too. */
export function ReportFacts({
  report,
  closed = null,
}: {
  readonly report: MonthReport;
  /** Null: of the month that runs. */
  readonly closed?: ClosedMonthReport | null;
}) {
  const text = useMonthEndTexts(report.integrationId);
  const { tenant } = useSession();
  const { lines, lineCount } = report;
  // The newest of all lines: of the running month only the first are known.
  const newest = (of: 'vendorReadAt' | 'psaReadAt'): string | null =>
    lines.length < lineCount
      ? null
      : (lines
          .map((line) => line[of])
          .filter((at) => at !== null)
          .sort()
          .at(-1) ?? null);
  const [vendorReadAt, psaReadAt] = [newest('vendorReadAt'), newest('psaReadAt')];
  return (
    <dl className="grid grid-cols-[repeat(auto-fill,minmax(11rem,1fr))] gap-x-6 gap-y-2">
      <Fact name={text('console-month-end.fact.msp')}>
        <VendorText text={closed?.mspName ?? tenant.name} />
      </Fact>
      <Fact name={text('console-month-end.fact.integration')}>
        {text('console-month-end.fact.integration-name')}
      </Fact>
      <Fact name={text('console-month-end.fact.month')}>{monthName(report.month)}</Fact>
      {closed === null ? (
        <Fact name={text('console-month-end.fact.state')}>{text('console-month-end.fact.running')}</Fact>
      ) : (
        <>
          <Fact name={text('console-month-end.fact.version')}>{formatCount(closed.version)}</Fact>
          <Fact name={text('console-month-end.fact.closed')}>
            {filled(
              text('console-month-end.fact.closed-by', { when: slot(0), who: slot(1) }),
              <DatedInstant at={closed.closedAt} />,
              <VendorText text={closed.closedBy.name ?? closed.closedBy.kind} />,
            )}
          </Fact>
        </>
      )}
      <Fact name={text('console-month-end.fact.read')}>
        <DatedInstant at={report.composedAt} />
      </Fact>
      {vendorReadAt === null ? null : (
        <Fact name={text('console-month-end.fact.vendor-read')}>
          <DatedInstant at={vendorReadAt} />
        </Fact>
      )}
      {psaReadAt === null ? null : (
        <Fact name={text('console-month-end.fact.psa-read')}>
          <DatedInstant at={psaReadAt} />
        </Fact>
      )}
      <Fact name={text('console-month-end.fact.time-zone')}>{closed?.timeZone ?? tenant.timeZone}</Fact>
      {closed === null ? null : (
        <>
          <Fact name={text('console-month-end.fact.rules')}>{formatCount(closed.ruleVersion)}</Fact>
          <Fact name={text('console-month-end.fact.checksum')}>
            <span className="text-label break-all">{closed.checksum}</span>
          </Fact>
        </>
      )}
    </dl>
  );
}

const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div className="flex min-w-0 flex-col">
    <dt className="text-label text-ink-2">{name}</dt>
    <dd className="min-w-0">{children}</dd>
  </div>
);
