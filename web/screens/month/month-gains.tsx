import type { ReactNode } from 'react';
import { Link } from '../../components/router.tsx';
import type { Month } from '../../api/month.ts';
import { totalMoney, totalNamed } from '../../context/measure-words.ts';
import { monthName } from '../../values/month.ts';
import { useMonthTexts } from './texts.ts';

/** What the month has brought so far; each figure opens the changes it sums. */
export function Done({ month }: { readonly month: Month }) {
  const { done } = month;
  const text = useMonthTexts();
  const { recovered, credited, waiting, conflicts } = done;
  const waits = waiting.up.lines + waiting.down.lines;
  const nothing = recovered.lines + credited.lines + waits + conflicts === 0;
  return (
    <section
      aria-labelledby="done"
      className="flex flex-wrap items-baseline gap-x-6 gap-y-1 px-4 text-table text-ink-2"
    >
      <h2 id="done" className="font-semibold text-ink">
        {text('console-month.done', { month: monthName(month.month) })}
      </h2>
      {nothing ? (
        <p>{text('console-month.nothing-done')}</p>
      ) : (
        <ul className="flex flex-wrap gap-x-6 gap-y-1 tabular-nums">
          <Fact to="/write-backs?state=confirmed">
            {text('console-month.recovered', { amounts: totalMoney(recovered, { signed: true }) })}
          </Fact>
          <Fact to="/write-backs?state=confirmed">
            {text('console-month.overbilling-ended', { amounts: totalMoney(credited, { signed: true }) })}
          </Fact>
          <li className="font-medium text-ink">{text('console-month.net', { amounts: netWords(done) })}</li>
          <Fact to="/write-backs?state=queued,sending,unknown">
            {waits === 0
              ? text('console-month.waiting', { count: waits })
              : text('console-month.waiting-money', {
                  count: waits,
                  amounts: [waiting.up, waiting.down]
                    .filter(({ lines }) => lines > 0)
                    .map((total) => totalMoney(total, { signed: true }))
                    .join(', '),
                })}
          </Fact>
          <Fact to="/write-backs?needsPerson=true">
            {text('console-month.conflicts', { count: conflicts })}
          </Fact>
        </ul>
      )}
    </section>
  );
}

/** The one figure that nets up and down, in each currency by itself. */
const netWords = ({ net, netOthers }: Month['done']): string =>
  totalNamed({ perMonth: net, ...(netOthers === undefined ? {} : { others: netOthers }) }, { signed: true });

const Fact = ({ to, children }: { readonly to: string; readonly children: ReactNode }) => (
  <li>
    <Link to={to} className="hover:text-ink hover:underline">
      {children}
    </Link>
  </li>
);
