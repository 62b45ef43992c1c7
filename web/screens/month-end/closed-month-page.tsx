import { useParams } from '../../components/router.tsx';
import { monthReportFile, useMonthReport } from '../../api/review-months.ts';
import { Banner } from '../../components/banner.tsx';
import { Instant } from '../../components/instant.tsx';
import { Page } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { Leave } from '../../components/report-layout.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { monthName } from '../../values/month.ts';
import { MonthReportBody } from './month-report.tsx';
import { reportFiles } from '../../context/report-files.ts';
import { ReopenMonth } from './reopen-month.tsx';
import { useMonthEndTexts } from './texts.ts';
import { filled, slot } from '../../components/texts.ts';

/** The report of a closed month; later syncs do not change it (RULES 12). */
export default function Screen() {
  const text = useMonthEndTexts();
  const { monthId = '' } = useParams();
  const query = useMonthReport(monthId);
  const { data } = query;
  return (
    <Page
      title={
        data === undefined
          ? text('console-month-end.report')
          : text('console-month-end.report-of', { month: monthName(data.month) })
      }
      actions={<Leave files={reportFiles((format) => monthReportFile(monthId, format))} />}
    >
      <QueryView query={query}>
        {(report) => (
          <div className="flex flex-col gap-4">
            <p className="flex flex-wrap gap-x-4 gap-y-1">
              {report.version === 1 ? null : (
                <span>{text('console-month-end.version', { number: report.version })}</span>
              )}
              <span>
                {filled(
                  text('console-month-end.closed-by', { who: slot(0), when: slot(1) }),
                  <VendorText text={report.closedBy.name ?? report.closedBy.kind} />,
                  <Instant at={report.closedAt} />,
                )}
              </span>
              <span>
                {filled(
                  text('console-month-end.data-read', { when: slot(0) }),
                  <Instant at={report.composedAt} />,
                )}
              </span>
            </p>
            {report.reopened === null ? (
              <div className="print:hidden">
                <ReopenMonth report={report} />
              </div>
            ) : (
              <Banner>
                {filled(
                  text('console-month-end.reopened-by', { who: slot(0), when: slot(1), reason: slot(2) }),
                  <VendorText text={report.reopened.by.name ?? report.reopened.by.kind} />,
                  <Instant at={report.reopened.at} />,
                  <VendorText text={report.reopened.reason} />,
                )}
              </Banner>
            )}
            <MonthReportBody report={report} />
          </div>
        )}
      </QueryView>
    </Page>
  );
}
