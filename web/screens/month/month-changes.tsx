import { useQuery } from '@tanstack/react-query';
import { WriteBackList } from '../../../contracts/api/write-backs.ts';
import { read } from '../../api/client.ts';
import { writeBackKeys } from '../../api/keys.ts';
import type { Month } from '../../api/month.ts';
import { formatDecimal } from '../../values/format.ts';
import { monthIn } from '../../values/month.ts';
import { zoneOfTimes } from '../../values/zone.ts';
import { Amount } from '../../components/figure.tsx';
import { Instant } from '../../components/instant.tsx';
import { Link } from '../../components/router.tsx';
import { visibleText } from '../../components/visible-text.ts';
import { usePartTexts } from './part-texts.ts';

/** Maximum number read, of which those of the month are shown; the write-backs page has the others. */
const readAtMost = 100;
const shownAtMost = 10;

const useNewestConfirmed = () =>
  useQuery({
    queryKey: [...writeBackKeys.all, 'confirmed'],
    queryFn: ({ signal }) =>
      read('/write-backs', WriteBackList, { query: { state: 'confirmed', limit: readAtMost }, signal }),
  });

/** The newest changes that were written this month. Absent where there is none. */
export function MonthChanges({ month: { month, done } }: { readonly month: Month }) {
  const text = usePartTexts();
  const { data } = useNewestConfirmed();
  const changes = (data?.items ?? [])
    .filter(({ finishedAt }) => finishedAt !== null && monthIn(zoneOfTimes(), new Date(finishedAt)) === month)
    .slice(0, shownAtMost);
  if (changes.length === 0) return null;
  return (
    <section aria-labelledby="month-changes" className="rounded-card border border-line bg-surface px-4 py-3">
      <div className="flex flex-wrap items-baseline gap-x-4">
        <h2 id="month-changes" className="grow font-semibold">
          {text('console-month-parts.changes-made')}
        </h2>
        <Link
          to="/write-backs?state=confirmed"
          className="text-table font-medium text-accent hover:underline"
        >
          {text('console-month-parts.view-changes', { count: done.recovered.lines + done.credited.lines })}
        </Link>
      </div>
      <ul className="mt-1 divide-y divide-line text-table">
        {changes.map(({ id, approvalId, label, before, after, effectPerMonth, currency, finishedAt }) => (
          <li key={id} className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 py-1">
            <Link
              to={`/write-backs/${approvalId}`}
              className="min-w-0 font-medium break-words hover:underline"
            >
              <bdi>{visibleText(label)}</bdi>
            </Link>
            <span className="text-right tabular-nums">
              <Amount of={effectPerMonth} signed currency={currency} />
            </span>
            <span className="text-label text-ink-2 tabular-nums">
              {formatDecimal(before)} → {formatDecimal(after)}
            </span>
            <span className="text-right text-label text-ink-2">
              {finishedAt === null ? null : <Instant at={finishedAt} />}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
