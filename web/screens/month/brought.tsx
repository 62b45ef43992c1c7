import type { ReactNode } from 'react';
import { Link } from '../../components/router.tsx';
import type { Month } from '../../api/month.ts';
import { totalMoney, totalNamed } from '../../context/measure-words.ts';
import { monthName } from '../../values/month.ts';
import { usePartTexts } from './part-texts.ts';
import { useMonthTexts } from './texts.ts';

/** What the month brought, in place of the queue once nothing needs attention; each figure opens the changes it sums. */
export default function Brought({ month: { month, done } }: { readonly month: Month }) {
  const text = useMonthTexts();
  const part = usePartTexts();
  const { recovered, credited, net, netOthers, waiting } = done;
  const waits = waiting.up.lines + waiting.down.lines;
  const changes = (count: number): string => part('console-month-parts.changes', { count });
  const signed = { signed: true } as const;
  return (
    <section aria-labelledby="done" className="border-t border-line px-4 py-3">
      <h3 id="done" className="font-semibold">
        {text('console-month.done', { month: monthName(month) })}
      </h3>
      {recovered.lines + credited.lines + waits === 0 ? (
        <p className="text-ink-2">{text('console-month.nothing-done')}</p>
      ) : (
        <dl className="mt-1 grid grid-cols-2 gap-x-6 gap-y-2 lg:grid-cols-4">
          <Figure
            name={part('console-month-parts.recovered')}
            to="/write-backs?state=confirmed"
            note={changes(recovered.lines)}
          >
            {totalMoney(recovered, signed)}
          </Figure>
          <Figure
            name={part('console-month-parts.overbilling-ended')}
            to="/write-backs?state=confirmed"
            note={changes(credited.lines)}
          >
            {totalMoney(credited, signed)}
          </Figure>
          <Figure name={part('console-month-parts.net')} note={part('console-month-parts.per-month')}>
            {totalNamed({ perMonth: net, ...(netOthers === undefined ? {} : { others: netOthers }) }, signed)}
          </Figure>
          <Figure
            name={part('console-month-parts.waiting')}
            to="/write-backs?state=queued,sending,unknown"
            note={changes(waits)}
          >
            {[waiting.up, waiting.down]
              .filter(({ lines }) => lines > 0)
              .map((total) => totalMoney(total, signed))
              .join(', ') || '–'}
          </Figure>
        </dl>
      )}
    </section>
  );
}

function Figure({
  name,
  to,
  note,
  children,
}: {
  readonly name: string;
  readonly to?: string;
  readonly note: string;
  readonly children: ReactNode;
}) {
  return (
    <div className="flex flex-col">
      <dt className="text-table text-ink-2">{name}</dt>
      <dd className="flex flex-col">
        <span className="text-page font-semibold tabular-nums">
          {to === undefined ? (
            children
          ) : (
            <Link to={to} className="hover:underline">
              {children}
            </Link>
          )}
        </span>
        <span className="text-label text-ink-2">{note}</span>
      </dd>
    </div>
  );
}
