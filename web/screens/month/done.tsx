import type { ReactNode } from 'react';
import { Link } from '../../components/router.tsx';
import type { Month } from '../../api/month.ts';
import { totalMoney, totalNamed } from '../../context/measure-words.ts';
import { formatCount, plural } from '../../values/format.ts';
import { monthName } from '../../values/month.ts';

/** What the month has brought so far; each figure opens the changes it sums. */
export function Done({ month }: { readonly month: Month }) {
  const { done } = month;
  const { recovered, prevented, waiting, conflicts } = done;
  const waits = waiting.up.lines + waiting.down.lines;
  const nothing = recovered.lines + prevented.lines + waits + conflicts === 0;
  return (
    <section
      aria-labelledby="done"
      className="flex flex-wrap items-baseline gap-x-6 gap-y-1 px-4 text-table text-ink-2"
    >
      <h2 id="done" className="font-semibold text-ink">
        Done in {monthName(month.month)}
      </h2>
      {nothing ? (
        <p>nothing yet</p>
      ) : (
        <ul className="flex flex-wrap gap-x-6 gap-y-1 tabular-nums">
          <Fact to="/write-backs?state=confirmed">recovered {totalMoney(recovered, { signed: true })}</Fact>
          <Fact to="/write-backs?state=confirmed">credited {totalMoney(prevented, { signed: true })}</Fact>
          <li className="font-medium text-ink">net {netWords(done)} a month</li>
          <Fact to="/write-backs?state=queued,sending,unknown">
            {formatCount(waits)} waiting
            {waits === 0
              ? ''
              : ` (${[waiting.up, waiting.down]
                  .filter(({ lines }) => lines > 0)
                  .map((total) => totalMoney(total, { signed: true }))
                  .join(', ')})`}
          </Fact>
          <Fact to="/write-backs?needsPerson=true">{plural(conflicts, 'conflict')}</Fact>
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
