import { useId } from 'react';
import type { MonthFigures } from '../../api/month-figures.ts';
import { totalsOfMonth } from '../../context/month-money.ts';
import { figure } from '../../values/figure.ts';
import { figureName } from '../../values/figure-words.ts';
import { formatCount } from '../../values/format.ts';
import { monthAfter, monthName } from '../../values/month.ts';
import { FigureTile } from './figure-tile.tsx';
import { usePartTexts } from './part-texts.ts';

type Measure = (typeof open)[number] | (typeof waiting)[number];

const open = ['underBilled', 'heldUp', 'overBilled', 'heldDown', 'notBilled'] as const;
const waiting = ['waitingUp', 'waitingDown'] as const;

/** What a closed month leaves to the next one, figure by figure: open lines, of which some are on hold, and waiting changes. */
export function CarriedOver({
  of: { month, measures, openLines, onHoldLines, currency },
}: {
  readonly of: MonthFigures;
}) {
  const text = usePartTexts();
  const id = useId();
  if (measures === null || openLines === null || onHoldLines === null) return null;
  const facts = (some: readonly Measure[]): readonly string[] =>
    some
      .filter((measure) => measures[measure].lines > 0)
      .map((measure) =>
        text('console-month-parts.figure-of-lines', {
          figure: figureName(measure),
          amount: figure(measure, totalsOfMonth(measures[measure], currency)),
          count: measures[measure].lines,
        }),
      );
  const waits = waiting.reduce((sum, measure) => sum + measures[measure].lines, 0);
  return (
    <section aria-labelledby={id} className="rounded-card border border-line bg-surface px-4 py-3">
      <h2 id={id} className="font-semibold">
        {text('console-month-parts.carried-over', { month: monthName(monthAfter(month)) })}
      </h2>
      {openLines + waits === 0 ? (
        <p className="text-ink-2">{text('console-month-parts.nothing-carried-over')}</p>
      ) : (
        <dl className="mt-1 grid gap-x-6 gap-y-2 sm:grid-cols-3">
          <FigureTile name={text('console-month-parts.open-lines')} facts={facts(open)}>
            {formatCount(openLines)}
          </FigureTile>
          <FigureTile
            name={text('console-month-parts.on-hold')}
            facts={[text('console-month-parts.of-open', { count: openLines })]}
          >
            {formatCount(onHoldLines)}
          </FigureTile>
          <FigureTile name={text('console-month-parts.waiting')} facts={facts(waiting)}>
            {formatCount(waits)}
          </FigureTile>
        </dl>
      )}
    </section>
  );
}
