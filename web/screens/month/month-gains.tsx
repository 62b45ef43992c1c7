import type { ReactNode } from 'react';
import { Link } from '../../components/router.tsx';
import type { Month } from '../../api/month.ts';
import { Figure } from '../../components/figure.tsx';
import { filled, slot } from '../../components/texts.ts';
import { netTotals } from '../../context/net-totals.ts';
import { monthName } from '../../values/month.ts';
import { usePartTexts } from './part-texts.ts';

/** What the month has brought so far; each figure opens the changes it sums. */
export function Done({ month }: { readonly month: Month }) {
  const { done } = month;
  const text = usePartTexts();
  const { recovered, credited, waiting, conflicts } = done;
  const waits = waiting.up.lines + waiting.down.lines;
  const nothing = recovered.lines + credited.lines + waits + conflicts === 0;
  return (
    <section
      aria-labelledby="done"
      className="flex flex-wrap items-baseline gap-x-6 gap-y-1 px-4 text-table text-ink-2"
    >
      <h2 id="done" className="font-semibold text-ink">
        {text('console-month-parts.done', { month: monthName(month.month) })}
      </h2>
      {nothing ? (
        <p>{text('console-month-parts.nothing-done')}</p>
      ) : (
        <ul className="flex flex-wrap gap-x-6 gap-y-1 tabular-nums">
          <Fact to="/write-backs?state=confirmed">
            {filled(
              text('console-month-parts.recovered', { amounts: slot(0) }),
              <Figure measure="recovered" totals={recovered} />,
            )}
          </Fact>
          <Fact to="/write-backs?state=confirmed">
            {filled(
              text('console-month-parts.overbilling-ended', { amounts: slot(0) }),
              <Figure measure="credited" totals={credited} />,
            )}
          </Fact>
          <li className="font-medium text-ink">
            {filled(
              text('console-month-parts.net', { amounts: slot(0) }),
              <Figure measure="net" totals={netTotals(done)} named perMonth />,
            )}
          </li>
          <Fact to="/write-backs?state=queued,sending,unknown">
            {waits === 0
              ? text('console-month-parts.waiting-changes', { count: waits })
              : filled(
                  text('console-month-parts.waiting-money', { count: waits, amounts: slot(0) }),
                  <Waiting waiting={waiting} />,
                )}
          </Fact>
          <Fact to="/write-backs?needsPerson=true">
            {text('console-month-parts.conflicts', { count: conflicts })}
          </Fact>
        </ul>
      )}
    </section>
  );
}

export const Waiting = ({ waiting: { up, down } }: Pick<Month['done'], 'waiting'>) => (
  <>
    {up.lines === 0 ? null : <Figure measure="waitingUp" totals={up} />}
    {up.lines === 0 || down.lines === 0 ? '' : ', '}
    {down.lines === 0 ? null : <Figure measure="waitingDown" totals={down} />}
  </>
);

const Fact = ({ to, children }: { readonly to: string; readonly children: ReactNode }) => (
  <li>
    <Link to={to} className="hover:text-ink hover:underline">
      {children}
    </Link>
  </li>
);
