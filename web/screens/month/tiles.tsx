import { Fragment, type ReactNode } from 'react';
import { Link } from '../../components/router.tsx';
import { kindsOfMeasure } from '../../../contracts/api/figures.ts';
import type { Month } from '../../api/month.ts';
import { Figure, TileFigure } from '../../components/figure.tsx';
import { filled, slot } from '../../components/texts.ts';
import { useRunWatch } from '../../context/run-watch.tsx';
import { figureName } from '../../values/figure-words.ts';
import { signOf } from '../../values/decimals.ts';
import { StatusPill } from '../../components/status-pill.tsx';
import { type MonthText, useMonthTexts } from './texts.ts';

/** What the open lines are worth a month; each tile opens exactly the lines it counts. */
export function Tiles({ month }: { readonly month: Month }) {
  const { measures, notBilledUntilEffective: until, notBilledCustomers, notKnown, currency } = month;
  const { notBilled } = measures;
  const { last } = useRunWatch();
  const text = useMonthTexts();
  return (
    <section
      aria-label={text('console-month.worth')}
      className="grid grid-cols-2 gap-px overflow-hidden rounded-card border border-line bg-line lg:grid-cols-4"
    >
      <Tile
        to={`/usage?show=open&kind=${kindsOfMeasure('underBilled').join()}`}
        state="increase"
        name={figureName('underBilled')}
        {...worthOf(text, measures, ['underBilled', 'heldUp'], currency, untilNote(text, until))}
      />
      <Tile
        to={`/usage?show=open&kind=${kindsOfMeasure('overBilled').join()}`}
        state="decrease"
        name={figureName('overBilled')}
        {...worthOf(text, measures, ['overBilled', 'heldDown'], currency)}
      />
      <Tile
        to={`/usage?show=open&kind=${kindsOfMeasure('notBilled').join()}`}
        state="unmapped"
        name={figureName('notBilled')}
        figure={<TileFigure measure="notBilled" totals={notBilled} unit={unitOf(text, currency)} />}
        empty={notBilled.lines === 0}
        note={[text('console-month.customers', { count: notBilledCustomers })]}
      />
      <Tile
        to={last === null ? '/runs' : `/runs/${last.id}`}
        state="not-read"
        name={text('console-month.incomplete')}
        figure={text('console-month.accounts', { count: notKnown.accounts })}
        empty={notKnown.accounts === 0}
        note={[
          text(notKnown.accounts === 0 ? 'console-month.all-read' : 'console-month.could-not-be-read'),
          notKnown.aside === 0 ? null : text('console-month.excluded', { count: notKnown.aside }),
        ]}
      />
    </section>
  );
}

/** Changes that name a day act on the next open period, which may be months away. */
const untilNote = (
  text: MonthText,
  { lines, amount, others = {} }: Month['notBilledUntilEffective'],
): ReactNode =>
  lines === 0 || (signOf(amount) === 0 && Object.keys(others).length === 0)
    ? null
    : filled(
        text('console-month.until-effective', { amounts: slot(0) }),
        <Figure measure="notBilledUntilEffective" totals={{ perMonth: amount, others }} />,
      );

const unitOf = (text: MonthText, currency: string) => ({
  own: text('console-month.currency-per-month', { currency }),
  other: text('console-month.per-month'),
});

/** Of lines that can be approved; blocked lines are counted apart, with their own amount. */
const worthOf = (
  text: MonthText,
  measures: Month['measures'],
  [free, blocked]: readonly ['underBilled', 'heldUp'] | readonly ['overBilled', 'heldDown'],
  currency: string,
  further: ReactNode = null,
) => {
  const [of, held] = [measures[free], measures[blocked]];
  return {
    figure: <TileFigure measure={free} totals={of} unit={unitOf(text, currency)} />,
    empty: of.lines + held.lines === 0,
    note: [
      text('console-month.lines', { count: of.lines + held.lines }),
      held.lines === 0
        ? null
        : filled(
            text('console-month.blocked-money', { count: held.lines, amounts: slot(0) }),
            <Figure measure={blocked} totals={held} />,
          ),
      further,
    ],
  };
};

function Tile({
  to,
  state,
  name,
  figure,
  empty,
  note,
}: {
  readonly to: string;
  readonly state: string;
  readonly name: string;
  readonly figure: ReactNode;
  /** Nothing to see there: quiet. */
  readonly empty: boolean;
  readonly note: readonly ReactNode[];
}) {
  return (
    <Link to={to} className="flex flex-col bg-surface px-4 py-2.5 outline-offset-[-2px] hover:bg-hover">
      <span className="text-table [&>span]:text-ink-2">
        <StatusPill state={state} words={name} inRow />
      </span>
      <span
        className={`text-page leading-8 font-semibold tabular-nums sm:text-figure ${empty ? 'text-ink-3' : ''}`}
      >
        {figure}
      </span>
      <span className="text-table text-ink-2">
        {note
          .filter((part) => part !== null)
          .map((part, nth) => (
            <Fragment key={nth}>
              {nth === 0 ? '' : ', '}
              {part}
            </Fragment>
          ))}
      </span>
    </Link>
  );
}
