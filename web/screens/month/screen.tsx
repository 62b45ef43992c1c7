import { useSearchParams } from '../../components/router.tsx';
import { isInUse, useIntegrations } from '../../api/integrations.ts';
import { type Month, useMonth } from '../../api/month.ts';
import { useShownVersion } from '../../context/refresh-rule.tsx';
import { Page } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { PageSkeleton, Skeleton } from '../../components/skeleton.tsx';
import { monthName } from '../../values/month.ts';
import { Needs } from './needs.tsx';
import { Tiles } from './tiles.tsx';
import { lazyPart } from '../../components/lazy-part.tsx';
import { useMonthTexts } from './texts.ts';

const NotYet = lazyPart<object>(() => import('./not-yet.tsx'));
const BelowNeeds = lazyPart<{ readonly month: Month }>(() => import('./below-needs.tsx'));
const Head = lazyPart<{ readonly month: Month }>(() => import('./month-head.tsx'));
const EarlierMonth = lazyPart<{ readonly month: string }>(
  () => import('./earlier-month.tsx'),
  () => <PageSkeleton />,
);
const ClosedNews = lazyPart<{ readonly month: string }>(() => import('./closed-news.tsx'));
const MonthAside = lazyPart<{ readonly month: Month }>(() => import('./month-aside.tsx'));

/**
 * The start page once something is connected: what needs attention this month, its value, and what was done; or the
 * earlier month that the address names.
 */
export default function Screen() {
  const cards = useIntegrations();
  const text = useMonthTexts();
  const [search] = useSearchParams();
  const wanted = search.get('month') ?? '';
  if (cards.data?.items.some(isInUse) === true)
    return isMonth.test(wanted) ? <EarlierMonth month={wanted} /> : <RunningMonth />;
  return (
    <Page title={text('console-month.title')}>
      <QueryView query={cards}>{() => <NotYet />}</QueryView>
    </Page>
  );
}

const isMonth = /^\d{4}-(?:0[1-9]|1[0-2])$/u;

function RunningMonth() {
  const query = useMonth();
  const text = useMonthTexts();
  const month = query.data;
  useShownVersion(month?.dataVersion);
  return (
    <Page
      title={month === undefined ? text('console-month.title') : monthName(month.month)}
      actions={month === undefined ? undefined : <Head month={month} />}
    >
      {query.isPending ? (
        <Placeholder />
      ) : (
        <QueryView query={query}>
          {(shown) => (
            <div className="grid items-start gap-3 min-[1440px]:grid-cols-[minmax(0,1fr)_23rem]">
              <div className="flex min-w-0 flex-col gap-3">
                <ClosedNews month={shown.month} />
                <Tiles month={shown} />
                <Needs month={shown} />
                <BelowNeeds month={shown} />
              </div>
              <MonthAside month={shown} />
            </div>
          )}
        </QueryView>
      )}
    </Page>
  );
}

/** In the layout of what comes, so that nothing moves. */
function Placeholder() {
  const text = useMonthTexts();
  return (
    <div className="flex flex-col gap-3">
      <div className="h-[5.75rem]">
        <Skeleton rows={2} label={text('console-month.loading')} />
      </div>
      <Skeleton rows={10} />
    </div>
  );
}
