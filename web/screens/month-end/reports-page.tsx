import { Link } from '../../components/router.tsx';
import { monthReportFile, type ReviewMonthInfo, useReviewMonths } from '../../api/review-months.ts';
import { useRunWatch } from '../../context/run-watch.tsx';
import { cleanUpPlace, notBilledYetPlace } from '../../components/report-places.ts';
import { useWordsOf } from '../../components/words.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { Instant } from '../../components/instant.tsx';
import { Page } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { monthName } from '../../values/month.ts';
import { monthEndTexts, useMonthEndTexts } from './texts.ts';
import { filled, slot, useTextsOf } from '../../components/texts.ts';

const link = 'text-accent underline max-sm:py-1';

/** What can be read and taken along of each integration, and the reports of closed months, newest first. */
export default function Screen() {
  const text = useMonthEndTexts();
  const textOf = useTextsOf(monthEndTexts);
  const query = useReviewMonths();
  const { integrations } = useRunWatch();
  const words = useWordsOf();
  const inUse = integrations.filter(({ finishedAt }) => finishedAt !== null);
  return (
    <Page title={text('console-month-end.reports')}>
      <div className="flex max-w-4xl flex-col gap-5">
        {inUse.map(({ id }) => (
          <section key={id} aria-label={words(id).vendorName} className="flex flex-col items-start gap-1">
            {inUse.length > 1 ? <h2 className="text-section font-semibold">{words(id).vendorName}</h2> : null}
            <Link to={`/reports/running/${id}`} className={link}>
              {text('console-month-end.reports.current')}
            </Link>
            <Link to={notBilledYetPlace(id)} className={link}>
              {textOf(id)('console-month-end.reports.lines-to-add')}
            </Link>
            <Link to={cleanUpPlace(id)} className={link}>
              {textOf(id)('console-month-end.reports.unused-seats')}
            </Link>
          </section>
        ))}
        <section className="flex flex-col gap-1">
          <h2 className="text-section font-semibold">{text('console-month-end.reports.closed')}</h2>
          <QueryView query={query}>
            {({ items }) =>
              items.length === 0 ? (
                <EmptyState text={text('console-month-end.reports.none')} />
              ) : (
                <ul className="divide-y divide-line rounded-card border border-line bg-surface px-4">
                  {items.map((month) => (
                    <ClosedMonth
                      key={month.id}
                      month={month}
                      of={integrations.length > 1 ? `${words(month.integrationId).vendorName} · ` : ''}
                    />
                  ))}
                </ul>
              )
            }
          </QueryView>
        </section>
      </div>
    </Page>
  );
}

function ClosedMonth({
  month: { id, month, version, openLines, closedAt, closedBy, reopened },
  of,
}: {
  readonly month: ReviewMonthInfo;
  readonly of: string;
}) {
  const text = useMonthEndTexts();
  const name =
    version === 1
      ? monthName(month)
      : text('console-month-end.reports.name', { month: monthName(month), version });
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2">
      <Link to={`/reports/${id}`} className={link}>
        {monthName(month)}
      </Link>
      <span className="min-w-0 grow text-table text-ink-2">
        {of}
        {version === 1 && reopened === null
          ? ''
          : `${text('console-month-end.reports.version', { version })} · `}
        {text('console-month-end.reports.open-lines', { count: openLines })} ·{' '}
        {filled(
          text('console-month-end.reports.closed-by', { who: slot(0), when: slot(1) }),
          <VendorText text={closedBy.name ?? closedBy.kind} />,
          <Instant at={closedAt} />,
        )}
        {reopened === null ? null : (
          <>
            {' '}
            ·{' '}
            {filled(
              text('console-month-end.reports.reopened', { when: slot(0) }),
              <Instant at={reopened.at} />,
            )}
          </>
        )}
      </span>
      <a
        href={monthReportFile(id, 'xlsx')}
        download
        aria-label={text('console-month-end.reports.excel-of', { name })}
        className={link}
      >
        {text('console-month-end.reports.excel')}
      </a>
      <a
        href={monthReportFile(id, 'csv')}
        download
        aria-label={text('console-month-end.reports.csv-of', { name })}
        className={link}
      >
        {text('console-month-end.reports.csv')}
      </a>
    </li>
  );
}
