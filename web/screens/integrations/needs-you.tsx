import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Integration } from '../../api/integrations.ts';
import { useNeedsYou } from '../../api/needs-you.ts';
import { sumDecimals } from '../../components/exact.ts';
import { DataAge } from '../../components/instant.tsx';
import { formatCount, formatMoney } from '../../components/format.ts';
import { OpenNotices } from './notice-cards.tsx';

/** Every list of things that need a person, one click away, with what each is worth. */
export function NeedsYou({ integrations }: { readonly integrations: readonly Integration[] }) {
  const numbers = useNeedsYou();
  const open = integrations.reduce((sum, { openLines }) => sum + openLines, 0);
  const unmapped = integrations.reduce((sum, { accounts }) => sum + accounts.unmapped, 0);
  const first = integrations[0];
  const currency = first?.currency ?? '';
  const effect = sumDecimals(integrations.map(({ effectPerMonth }) => effectPerMonth));
  return (
    <section aria-label="Needs you" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <h2 className="text-section font-semibold">Needs you</h2>
        <DataAge words="counts of the sync" at={first?.lastGoodSyncAt ?? null} />
        <Link to="/notices" className="grow text-right text-accent hover:underline">
          All notices
        </Link>
      </div>
      <ul className="grid grid-cols-2 gap-px overflow-hidden rounded-card border border-line bg-line sm:grid-cols-3 lg:grid-cols-6">
        <Item to="/usage?toDecide=true" count={open} words={open === 1 ? 'open line' : 'open lines'}>
          {formatMoney(effect, { signed: true })} {currency} a month
        </Item>
        <Item
          to={`/integrations/${first?.id ?? ''}/accounts?status=unmapped`}
          count={unmapped}
          words={unmapped === 1 ? 'unmapped account' : 'unmapped accounts'}
        >
          {numbers.atRisk === undefined
            ? null
            : `${formatMoney(sumDecimals(numbers.atRisk))} ${currency} at risk a month`}
        </Item>
        <Item to="/usage?kind=choice" count={numbers.choice} words="need a choice" />
        <Item to="/usage?flag=held" count={numbers.held} words="held" />
        <Item to="/usage?decision=proposed" count={numbers.proposed} words="proposed" />
        <Item
          to="/write-backs?needsPerson=true"
          count={numbers.conflicts}
          words={numbers.conflicts === 1 ? 'write conflict' : 'write conflicts'}
        />
      </ul>
      <OpenNotices />
    </section>
  );
}

function Item({
  to,
  count,
  words,
  children,
}: {
  readonly to: string;
  readonly count: number | undefined;
  readonly words: string;
  readonly children?: ReactNode;
}) {
  return (
    <li className="bg-surface">
      <Link to={to} className="flex h-full min-h-20 flex-col px-4 py-3 outline-offset-[-2px] hover:bg-hover">
        <span className={`text-figure font-semibold ${count === 0 ? 'text-ink-3' : ''}`}>
          {formatCount(count)}
        </span>
        <span className="flex items-center gap-0.5 text-table text-ink-2">
          {words}
          <ChevronRight size={14} aria-hidden />
        </span>
        <span className="min-h-4 text-label text-ink-3">{children}</span>
      </Link>
    </li>
  );
}
