import { useParams } from '../../components/router.tsx';
import {
  controlListFile,
  monthArchive,
  monthReportFile,
  monthReportToPrint,
  useMonthReport,
} from '../../api/review-months.ts';
import { Banner } from '../../components/banner.tsx';
import { DatedInstant, FrozenZone } from '../../components/instant.tsx';
import { Page } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { monthName } from '../../values/month.ts';
import { ComparedInvoices } from './compared-invoices.tsx';
import { MonthMargin } from './month-margin.tsx';
import { MonthReportBody } from './month-report.tsx';
import { reportFiles } from '../../context/report-files.ts';
import { ReportActions } from './report-actions.tsx';
import { ReportFacts } from './report-facts.tsx';
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
      actions={
        <ReportActions
          files={[
            ...reportFiles((format) => monthReportFile(monthId, format)),
            { words: text('console-month-end.control-list'), href: controlListFile(monthId) },
          ]}
          pdf={monthReportToPrint(monthId)}
          archive={monthArchive(monthId)}
        />
      }
    >
      <QueryView query={query}>
        {(report) => (
          <FrozenZone value={report.timeZone}>
            <div className="flex flex-col gap-4">
              <ReportFacts report={report} closed={report} />
              {report.reopened === null ? (
                <div className="print:hidden">
                  <ReopenMonth report={report} />
                </div>
              ) : (
                <Banner>
                  {filled(
                    text('console-month-end.reopened-by', { who: slot(0), when: slot(1), reason: slot(2) }),
                    <VendorText text={report.reopened.by.name ?? report.reopened.by.kind} />,
                    <DatedInstant at={report.reopened.at} />,
                    <VendorText text={report.reopened.reason} />,
                  )}
                </Banner>
              )}
              <MonthReportBody report={report} />
              {report.reopened === null ? (
                <ComparedInvoices integrationId={report.integrationId} month={report.month} />
              ) : null}
              <MonthMargin of={{ closed: report.id }} integrationId={report.integrationId} />
            </div>
          </FrozenZone>
        )}
      </QueryView>
    </Page>
  );
}
