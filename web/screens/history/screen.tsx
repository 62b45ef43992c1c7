import { Suspense } from 'react';
import { Link, useParams } from '../../components/router.tsx';
import { defaultCheckLimits } from '../../../domain/defaults.ts';
import { type AccountHistoryInfo, historyCsvAddress, useAccountHistory } from '../../api/history.ts';
import { asApiError } from '../../values/problem.ts';
import { useSettings } from '../../api/settings.ts';
import { lazyScreen } from '../../components/lazy-screen.tsx';
import { useWords } from '../../components/words.ts';
import { usageLinePlace } from '../../components/report-places.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { formatCount, formatDay } from '../../values/format.ts';
import { DataAge } from '../../components/instant.tsx';
import { Page } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { SeatRule } from '../../components/seat-rule.tsx';
import { seatStatuses } from '../../components/seat-statuses.ts';
import { Skeleton } from '../../components/skeleton.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { shortText } from '../../components/visible-text.ts';
import { beginOf, useHistoryAddress } from './address.ts';
import { chartData, since } from './chart-data.ts';
import { SeatChanges } from './seat-changes.tsx';
import { historyRows } from './history-rows.ts';
import { HistoryTable } from './history-table.tsx';
import { HistoryToolbar } from './history-toolbar.tsx';
import { useHistoryTexts } from './texts.ts';
import { filled, slot } from '../../components/texts.ts';
import { stateText } from '../../components/state-text.ts';

const SeatChart = lazyScreen(() => import('./seat-chart.tsx'));

/** Seats of one account over time, next to what the PSA billed and what people approved. */
export default function Screen() {
  const { id = '', accountId = '' } = useParams();
  const text = useHistoryTexts(id);
  const history = useAccountHistory(id, accountId);
  const name = history.data?.account.label;
  return (
    <Page
      title={name === undefined ? text('console-history.title') : shortText(name)}
      {...(name === undefined ? {} : { place: text('console-history.place') })}
      actions={
        <a href={historyCsvAddress(id, accountId)} download className="text-accent hover:underline">
          {text('console-history.export')}
        </a>
      }
    >
      {asApiError(history.error).status === 404 ? (
        <EmptyState text={text('console-history.unknown-account')}>
          <Link to={`/integrations/${id}/accounts?status=all`} className="text-accent underline">
            {text('console-history.all-accounts')}
          </Link>
        </EmptyState>
      ) : (
        <QueryView query={history} rows={10}>
          {(data) => <HistoryBody integrationId={id} history={data} />}
        </QueryView>
      )}
    </Page>
  );
}

function HistoryBody({
  integrationId,
  history,
}: {
  readonly integrationId: string;
  readonly history: AccountHistoryInfo;
}) {
  const { range, view, change } = useHistoryAddress();
  const settings = useSettings();
  const text = useHistoryTexts(integrationId);
  const called = useWords(integrationId);
  const shown = since(history, beginOf(range));
  const longestGap = (settings.data?.checks.maximumAgeHours ?? defaultCheckLimits.maximumAgeHours) * 3_600;
  const counted = history.readings.filter(({ seats }) => seats !== null);
  const first = counted[0];
  return (
    <div className="flex flex-col gap-4">
      <Facts integrationId={integrationId} history={history} />
      <SeatRule text={called.seatRule} />
      <HistoryToolbar range={range} view={view} change={change} />
      {history.readings.length === 0 ? <EmptyState text={text('console-history.not-read')} /> : null}
      {counted.length === 1 && first !== undefined ? (
        <p className="text-ink-2">
          {text('console-history.begins', { day: formatDay(first.readAt.slice(0, 10)) })}
        </p>
      ) : null}
      {view === 'chart' && history.readings.length > 0 ? (
        <Suspense fallback={<Skeleton rows={9} label={text('console-history.loading-chart')} />}>
          <SeatChart data={chartData(shown, longestGap)} text={text} />
        </Suspense>
      ) : null}
      <SeatChanges moves={history.seatChanges} />
      {history.readings.length === 0 ? null : (
        <HistoryTable rows={historyRows(shown, text, called)} text={text} />
      )}
    </div>
  );
}

function Facts({
  integrationId,
  history: { account, readings, lines },
}: {
  readonly integrationId: string;
  readonly history: AccountHistoryInfo;
}) {
  const { mapping } = account;
  const text = useHistoryTexts(integrationId);
  const { psaIds } = useWords(integrationId);
  const newest = readings.filter(({ seats }) => seats !== null).at(-1);
  const line = lines.at(-1);
  const notCounted = Object.entries(newest?.notCounted ?? {}).map(([status, users]) =>
    text('console-history.not-counted', { users, status }),
  );
  const statuses = seatStatuses(newest?.byStatus ?? null);
  return (
    <div className="flex flex-col gap-1">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-table">
        <span className="font-mono text-ink-3">{account.foreignId}</span>
        <StatusPill state={mapping.state} words={stateText(`console-states.account.${mapping.state}`)} />
        {mapping.company === null ? null : (
          <span>
            {filled(
              text('console-history.mapped-to', { name: slot(0), id: `${psaIds} ${mapping.company.id}` }),
              <VendorText text={mapping.company.name} />,
            )}
          </span>
        )}
        {mapping.reason === null ? null : <VendorText text={mapping.reason} />}
        {account.mark === null ? null : <span>{text(`console-history.${account.mark}`)}</span>}
        <Link
          to={`/integrations/${integrationId}/accounts?q=${encodeURIComponent(account.name.slice(0, 100))}`}
          className="text-accent hover:underline"
        >
          {text('console-history.mapping')}
        </Link>
        {line === undefined ? null : (
          <Link to={usageLinePlace(line.usageLineId)} className="text-accent hover:underline">
            {text('console-history.usage-line')}
          </Link>
        )}
      </p>
      <p className="flex flex-wrap items-baseline gap-x-3">
        <span className="text-figure font-semibold">{formatCount(account.seats)}</span>
        <span>{text('console-history.seats')}</span>
        <DataAge at={account.seatsReadAt} />
        <span className="text-table text-ink-2">
          {[...(statuses === '' ? [] : [statuses]), ...notCounted].join(' · ')}
        </span>
      </p>
    </div>
  );
}
