import { useParams } from '../../components/router.tsx';
import { runningMonthFile, runningMonthToPrint, useRunningMonth } from '../../api/review-months.ts';
import { Page } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { monthName } from '../../values/month.ts';
import { MonthMargin } from './month-margin.tsx';
import { MonthReportBody } from './month-report.tsx';
import { reportFiles } from '../../context/report-files.ts';
import { ReportActions } from './report-actions.tsx';
import { ReportFacts } from './report-facts.tsx';
import { useMonthEndTexts } from './texts.ts';

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
      actions={
        <ReportActions
          files={reportFiles((format) => runningMonthFile(id, format))}
          pdf={runningMonthToPrint(id)}
          archive={null}
        />
      }
    >
      <QueryView query={query}>
        {(report) => (
          <div className="flex flex-col gap-4">
            <ReportFacts report={report} />
            <MonthReportBody report={report} />
            <MonthMargin of={{ running: id }} integrationId={id} />
          </div>
        )}
      </QueryView>
    </Page>
  );
}
