import { Link } from '../../components/router.tsx';
import { isInUse, useIntegrations } from '../../api/integrations.ts';
import { type Month, useMonth } from '../../api/month.ts';
import { useOpenNotices } from '../../api/notices.ts';
import { useClosed } from '../../api/session.ts';
import { useShownVersion } from '../../context/refresh-rule.tsx';
import { useRunWatch } from '../../context/run-watch.tsx';
import { formatInstant } from '../../values/format.ts';
import { Begins, Instant } from '../../components/instant.tsx';
import { denseLink, LinkButton } from '../../components/link-button.tsx';
import { Page } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { SeverityMark } from '../notices/severity-mark.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { stallKind } from '../../../contracts/errors/stalls.ts';
import { monthName } from '../../values/month.ts';
import { CloseButton } from './close-button.tsx';
import { Done } from './month-gains.tsx';
import { Needs, needsAttention } from './needs.tsx';
import { Tiles } from './tiles.tsx';
import { lazyPart } from '../../components/lazy-part.tsx';
import { useMonthTexts } from './texts.ts';
import { filled, slot } from '../../components/texts.ts';

const ThreeSteps = lazyPart<object>(() => import('./three-steps.tsx'));
const OnHold = lazyPart<{ readonly month: Month }>(() => import('./on-hold.tsx'));
/** The start page once something is connected: what needs a person this month, what it is worth, what was done. */
export default function Screen() {
  const cards = useIntegrations();
  const text = useMonthTexts();
  if (cards.data?.items.some(isInUse) === true) return <RunningMonth />;
  return (
    <Page title={text('console-month.title')}>
      <QueryView query={cards}>{() => <NotYet />}</QueryView>
    </Page>
  );
}

function NotYet() {
  const text = useMonthTexts();
  const closed = useClosed()('connect');
  return (
    <div className="flex flex-col items-start gap-4">
      <ThreeSteps />
      <LinkButton look="primary" to="/integrations" reason={closed}>
        {text('console-month.connect')}
      </LinkButton>
    </div>
  );
}

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
            <div className="flex flex-col gap-3">
              <Tiles month={shown} />
              <Needs month={shown} />
              {shown.lines.onHold === 0 ? null : <OnHold month={shown} />}
              {needsAttention(shown) ? <Done month={shown} /> : null}
            </div>
          )}
        </QueryView>
      )}
    </Page>
  );
}

function Head({ month }: { readonly month: Month }) {
  const text = useMonthTexts();
  const synced = month.syncs.map(({ lastGoodAt }) => lastGoodAt).filter((at) => at !== null);
  // Of several the one that is longest ago: nothing on the page is older.
  const oldest = synced.length < month.syncs.length ? null : (synced.sort()[0] ?? null);
  const next = month.syncs.flatMap(({ nextAt }) => (nextAt === null ? [] : [nextAt])).sort()[0];
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <StalledRun />
      <NoticesLink />
      <p className="text-table text-ink-2">
        {oldest === null
          ? text('console-month.not-synced')
          : filled(text('console-month.synced', { when: slot(0) }), <Instant at={oldest} />)}
        {next === undefined ? null : (
          <> · {filled(text('console-month.next-sync', { when: slot(0) }), <Begins at={next} />)}</>
        )}
      </p>
      <Link to="/reports" className={denseLink}>
        {text('console-month.reports')}
      </Link>
      <CloseButton />
    </div>
  );
}

/** A sync under way that makes no progress: the figures below do not get newer. */
function StalledRun() {
  const text = useMonthTexts();
  const run = useRunWatch().active.find(({ stalled }) => stalled !== null);
  if (run?.stalled == null) return null;
  const { cause, since } = run.stalled;
  return (
    <Link to={`/runs/${run.id}`} className="text-table hover:underline">
      <StatusPill
        state="warned"
        words={text(`console-month.sync-${stallKind(cause.code)}`, { since: formatInstant(since) })}
        inRow
      />
    </Link>
  );
}

/** What happened that somebody should know; the gravest says how grave. */
function NoticesLink() {
  const text = useMonthTexts();
  const notices = useOpenNotices() ?? [];
  const [gravest] = notices;
  if (gravest === undefined) return null;
  return (
    <Link to="/notices" className="inline-flex items-center gap-1.5 text-table text-ink-2 hover:underline">
      <SeverityMark severity={gravest.severity} />
      {notices.length === 1 ? gravest.title : text('console-month.notices', { count: notices.length })}
    </Link>
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
