import type { MonthFigures } from '../../api/month-figures.ts';
import { MonthTrend } from '../../components/month-trend.tsx';
import { amount as money } from '../../values/figure.ts';
import { figureName } from '../../values/figure-words.ts';
import { ownCurrency } from '../../values/format.ts';
import { monthName, monthsUntil, monthShort } from '../../values/month.ts';
import { amountsOf } from '../../context/month-money.ts';
import { type ReportsText, useReportsTexts } from '../reports/texts.ts';

const shown = 12;

/** Twelve months as bars, each currency by itself; the table of months has the same figures. */
export function Trends({ items }: { readonly items: readonly MonthFigures[] }) {
  const text = useReportsTexts();
  const [newest] = items;
  if (newest === undefined) return null;
  const months = monthsUntil(newest.month, shown);
  const name = text('console-reports.trend');
  return (
    <section
      aria-label={name}
      className="flex min-w-0 flex-col gap-3 rounded-card border border-line bg-surface p-4"
    >
      <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <h3 className="grow font-semibold">{name}</h3>
        <Key look="bg-info-mark" words={figureName('recovered')} />
        <Key look="bg-warn-mark" words={figureName('credited')} />
      </div>
      {currenciesOf(items).map((currency) => (
        <figure key={currency} className="flex flex-col gap-1">
          <figcaption className="text-label text-ink-2">
            {text('console-reports.trend-in', { currency })}
          </figcaption>
          <MonthTrend
            label={text('console-reports.trend-picture', {
              from: monthName(months[0] ?? newest.month),
              until: monthName(newest.month),
            })}
            months={months.map((month) => drawn(month, items, currency, text))}
          />
        </figure>
      ))}
    </section>
  );
}

const Key = ({ look, words }: { readonly look: string; readonly words: string }) => (
  <span className="flex items-center gap-1.5 text-label text-ink-2">
    <span aria-hidden className={`size-2.5 ${look}`} />
    {words}
  </span>
);

/** The own one first, then those in which anything was recovered or credited. */
const currenciesOf = (items: readonly MonthFigures[]): readonly string[] => [
  ...new Set([
    ownCurrency(),
    ...items.flatMap(({ recovered, credited, currency }) =>
      [recovered, credited].flatMap((total) =>
        [...amountsOf(total, currency)].filter(([, amount]) => Number(amount) !== 0).map(([code]) => code),
      ),
    ),
  ]),
];

function drawn(month: string, items: readonly MonthFigures[], currency: string, text: ReportsText) {
  const one = items.find((item) => item.month === month);
  const amount = (of: 'recovered' | 'credited'): string | null =>
    one === undefined ? null : (amountsOf(one[of], one.currency).get(currency) ?? '0');
  const [recovered, credited] = [amount('recovered'), amount('credited')];
  return {
    month,
    recovered,
    credited,
    running: one?.running === true && one.state === 'open',
    short: monthShort(month),
    words: text('console-reports.trend-month', {
      month: monthName(month),
      recovered: money(recovered, { signed: true, currency }),
      credited: money(credited, { signed: true, currency }),
    }),
  };
}
