import { useMemo, useState } from 'react';
import { useClosed, useSession } from '../../api/session.ts';
import {
  useNewestWriteBacks,
  useWriteBacks,
  type WriteBack,
  writeBackCsvAddress,
} from '../../api/write-backs.ts';
import { useIsOnline } from '../../components/online.ts';
import { useShownVersion } from '../../context/refresh-rule.tsx';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { FilterBar, FilterChip, SearchField } from '../../components/filter-bar.tsx';
import { formatCount } from '../../values/format.ts';
import { Page } from '../../components/page.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { useMediaQuery } from '../../components/use-media-query.ts';
import { VendorText } from '../../components/vendor-text.tsx';
import { shortText } from '../../components/visible-text.ts';
import { type GridColumn, VirtualGrid } from '../../components/virtual-grid.tsx';
import { type Sort, sorts, useWriteBackAddress } from './address.ts';
import { CapBanner, ConnectionState } from './connection-state.tsx';
import { LineCommand, type LineQuestion } from './line-commands.tsx';
import { StateTabs } from './state-tabs.tsx';
import { writeBackColumns } from './write-back-columns.tsx';
import { WriteBackPanel } from './write-back-panel.tsx';
import { answerOf, changeText } from './write-back-words.ts';

/** Each approved line from approved to its end. Members and order stand still; the cells of what is on its way move. */
export default function Screen() {
  const { filters, sort, approval, line, change, close } = useWriteBackAddress();
  const { tenant } = useSession();
  const closed = useClosed();
  const online = useIsOnline();
  const question = useMemo(
    () => ({ ...filters, needsPerson: filters.needsPerson ? 'true' : null, q: filters.q.trim(), sort }),
    [filters, sort],
  );
  const list = useWriteBacks(question);
  useShownVersion(list.isPlaceholderData ? undefined : list.version);
  const newest = useNewestWriteBacks();
  const [asked, setAsked] = useState<LineQuestion | null>(null);
  const isPhone = useMediaQuery('(max-width: 639px)');
  const isWide = useMediaQuery('(min-width: 1100px)');
  const rows = useMemo(
    () =>
      (list.data?.pages ?? []).flatMap(({ items }) =>
        items.map((row) => newest.data?.byId.get(row.id) ?? row),
      ),
    [list.data, newest.data],
  );
  const total = list.data?.pages[0]?.total;
  const known = newest.data;
  const all = known === undefined || known.total > known.byId.size ? null : [...known.byId.values()];
  const mayCancel = closed('change-write-backs') === null && online;
  const beside = approval !== null && isWide;
  const columns = isPhone
    ? phoneColumns
    : writeBackColumns(
        tenant.currency,
        { narrow: beside || !isWide, beside },
        mayCancel ? (target) => setAsked({ kind: 'cancel', line: target }) : null,
      );
  const isFiltered =
    filters.state.length > 0 ||
    filters.q !== '' ||
    filters.integration !== null ||
    filters.usageLine !== null ||
    filters.needsPerson;

  return (
    <Page
      title="Write-backs"
      fill
      actions={
        <>
          <ConnectionState />
          <a
            href={writeBackCsvAddress(question)}
            download
            className="inline-flex h-(--control) items-center rounded-control max-sm:hidden border border-edge bg-surface px-3 font-medium hover:bg-hover"
          >
            CSV
          </a>
        </>
      }
    >
      <div className="flex min-h-0 grow flex-col gap-2">
        <CapBanner />
        <FilterBar>
          <StateTabs chosen={filters.state} all={all} onChoose={(state) => change({ state })} />
          {filters.needsPerson ? (
            <FilterChip onRemove={() => change({ needsPerson: false })}>conflicts nobody resolved</FilterChip>
          ) : null}
          {filters.usageLine === null ? null : (
            <FilterChip onRemove={() => change({ usageLine: null })}>one usage line</FilterChip>
          )}
          {filters.integration === null ? null : (
            <FilterChip onRemove={() => change({ integration: null })}>integration</FilterChip>
          )}
          <SearchField
            label="Search write-backs"
            placeholder="Customer, line, product"
            value={filters.q}
            onChange={(q) => change({ q }, 'replace')}
          />
          <SelectField
            label="Sort"
            hideLabel
            dense
            value={sort}
            choices={Object.entries(sorts).map(([value, words]) => ({ value, words }))}
            onChange={(value) => change({ sort: value as Sort })}
          />
          <span className="ml-auto text-table text-ink-2">
            {all === null
              ? ''
              : `${formatCount(all.filter(({ state }) => state === 'confirmed').length)} of ${formatCount(all.length)} confirmed`}
          </span>
        </FilterBar>
        <div className="flex min-h-0 grow gap-4">
          <div className="flex min-h-0 min-w-0 grow flex-col gap-1">
            {list.error === null || list.isFetchNextPageError ? null : (
              <ErrorCard error={list.error} onRetry={() => void list.refetch()} />
            )}
            {list.isPending ? (
              <Skeleton rows={10} label="Loading write-backs" />
            ) : rows.length === 0 && list.error === null ? (
              <EmptyState text={isFiltered ? 'No change matches these filters.' : 'Nothing approved yet.'}>
                {isFiltered ? (
                  <Button
                    onClick={() =>
                      change({ state: [], q: '', integration: null, usageLine: null, needsPerson: false })
                    }
                  >
                    Clear filters
                  </Button>
                ) : null}
              </EmptyState>
            ) : (
              <VirtualGrid
                label="Write-backs"
                question={list.isPlaceholderData ? null : JSON.stringify(question)}
                className="min-h-40 grow basis-0"
                columns={columns}
                rows={rows}
                total={total ?? rows.length}
                rowId={({ id }) => id}
                rowLabel={labelOf}
                {...(isPhone ? { rowHeight: () => 60 } : {})}
                openId={line}
                onOpen={(row) =>
                  change({ approval: row.approvalId, line: row.id }, approval === null ? 'push' : 'replace')
                }
                onFocusRow={(row) => {
                  if (approval !== null && row.id !== line)
                    change({ approval: row.approvalId, line: row.id }, 'replace');
                }}
                onEnd={() => {
                  if (list.hasNextPage && !list.isFetching && list.error === null) void list.fetchNextPage();
                }}
              />
            )}
          </div>
          {approval === null ? null : (
            <WriteBackPanel
              key={line ?? approval}
              approvalId={approval}
              lineId={line}
              onAsk={setAsked}
              onClose={close}
            />
          )}
        </div>
      </div>
      {asked === null ? null : <LineCommand question={asked} onClose={() => setAsked(null)} />}
    </Page>
  );
}

const labelOf = (row: WriteBack): string =>
  [shortText(row.label), row.state, changeText(row), row.targetInvoice, answerOf(row)].join(', ');

const phoneColumns: readonly GridColumn<WriteBack>[] = [
  {
    id: 'line',
    head: 'Write-backs',
    width: 'minmax(0,1fr)',
    cell: (row) => (
      <span className="flex flex-col py-1">
        <span className="flex gap-3">
          <VendorText text={row.label} oneLine className="min-w-0 grow font-medium" />
          <span className="shrink-0">{changeText(row)}</span>
        </span>
        <span className="flex items-center gap-3 text-label">
          <StatusPill state={row.state} inRow />
          <span className="min-w-0 grow truncate text-right text-ink-2">{row.targetInvoice}</span>
        </span>
      </span>
    ),
  },
];
