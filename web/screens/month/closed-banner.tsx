import type { MonthFigures } from '../../api/month-figures.ts';
import { monthArchive, monthReportToPrint } from '../../api/review-months.ts';
import { monthName } from '../../values/month.ts';
import { Banner } from '../../components/banner.tsx';
import { DatedInstant } from '../../components/instant.tsx';
import { denseLink } from '../../components/link-button.tsx';
import { Link } from '../../components/router.tsx';
import { filled, slot } from '../../components/texts.ts';
import { VendorText } from '../../components/vendor-text.tsx';
import { usePartTexts } from './part-texts.ts';

/** "November 2026 is closed": by whom and when, with its report to open, to print and as files. Nothing where it is open. */
export function ClosedBanner({
  of: { month, state, version, reviewMonthId, closedBy, closedAt },
  vendorName,
}: {
  readonly of: MonthFigures;
  /** Null: there is one integration only. */
  readonly vendorName: string | null;
}) {
  const text = usePartTexts();
  if (state !== 'closed' || reviewMonthId === null || closedBy === null || closedAt === null) return null;
  const name = monthName(month);
  return (
    <Banner>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-0 grow">
          <p className="font-semibold">
            {vendorName === null
              ? text('console-month-parts.is-closed', { month: name })
              : text('console-month-parts.is-closed-of', { month: name, vendorName })}
          </p>
          <p className="text-table text-ink-2">
            {filled(
              text('console-month-parts.closed-by', { who: slot(0), when: slot(1) }),
              <VendorText text={closedBy.name ?? closedBy.kind} />,
              <DatedInstant at={closedAt} />,
            )}
            {version === null || version === 1
              ? null
              : ` · ${text('console-month-parts.version', { number: version })}`}
          </p>
        </div>
        <span className="flex flex-wrap gap-2">
          <Link to={`/reports/${reviewMonthId}`} className={denseLink}>
            {text('console-month-parts.open-report')}
          </Link>
          <a href={monthReportToPrint(reviewMonthId)} target="_blank" rel="noopener" className={denseLink}>
            {text('console-month-parts.print')}
          </a>
          <a href={monthArchive(reviewMonthId)} download className={denseLink}>
            {text('console-month-parts.download-all')}
          </a>
        </span>
      </div>
    </Banner>
  );
}
