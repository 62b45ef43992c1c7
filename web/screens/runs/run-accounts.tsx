import type { ReactNode } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import type { RunAccount, RunInfo } from '../../api/runs.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureCard } from '../../components/failure-card.tsx';
import { formatCount, formatDuration, plural } from '../../components/format.ts';
import { Instant } from '../../components/instant.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { type GridColumn, VirtualGrid } from '../../components/virtual-grid.tsx';
import { shortText } from '../../components/visible-text.ts';

type Shown = 'failed' | 'counted';
const hasNoCount = ({ state }: RunAccount): boolean => state === 'failed' || state === 'incomplete';

/** Accounts of the run: those without a count with cause and advice, and all others. */
export function RunAccounts({ run, retry }: { readonly run: RunInfo; readonly retry: ReactNode }) {
  const [search, setSearch] = useSearchParams();
  const failed = run.accounts.filter(hasNoCount);
  const counted = run.accounts.filter(({ state }) => state === 'counted');
  const others = [...counted, ...run.accounts.filter(({ state }) => state === 'pending' || state === 'gone')];
  const wanted = search.get('show');
  const shown: Shown =
    wanted === 'counted' || wanted === 'failed' ? wanted : failed.length > 0 ? 'failed' : 'counted';
  const show = (value: Shown): void => setSearch({ show: value });
  return (
    <section aria-label="Accounts of the run" className="flex min-w-0 flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <Toggle on={shown === 'failed'} onClick={() => show('failed')}>
          Without a count {formatCount(failed.length)}
        </Toggle>
        <Toggle on={shown === 'counted'} onClick={() => show('counted')}>
          Counted {formatCount(counted.length)}
        </Toggle>
        <span className="grow" />
        {failed.length > 0 && run.endedAt !== null ? retry : null}
      </div>
      {shown === 'failed' ? <Failed run={run} accounts={failed} /> : <Counted run={run} accounts={others} />}
    </section>
  );
}

function Toggle({
  on,
  onClick,
  children,
}: {
  readonly on: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
}) {
  return (
    <button
      type="button"
      aria-pressed={on}
      onClick={onClick}
      className={`inline-flex h-(--control-dense) items-center gap-1 rounded-full border px-3 text-table ${on ? 'border-accent bg-selected' : 'border-edge bg-surface hover:bg-hover'}`}
    >
      {children}
    </button>
  );
}

function Failed({ run, accounts }: { readonly run: RunInfo; readonly accounts: readonly RunAccount[] }) {
  if (accounts.length === 0) return <EmptyState text="Every account read so far has a count." />;
  return (
    <>
      <p className="text-table text-ink-2">
        No count is not zero: {accounts.length === 1 ? 'its line keeps its' : 'their lines keep their'} last
        good number and cannot be approved until there is a new one.
      </p>
      <ul className="flex flex-col gap-3">
        {accounts.map((account) => (
          <li key={account.accountId} className="flex flex-col gap-1.5">
            <p className="flex flex-wrap items-baseline gap-x-2">
              <Link
                to={`/integrations/${run.integrationId}/accounts/${account.accountId}`}
                className="font-medium text-accent hover:underline"
              >
                <VendorText text={account.name} />
              </Link>
              <span className="font-mono text-label text-ink-3">{account.foreignId}</span>
              <LastComplete account={account} />
            </p>
            <FailureCard
              announce={false}
              failure={account.cause ?? { code: null, title: 'Count could not be proven' }}
            >
              <Link
                to={`/integrations/${run.integrationId}/accounts?q=${encodeURIComponent(account.name.slice(0, 100))}`}
                className="text-accent hover:underline"
              >
                Exclude or acknowledge…
              </Link>
            </FailureCard>
          </li>
        ))}
      </ul>
    </>
  );
}

function LastComplete({ account: { lastComplete, attempts } }: { readonly account: RunAccount }) {
  return (
    <span className="text-label text-ink-3">
      {plural(attempts, 'attempt')} ·{' '}
      {lastComplete === null
        ? 'never counted'
        : `last count ${formatCount(lastComplete.seats)}, ${formatDuration(lastComplete.ageSeconds)} ago`}
    </span>
  );
}

const columns: readonly GridColumn<RunAccount>[] = [
  {
    id: 'name',
    head: 'Account',
    width: 'minmax(10rem,1fr)',
    cell: ({ name }) => <VendorText text={name} oneLine />,
  },
  { id: 'state', head: 'State', width: '7rem', cell: ({ state }) => <StatusPill state={state} inRow /> },
  { id: 'seats', head: 'Seats', width: '5rem', numeric: true, cell: ({ seats }) => formatCount(seats) },
  {
    id: 'listed',
    head: 'Users listed',
    width: '6rem',
    numeric: true,
    cell: ({ usersListed }) => formatCount(usersListed),
  },
  { id: 'calls', head: 'Calls', width: '4rem', numeric: true, cell: ({ calls }) => formatCount(calls) },
  {
    id: 'read',
    head: 'Read',
    width: '8rem',
    numeric: true,
    cell: ({ readAt }) => (readAt === null ? '–' : <Instant at={readAt} />),
  },
];

function Counted({ run, accounts }: { readonly run: RunInfo; readonly accounts: readonly RunAccount[] }) {
  const navigate = useNavigate();
  if (accounts.length === 0) return <EmptyState text="No account is read yet." />;
  return (
    <VirtualGrid
      label="Counted accounts"
      columns={columns}
      rows={accounts}
      question={run.id}
      rowId={({ accountId }) => accountId}
      rowLabel={({ name, state, seats }) =>
        `${shortText(name)}, ${state}, ${formatCount(seats)} seats. Enter opens its history.`
      }
      onOpen={({ accountId }) => void navigate(`/integrations/${run.integrationId}/accounts/${accountId}`)}
      className="h-[26rem]"
    />
  );
}
