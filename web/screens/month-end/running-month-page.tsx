import { useParams } from '../../components/router.tsx';
import { runningMonthFile, useRunningMonth } from '../../api/review-months.ts';
import { Instant } from '../../components/instant.tsx';
import { Page } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { Leave } from '../../components/report-layout.tsx';
import { monthName } from '../../values/month.ts';
import { MonthReportBody } from './month-report.tsx';
import { reportFiles } from '../../context/report-files.ts';
import { useMonthEndTexts } from './texts.ts';
import { filled, slot } from '../../components/texts.ts';

/** The report of the month that runs, as it stands now. */
export default function Screen() {
  const { id = '' } = useParams();
  const text = useMonthEndTexts(id);
  const query = useRunningMonth(id);
  const { data } = query;
  return (
    <Page
      title={
        data === undefined
          ? text('console-month-end.current-report')
          : text('console-month-end.report-of', { month: monthName(data.month) })
      }
      actions={<Leave files={reportFiles((format) => runningMonthFile(id, format))} />}
    >
      <QueryView query={query}>
        {(report) => (
          <div className="flex flex-col gap-4">
            <p>
              {filled(
                text('console-month-end.not-closed', { when: slot(0) }),
                <Instant at={report.composedAt} />,
              )}
            </p>
            <MonthReportBody report={report} />
          </div>
        )}
      </QueryView>
    </Page>
  );
}
