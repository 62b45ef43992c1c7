import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Month } from '../../api/month.ts';
import { formatCount, formatMoney, plural } from '../../components/format.ts';
import { monthName } from '../usage/month.ts';

/** What the month has brought so far; each figure opens the changes it sums. */
export function Done({ month }: { readonly month: Month }) {
  const { done, currency } = month;
  const { recovered, prevented, waiting, conflicts, net } = done;
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
          <Fact to="/write-backs?state=confirmed">
            recovered {formatMoney(recovered.perMonth, { signed: true })}
          </Fact>
          <Fact to="/write-backs?state=confirmed">
            credited {formatMoney(prevented.perMonth, { signed: true })}
          </Fact>
          <li className="font-medium text-ink">
            net {formatMoney(net, { signed: true })} {currency} a month
          </li>
          <Fact to="/write-backs?state=queued,sending,unknown">
            {formatCount(waits)} waiting
            {waits === 0
              ? ''
              : ` (${[waiting.up, waiting.down]
                  .filter(({ lines }) => lines > 0)
                  .map(({ perMonth }) => formatMoney(perMonth, { signed: true }))
                  .join(', ')})`}
          </Fact>
          <Fact to="/write-backs?needsPerson=true">{plural(conflicts, 'conflict')}</Fact>
        </ul>
      )}
    </section>
  );
}

const Fact = ({ to, children }: { readonly to: string; readonly children: ReactNode }) => (
  <li>
    <Link to={to} className="hover:text-ink hover:underline">
      {children}
    </Link>
  </li>
);
