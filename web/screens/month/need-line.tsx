import type { ReactNode } from 'react';
import { formatCount } from '../../values/format.ts';

/** One row of the queue; `children`: what is pressed, over the whole of it. */
export function NeedLine({
  count,
  mark,
  money,
  notes,
  children,
}: {
  readonly count: number;
  readonly mark: ReactNode;
  readonly money: ReactNode;
  readonly notes: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <li className="relative grid min-h-[2.125rem] grid-cols-[1.75rem_minmax(0,1fr)_auto] items-center gap-x-3 px-4 py-1 text-table hover:bg-hover lg:grid-cols-[1.75rem_15rem_8rem_minmax(0,1fr)_auto]">
      <span className="text-right text-base font-semibold tabular-nums">{formatCount(count)}</span>
      {/* The glyph alone is colored: a queue of amber words would shout. */}
      <span className="min-w-0 font-medium [&>span]:whitespace-normal [&>span]:text-ink">{mark}</span>
      <span className="text-right tabular-nums">{money}</span>
      <span className="min-w-0 text-ink-2 max-lg:col-start-2">{notes}</span>
      <span className="text-right whitespace-nowrap max-lg:col-start-3">{children}</span>
    </li>
  );
}
