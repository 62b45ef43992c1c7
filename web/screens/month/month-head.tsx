import type { Month } from '../../api/month.ts';
import { useOpenNotices } from '../../api/notices.ts';
import { useRunWatch } from '../../context/run-watch.tsx';
import { formatInstant } from '../../values/format.ts';
import { Begins, Instant } from '../../components/instant.tsx';
import { denseLink } from '../../components/link-button.tsx';
import { Link } from '../../components/router.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { filled, slot } from '../../components/texts.ts';
import { stallKind } from '../../../contracts/errors/stalls.ts';
import { SeverityMark } from '../notices/severity-mark.tsx';
import { CloseButton } from './close-button.tsx';
import { MonthSwitch } from './month-switch.tsx';
import { usePartTexts } from './part-texts.ts';

/** Next to the title of the running month: other months, how new its figures are, and how it is closed. */
export default function Head({ month }: { readonly month: Month }) {
  const text = usePartTexts();
  const synced = month.syncs.map(({ lastGoodAt }) => lastGoodAt).filter((at) => at !== null);
  // The oldest of several: nothing on the page is older.
  const oldest = synced.length < month.syncs.length ? null : (synced.sort()[0] ?? null);
  const next = month.syncs.flatMap(({ nextAt }) => (nextAt === null ? [] : [nextAt])).sort()[0];
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <MonthSwitch month={month.month} running />
      <StalledRun />
      <NoticesLink />
      <p className="text-table text-ink-2">
        {oldest === null
          ? text('console-month-parts.not-synced')
          : filled(text('console-month-parts.synced', { when: slot(0) }), <Instant at={oldest} />)}
        {next === undefined ? null : (
          <> · {filled(text('console-month-parts.next-sync', { when: slot(0) }), <Begins at={next} />)}</>
        )}
      </p>
      <Link to="/reports" className={denseLink}>
        {text('console-month-parts.reports')}
      </Link>
      <CloseButton />
    </div>
  );
}

/** A running sync that makes no progress: the figures below are not being updated. */
function StalledRun() {
  const text = usePartTexts();
  const run = useRunWatch().active.find(({ stalled }) => stalled !== null);
  if (run?.stalled == null) return null;
  const { cause, since } = run.stalled;
  return (
    <Link to={`/runs/${run.id}`} className="text-table hover:underline">
      <StatusPill
        state="warned"
        words={text(`console-month-parts.sync-${stallKind(cause.code)}`, { since: formatInstant(since) })}
        inRow
      />
    </Link>
  );
}

/** Link to the notices, styled by the most severe one. */
function NoticesLink() {
  const text = usePartTexts();
  const notices = useOpenNotices() ?? [];
  const [gravest] = notices;
  if (gravest === undefined) return null;
  return (
    <Link to="/notices" className="inline-flex items-center gap-1.5 text-table text-ink-2 hover:underline">
      <SeverityMark severity={gravest.severity} />
      {notices.length === 1 ? gravest.title : text('console-month-parts.notices', { count: notices.length })}
    </Link>
  );
}
