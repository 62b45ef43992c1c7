import { isInUse } from '../../api/integrations.ts';
import { useMonthFigures } from '../../api/month-figures.ts';
import { useRunWatch } from '../../context/run-watch.tsx';
import { monthName } from '../../values/month.ts';
import { Banner } from '../../components/banner.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { denseLink } from '../../components/link-button.tsx';
import { Page } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { Link, Navigate } from '../../components/router.tsx';
import { useWordsOf } from '../../components/words.ts';
import { CarriedOver } from './carried-over.tsx';
import { CloseButton } from './close-button.tsx';
import { ClosedBanner } from './closed-banner.tsx';
import { MonthFigureTiles } from './month-figure-tiles.tsx';
import { monthPlace } from './month-place.ts';
import { MonthSwitch } from './month-switch.tsx';
import { usePartTexts } from './part-texts.ts';
import { TwelveMonths } from './twelve-months.tsx';

/** A month that is over: what it brought, whether it is closed, and what it left to the next one. */
export default function EarlierMonth({ month }: { readonly month: string }) {
  const part = usePartTexts();
  const { integrations } = useRunWatch();
  const inUse = integrations.filter(isInUse);
  const words = useWordsOf();
  return (
    <Page
      title={monthName(month)}
      actions={
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
          <MonthSwitch month={month} running={false} />
          <Link to={monthPlace(null)} className={denseLink}>
            {part('console-month-parts.current-month')}
          </Link>
          <Link to="/reports" className={denseLink}>
            {part('console-month-parts.reports')}
          </Link>
          <CloseButton />
        </div>
      }
    >
      <div className="flex flex-col gap-6">
        {inUse.map(({ id }) => (
          <OfIntegration
            key={id}
            integrationId={id}
            month={month}
            vendorName={inUse.length > 1 ? words(id).vendorName : null}
          />
        ))}
      </div>
    </Page>
  );
}

function OfIntegration({
  integrationId,
  month,
  vendorName,
}: {
  readonly integrationId: string;
  readonly month: string;
  /** Null: there is one integration only. */
  readonly vendorName: string | null;
}) {
  const text = usePartTexts();
  const query = useMonthFigures(integrationId, month);
  const name = monthName(month);
  return (
    <QueryView query={query}>
      {({ items }) => {
        const [shown, ...others] = items;
        if (shown?.month !== month)
          return <EmptyState text={text('console-month-parts.no-data', { month: name })} />;
        if (shown.running) return <Navigate to={monthPlace(null)} />;
        return (
          <section aria-label={vendorName ?? name} className="flex flex-col gap-3">
            <h2 className={vendorName === null ? 'sr-only' : 'text-section font-semibold'}>
              {vendorName ?? text('console-month-parts.figures')}
            </h2>
            {shown.state === 'closed' ? (
              <ClosedBanner of={shown} vendorName={vendorName} />
            ) : (
              <Banner tone="warn">{text(`console-month-parts.is-${shown.state}`, { month: name })}</Banner>
            )}
            <MonthFigureTiles of={shown} before={others.find((one) => one.month < month) ?? null} />
            {shown.state === 'closed' ? <CarriedOver of={shown} /> : null}
            <TwelveMonths items={items} />
          </section>
        );
      }}
    </QueryView>
  );
}
