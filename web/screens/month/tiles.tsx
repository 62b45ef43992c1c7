import type { ReactNode } from 'react';
import { Link } from '../../components/router.tsx';
import { kindsOfMeasure } from '../../../contracts/api/usage.ts';
import type { Month } from '../../api/month.ts';
import { totalAmounts, totalMoney } from '../../context/measure-words.ts';
import { useRunWatch } from '../../context/run-watch.tsx';
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
        name={text('console-month.underbilled')}
        {...worthOf(text, measures.underBilled, measures.heldUp, currency, untilNote(text, until))}
      />
      <Tile
        to={`/usage?show=open&kind=${kindsOfMeasure('overBilled').join()}`}
        state="decrease"
        name={text('console-month.overbilled')}
        {...worthOf(text, measures.overBilled, measures.heldDown, currency)}
      />
      <Tile
        to={`/usage?show=open&kind=${kindsOfMeasure('notBilled').join()}`}
        state="unmapped"
        name={text('console-month.not-billed')}
        figure={<Money of={notBilled} currency={currency} />}
        empty={notBilled.lines === 0}
        note={[
          text('console-month.customers', { count: notBilledCustomers }),
          unknownNote(text, notBilled.unknown),
        ]}
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

const unknownNote = (text: MonthText, lines: number): string | null =>
  lines === 0 ? null : text('console-month.unknown-value', { count: lines });

/** Changes that name a day act on the next open period, which may be months away. */
const untilNote = (
  text: MonthText,
  { lines, amount, others = {} }: Month['notBilledUntilEffective'],
): string | null =>
  lines === 0 || (signOf(amount) === 0 && Object.keys(others).length === 0)
    ? null
    : text('console-month.until-effective', { amounts: totalMoney({ perMonth: amount, others }) });

type Amount = Month['measures']['underBilled'];

/** Of lines that can be approved; blocked lines are counted apart, with their own amount. */
const worthOf = (
  text: MonthText,
  of: Amount,
  held: Amount,
  currency: string,
  further: string | null = null,
) => ({
  figure: <Money of={of} signed currency={currency} />,
  empty: of.lines + held.lines === 0,
  note: [
    text('console-month.lines', { count: of.lines + held.lines }),
    held.lines === 0
      ? null
      : held.lines === held.unknown
        ? text('console-month.blocked', { count: held.lines })
        : text('console-month.blocked-money', {
            count: held.lines,
            amounts: totalMoney(held, { signed: true }),
          }),
    unknownNote(text, of.unknown + held.unknown),
    further,
  ],
});

const Money = ({
  of,
  signed = false,
  currency,
}: {
  readonly of: Amount;
  readonly signed?: boolean;
  readonly currency: string;
}) => {
  const text = useMonthTexts();
  const [first, ...others] = totalAmounts(of, signed);
  const isOwn = Number(of.perMonth) !== 0 || of.others === undefined;
  return (
    <>
      {first}{' '}
      <span className="ml-0.5 text-table font-normal whitespace-nowrap text-ink-3 max-sm:ml-0 max-sm:block max-sm:leading-4">
        {isOwn ? text('console-month.currency-per-month', { currency }) : text('console-month.per-month')}
      </span>
      {others.map((amount) => (
        <span key={amount} className="block text-table font-normal">
          {amount}
        </span>
      ))}
    </>
  );
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
  readonly note: readonly (string | null)[];
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
      <span className="text-table text-ink-2">{note.filter((part) => part !== null).join(', ')}</span>
    </Link>
  );
}
