import type { ReactNode } from 'react';
import { Link, useNavigate, useSearchParams } from '../../components/router.tsx';
import { type RunAccount, type RunInfo, useRunAccounts } from '../../api/runs.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureCard } from '../../components/failure-card.tsx';
import { formatCount, formatDuration } from '../../values/format.ts';
import { Instant } from '../../components/instant.tsx';
import { PagedView } from '../../components/paged-view.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { type GridColumn, VirtualGrid } from '../../components/virtual-grid.tsx';
import { shortText } from '../../components/visible-text.ts';
import { type RunsText, useRunsTexts } from './texts.ts';
import { stateText } from '../../components/state-text.ts';

type Shown = 'failed' | 'counted';

/** Accounts of the run: those without a count with cause and advice, and all others. */
export function RunAccounts({ run, retry }: { readonly run: RunInfo; readonly retry: ReactNode }) {
  const [search, setSearch] = useSearchParams();
  const text = useRunsTexts(run.integrationId);
  const { counted, failed } = run.progress;
  const wanted = search.get('show');
  const shown: Shown =
    wanted === 'counted' || wanted === 'failed' ? wanted : failed > 0 ? 'failed' : 'counted';
  const show = (value: Shown): void => setSearch({ show: value });
  return (
    <section aria-label={text('console-runs.accounts.label')} className="flex min-w-0 flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <Toggle on={shown === 'failed'} onClick={() => show('failed')}>
          {text('console-runs.accounts.not-read', { count: failed })}
        </Toggle>
        <Toggle on={shown === 'counted'} onClick={() => show('counted')}>
          {text('console-runs.accounts.counted', { count: counted })}
        </Toggle>
        <span className="grow" />
        {failed > 0 && run.endedAt !== null ? retry : null}
      </div>
      {shown === 'failed' ? <Failed run={run} /> : <Counted run={run} />}
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

function Failed({ run }: { readonly run: RunInfo }) {
  const text = useRunsTexts(run.integrationId);
  const list = useRunAccounts(run, 'failed,incomplete');
  return (
    <PagedView list={list} empty={<EmptyState text={text('console-runs.accounts.all-read')} />}>
      {(accounts) => (
        <>
          <p className="text-table text-ink-2">{text('console-runs.accounts.not-zero')}</p>
          <ul className="flex flex-col gap-3">
            {accounts.map((account) => (
              <li key={account.accountId} className="flex flex-col gap-1.5">
                <FailedAccount integrationId={run.integrationId} account={account} />
              </li>
            ))}
          </ul>
        </>
      )}
    </PagedView>
  );
}

function FailedAccount({
  integrationId,
  account,
}: {
  readonly integrationId: string;
  readonly account: RunAccount;
}) {
  const text = useRunsTexts(integrationId);
  return (
    <>
      <p className="flex flex-wrap items-baseline gap-x-2">
        <Link
          to={`/integrations/${integrationId}/accounts/${account.accountId}`}
          className="font-medium text-accent hover:underline"
        >
          <VendorText text={account.name} />
        </Link>
        <span className="font-mono text-label text-ink-3">{account.foreignId}</span>
        <LastComplete account={account} text={text} />
      </p>
      <FailureCard
        announce={false}
        failure={account.cause ?? { code: null, title: text('console-runs.accounts.not-verified') }}
      >
        <Link
          to={`/integrations/${integrationId}/accounts?q=${encodeURIComponent(account.name.slice(0, 100))}`}
          className="text-accent hover:underline"
        >
          {text('console-runs.accounts.exclude')}
        </Link>
      </FailureCard>
    </>
  );
}

function LastComplete({
  account: { lastComplete },
  text,
}: {
  readonly account: RunAccount;
  readonly text: RunsText;
}) {
  return (
    <span className="text-label text-ink-3">
      {lastComplete === null
        ? text('console-runs.accounts.never-read')
        : text('console-runs.accounts.last-count', {
            count: lastComplete.seats,
            age: formatDuration(lastComplete.ageSeconds),
          })}
    </span>
  );
}

const columns = (text: RunsText): readonly GridColumn<RunAccount>[] => [
  {
    id: 'name',
    head: text('console-runs.column.account'),
    width: 'minmax(10rem,1fr)',
    cell: ({ name }) => <VendorText text={name} oneLine />,
  },
  {
    id: 'state',
    head: text('console-runs.column.state'),
    width: '7rem',
    cell: ({ state }) => <StatusPill state={state} words={stateText(`console-states.read.${state}`)} inRow />,
  },
  {
    id: 'seats',
    head: text('console-runs.column.seats'),
    width: '5rem',
    numeric: true,
    cell: ({ seats }) => formatCount(seats),
  },
  {
    id: 'listed',
    head: text('console-runs.column.users-listed'),
    width: '6rem',
    numeric: true,
    cell: ({ usersListed }) => formatCount(usersListed),
  },
  {
    id: 'calls',
    head: text('console-runs.column.account-calls'),
    width: '4rem',
    numeric: true,
    cell: ({ calls }) => formatCount(calls),
  },
  {
    id: 'read',
    head: text('console-runs.column.read'),
    width: '8rem',
    numeric: true,
    cell: ({ readAt }) => (readAt === null ? '–' : <Instant at={readAt} />),
  },
];

function Counted({ run }: { readonly run: RunInfo }) {
  const navigate = useNavigate();
  const text = useRunsTexts(run.integrationId);
  const list = useRunAccounts(run, 'counted,pending,gone');
  return (
    <PagedView list={list} empty={<EmptyState text={text('console-runs.accounts.none')} />}>
      {(accounts) => (
        <VirtualGrid
          label={text('console-runs.accounts.grid')}
          columns={columns(text)}
          rows={accounts}
          {...(list.total === null ? {} : { total: list.total })}
          question={run.id}
          rowId={({ accountId }) => accountId}
          rowLabel={({ name, state, seats }) =>
            text('console-runs.accounts.row', { name: shortText(name), state, seats: formatCount(seats) })
          }
          onOpen={({ accountId }) => navigate(`/integrations/${run.integrationId}/accounts/${accountId}`)}
          onEnd={() => {
            if (list.hasNextPage && !list.isFetching && list.error === null) void list.fetchNextPage();
          }}
          className="h-[26rem]"
        />
      )}
    </PagedView>
  );
}
