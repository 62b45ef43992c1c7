import type { MonthFigures } from '../../api/month-figures.ts';
import { Figure } from '../../components/figure.tsx';
import { totalsOfMonth } from '../../context/month-money.ts';
import { figureName } from '../../values/figure-words.ts';
import { monthName } from '../../values/month.ts';
import { Link } from '../../components/router.tsx';
import { Trends } from './trends.tsx';
import { monthPlace } from './month-place.ts';
import { usePartTexts } from './part-texts.ts';

/** What up to twelve months brought: bars, and the same figures as a table. Absent while there is one month only. */
export function TwelveMonths({
  items,
  narrow = false,
}: {
  readonly items: readonly MonthFigures[];
  /** In the side column: the table is below the bars. */
  readonly narrow?: boolean;
}) {
  const text = usePartTexts();
  if (items.length < 2) return null;
  return (
    <div className={`grid items-start gap-3 ${narrow ? '' : 'md:grid-cols-2'}`}>
      <Trends items={items} />
      <div className="rounded-card border border-line bg-surface">
        <table className="w-full text-table tabular-nums [&_td]:px-3 [&_th]:px-3">
          <caption className="sr-only">{text('console-month-parts.by-month')}</caption>
          <thead className="text-meta text-ink-2">
            <tr className="[&>th]:h-8 [&>th]:font-semibold">
              <th scope="col" className="text-left">
                {text('console-month-parts.month')}
              </th>
              <th scope="col" className="text-right">
                {figureName('recovered')}
              </th>
              <th scope="col" className="text-right">
                {figureName('credited')}
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map(({ month, running, recovered, credited, currency }) => (
              <tr key={month} className="border-t border-line">
                <th scope="row" className="py-0.5 text-left font-normal">
                  <Link to={monthPlace(running ? null : month)} className="text-accent hover:underline">
                    {monthName(month)}
                  </Link>
                </th>
                <td className="text-right">
                  <Figure measure="recovered" totals={totalsOfMonth(recovered, currency)} />
                </td>
                <td className="text-right">
                  <Figure measure="credited" totals={totalsOfMonth(credited, currency)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
