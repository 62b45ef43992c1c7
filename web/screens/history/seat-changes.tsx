import type { AccountHistoryInfo } from '../../api/history.ts';
import { Instant } from '../../components/instant.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { useHistoryTexts } from './texts.ts';

type Moves = AccountHistoryInfo['seatChanges'];
type Move = Moves['came'][number];

const shownAtOnce = 20;

/** Who took and who left a seat; without names where they are not kept. */
export function SeatChanges({ moves }: { readonly moves: Moves }) {
  const text = useHistoryTexts();
  return (
    <section aria-label={text('console-history.moves')} className="grid gap-4 sm:grid-cols-2">
      <MoveList
        title={text('console-history.added', { count: moves.came.length })}
        since={moves.since}
        moves={moves.came}
      />
      <MoveList
        title={text('console-history.removed', { count: moves.went.length })}
        since={moves.since}
        moves={moves.went}
      />
    </section>
  );
}

function MoveList({
  title,
  since,
  moves,
}: {
  readonly title: string;
  readonly since: string;
  readonly moves: readonly Move[];
}) {
  const text = useHistoryTexts();
  const named = moves.filter(({ name }) => name !== null);
  const hidden = moves.length - named.length;
  const rest = named.slice(shownAtOnce);
  return (
    <div className="rounded-card border border-line bg-surface px-4 py-3">
      <h2 className="font-semibold">
        {title} <span className="text-label font-normal text-ink-3">{since}</span>
      </h2>
      {moves.length === 0 ? (
        <p className="text-table text-ink-2">{text('console-history.no-moves')}</p>
      ) : null}
      <Names moves={named.slice(0, shownAtOnce)} />
      {rest.length === 0 ? null : (
        <details className="text-table">
          <summary className="w-fit cursor-pointer text-accent">
            {text('console-history.more', { count: rest.length })}
          </summary>
          <Names moves={rest} />
        </details>
      )}
      {hidden === 0 ? null : (
        <p className="text-table text-ink-2">{text('console-history.names-not-stored', { count: hidden })}</p>
      )}
    </div>
  );
}

function Names({ moves }: { readonly moves: readonly Move[] }) {
  return (
    <ul className="text-table">
      {moves.map(({ userId, name, status, at }) => (
        <li key={userId} className="flex gap-2">
          <VendorText text={name ?? ''} className="min-w-0" />
          <span className="text-ink-3">
            {status} · <Instant at={at} />
          </span>
        </li>
      ))}
    </ul>
  );
}
