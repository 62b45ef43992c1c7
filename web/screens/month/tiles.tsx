import type { ReactNode } from 'react';
import { Link } from '../../components/router.tsx';
import type { Month } from '../../api/month.ts';
import { totalAmounts, totalMoney } from '../../context/measure-words.ts';
import { useRunWatch } from '../../context/run-watch.tsx';
import { signOf } from '../../values/exact.ts';
import { formatCount, plural } from '../../values/format.ts';
import { StatusPill } from '../../components/status-pill.tsx';

/** What the open lines are worth a month; each tile opens exactly the lines it counts. */
export function Tiles({ month }: { readonly month: Month }) {
  const { measures, notBilledUntilEffective: until, notBilledCustomers, notKnown, currency } = month;
  const { notBilled } = measures;
  const { last } = useRunWatch();
  return (
    <section
      aria-label="What it is worth"
      className="grid grid-cols-2 gap-px overflow-hidden rounded-card border border-line bg-line lg:grid-cols-4"
    >
      <Tile
        to="/usage?show=open&kind=increase"
        state="increase"
        name="Under-billed"
        {...worthOf(measures.underBilled, measures.underBilledHeld, currency, untilNote(until))}
      />
      <Tile
        to="/usage?show=open&kind=decrease,orphan"
        state="decrease"
        name="Over-billed"
        {...worthOf(measures.overBilled, measures.overBilledHeld, currency)}
      />
      <Tile
        to="/usage?show=open&kind=unmapped,new,bills-nothing"
        state="unmapped"
        name="Not billed at all"
        figure={<Money of={notBilled} currency={currency} />}
        empty={notBilled.lines === 0}
        note={[plural(notBilledCustomers, 'customer'), unknownNote(notBilled.unknown)]}
      />
      <Tile
        to={last === null ? '/runs' : `/runs/${last.id}`}
        state="not-read"
        name="Not known"
        figure={plural(notKnown.accounts, 'account')}
        empty={notKnown.accounts === 0}
        note={[
          notKnown.accounts === 0 ? 'all were read' : 'not read',
          notKnown.aside === 0 ? null : `${formatCount(notKnown.aside)} more set aside`,
        ]}
      />
    </section>
  );
}

const unknownNote = (lines: number): string | null =>
  lines === 0 ? null : `${plural(lines, 'line')} of unknown worth`;

/** Changes that name a day act on the next open period, which may be months away. */
const untilNote = ({ lines, amount, others = {} }: Month['notBilledUntilEffective']): string | null =>
  lines === 0 || (signOf(amount) === 0 && Object.keys(others).length === 0)
    ? null
    : `about ${totalMoney({ perMonth: amount, others })} not billed before the changes can act`;

type Amount = Month['measures']['underBilled'];

/** Of lines that can be approved; blocked lines are counted apart, with their own amount. */
const worthOf = (of: Amount, held: Amount, currency: string, further: string | null = null) => ({
  figure: <Money of={of} signed currency={currency} />,
  empty: of.lines + held.lines === 0,
  note: [
    plural(of.lines + held.lines, 'line'),
    held.lines === 0
      ? null
      : `${formatCount(held.lines)} blocked${held.lines === held.unknown ? '' : ` (${totalMoney(held, { signed: true })})`}`,
    unknownNote(of.unknown + held.unknown),
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
  const [first, ...others] = totalAmounts(of, signed);
  const isOwn = Number(of.perMonth) !== 0 || of.others === undefined;
  return (
    <>
      {first}{' '}
      <span className="ml-0.5 text-table font-normal whitespace-nowrap text-ink-3 max-sm:ml-0 max-sm:block max-sm:leading-4">
        {isOwn ? `${currency} ` : ''}a month
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
