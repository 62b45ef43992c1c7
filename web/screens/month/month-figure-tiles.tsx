import type { MonthFigures } from '../../api/month-figures.ts';
import { Figure } from '../../components/figure.tsx';
import { totalsOfMonth } from '../../context/month-money.ts';
import { netTotals } from '../../context/net-totals.ts';
import { amount, figure } from '../../values/figure.ts';
import { figureName } from '../../values/figure-words.ts';
import { formatCount } from '../../values/format.ts';
import { monthName } from '../../values/month.ts';
import { FigureTile } from './figure-tile.tsx';
import { usePartTexts } from './part-texts.ts';

type Measure = 'recovered' | 'credited' | 'net' | 'notBilled';

/** Null: not known before the month is closed. */
function totalsOf(month: MonthFigures, measure: Measure) {
  const totals = measure === 'net' ? netTotals(month) : month[measure];
  return totals === null ? null : totalsOfMonth(totals, month.currency);
}

/** What a month brought and left, each figure next to that of the month before. */
export function MonthFigureTiles({
  of,
  before,
  narrow = false,
}: {
  readonly of: MonthFigures;
  /** Null: nothing is known of it. */
  readonly before: MonthFigures | null;
  /** In the side column. */
  readonly narrow?: boolean;
}) {
  const text = usePartTexts();
  const facts = (
    count: number | null,
    of: (former: MonthFigures) => string | null,
    ofThese: string | null = null,
  ): (string | null)[] => {
    const former = before === null ? null : of(before);
    return [
      count === null ? null : text('console-month-parts.changes', { count }),
      ofThese,
      before === null || former === null
        ? null
        : text('console-month-parts.in-month', { amount: former, month: monthName(before.month) }),
    ];
  };
  const { created, ended } = of;
  const linesCreated =
    created.lines === 0 ? null : text('console-month-parts.lines-created', { count: created.lines });
  const linesEnded =
    ended.lines === 0 ? null : text('console-month-parts.lines-ended', { count: ended.lines });
  const unknown = amount(null);
  const was = (measure: Measure) => (one: MonthFigures) => {
    const totals = totalsOf(one, measure);
    return totals === null ? null : figure(measure, totals);
  };
  const shown = (measure: Measure) => {
    const totals = totalsOf(of, measure);
    return totals === null ? unknown : <Figure measure={measure} totals={totals} />;
  };
  return (
    <dl
      className={`grid grid-cols-2 gap-x-6 gap-y-3 rounded-card border border-line bg-surface px-4 py-3 ${narrow ? '' : 'sm:grid-cols-3 lg:grid-cols-5'}`}
    >
      <FigureTile
        name={figureName('recovered')}
        facts={facts(of.recovered.lines, was('recovered'), linesCreated)}
      >
        {shown('recovered')}
      </FigureTile>
      <FigureTile name={figureName('credited')} facts={facts(of.credited.lines, was('credited'), linesEnded)}>
        {shown('credited')}
      </FigureTile>
      <FigureTile name={figureName('net')} facts={facts(null, was('net'))}>
        {shown('net')}
      </FigureTile>
      <FigureTile name={figureName('notBilled')} facts={facts(null, was('notBilled'))}>
        {shown('notBilled')}
      </FigureTile>
      <FigureTile
        name={text('console-month-parts.open-lines')}
        facts={facts(null, ({ openLines }) => (openLines === null ? null : formatCount(openLines)))}
      >
        {of.openLines === null ? unknown : formatCount(of.openLines)}
      </FigureTile>
    </dl>
  );
}
