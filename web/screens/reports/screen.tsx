import { isInUse, useIntegrations } from '../../api/integrations.ts';
import { useMonthFigures } from '../../api/month-figures.ts';
import { useSearchParams } from '../../components/router.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { LinkButton } from '../../components/link-button.tsx';
import { Page } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { useClosed } from '../../api/session.ts';
import { MonthCharts } from './month-charts.tsx';
import { ListCards } from './list-cards.tsx';
import { Months } from './months.tsx';
import { useReportsTexts } from './texts.ts';

/** Twelve months as charts, what every month brought and left, with its files, and the lists for whoever keeps the PSA and for cleaning up. */
export default function Screen() {
  const text = useReportsTexts();
  const cards = useIntegrations();
  const closed = useClosed()('connect');
  return (
    <Page title={text('console-reports.title')}>
      <QueryView query={cards}>
        {({ items }) => {
          const reported = items.filter(({ finishedAt }) => finishedAt !== null);
          return reported.length === 0 ? (
            <EmptyState text={text('console-reports.none')}>
              <LinkButton to="/integrations" look="primary" reason={closed}>
                {text('console-reports.connect')}
              </LinkButton>
            </EmptyState>
          ) : (
            <div className="flex flex-col gap-8">
              {reported.map((one) => (
                <OneIntegration key={one.id} id={one.id} only={reported.length === 1} inUse={isInUse(one)} />
              ))}
            </div>
          );
        }}
      </QueryView>
    </Page>
  );
}

function OneIntegration({
  id,
  only,
  inUse,
}: {
  readonly id: string;
  readonly only: boolean;
  /** A disconnected one has no lists: nothing is added to the PSA for it. */
  readonly inUse: boolean;
}) {
  const text = useReportsTexts(id);
  const [params, setParams] = useSearchParams();
  const query = useMonthFigures(id, params.get('until') ?? undefined);
  return (
    <section aria-label={text('console-reports.integration')} className="flex flex-col gap-4">
      {only ? null : <h2 className="text-section font-semibold">{text('console-reports.integration')}</h2>}
      {query.data === undefined ? null : <MonthCharts items={query.data.items} />}
      <div className="grid items-start gap-4 min-[90rem]:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="min-w-0">
          <QueryView query={query} rows={8}>
            {(months) => (
              <Months
                integrationId={id}
                months={months}
                newest={params.get('until') === null}
                onUntil={(until) => setParams(until === null ? [] : [['until', until]])}
              />
            )}
          </QueryView>
        </div>
        <div className="min-w-0">{inUse ? <ListCards integrationId={id} /> : null}</div>
      </div>
    </section>
  );
}
