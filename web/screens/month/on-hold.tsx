import { ChevronRight } from 'lucide-react';
import { Link } from '../../components/router.tsx';
import type { Month } from '../../api/month.ts';
import { formatCount } from '../../values/format.ts';
import { Figure } from '../../components/figure.tsx';
import { Instant } from '../../components/instant.tsx';
import { KindMark } from '../../components/kind-mark.tsx';
import { usageLinePlace } from '../../components/report-places.ts';
import { filled, slot } from '../../components/texts.ts';
import { VendorText } from '../../components/vendor-text.tsx';
import { shortText, visibleText } from '../../components/visible-text.ts';
import { usePartTexts } from './part-texts.ts';

type LineOnHold = Month['onHold'][number];

/** Lines that a person put on hold (RULES 8): who, when and why. They need no attention until they are resumed. */
export function OnHold({ month: { onHold, lines } }: { readonly month: Month }) {
  const part = usePartTexts();
  return (
    <section aria-labelledby="on-hold" className="overflow-hidden rounded-card border border-line bg-surface">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 bg-sunken px-4 py-1.5">
        <h2 id="on-hold" className="grow font-semibold">
          {part('console-month-parts.on-hold')}{' '}
          <span className="font-normal text-ink-2 tabular-nums">{formatCount(lines.onHold)}</span>
        </h2>
        <Link to="/usage?need=on-hold" className="text-table font-medium text-accent hover:underline">
          {part('console-month-parts.view-all', { count: lines.onHold })}
        </Link>
      </div>
      <p className="px-4 py-1.5 text-table text-ink-2">{part('console-month-parts.on-hold-rule')}</p>
      <ul className="divide-y divide-line">
        {onHold.map((line) => (
          <Row key={line.usageLineId} line={line} />
        ))}
      </ul>
    </section>
  );
}

/** "Redwood Analytics · Underbilled · +40.00 · Dana, Nov 29, 2:05 PM: asked the customer". */
function Row({
  line: { usageLineId, label, kind, measure, effect, by, at, reason },
}: {
  readonly line: LineOnHold;
}) {
  const text = usePartTexts();
  const who = <bdi>{visibleText(by.name ?? by.kind)}</bdi>;
  return (
    <li className="relative grid min-h-[2.125rem] grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 px-4 py-1 text-table hover:bg-hover lg:grid-cols-[16.75rem_10rem_6rem_minmax(0,1fr)_auto]">
      <span className="min-w-0 font-medium break-words">
        <bdi>{visibleText(label)}</bdi>
      </span>
      <span className="min-w-0 max-lg:col-start-1 [&>span]:text-ink-2 [&>span]:whitespace-normal">
        <KindMark kind={kind} inRow />
      </span>
      <span className="text-right tabular-nums max-lg:col-start-2 max-lg:row-start-1">
        {measure === null ? null : <Figure measure={measure} totals={effect} />}
      </span>
      <span className="min-w-0 text-ink-2 max-lg:col-span-2">
        {reason === null
          ? filled(
              text('console-month-parts.on-hold-by', { who: slot(0), when: slot(1) }),
              who,
              <Instant at={at} />,
            )
          : filled(
              text('console-month-parts.on-hold-because', { who: slot(0), when: slot(1), reason: slot(2) }),
              who,
              <Instant at={at} />,
              <VendorText text={reason} />,
            )}
      </span>
      <Link
        to={usageLinePlace(usageLineId)}
        aria-label={text('console-month-parts.view-line', { customer: shortText(label) })}
        className="text-right font-medium whitespace-nowrap text-accent after:absolute after:inset-0 max-lg:col-start-2 max-lg:row-start-2"
      >
        {text('console-month-parts.view')}
        <ChevronRight size={14} aria-hidden className="ml-0.5 inline align-[-2px]" />
      </Link>
    </li>
  );
}
