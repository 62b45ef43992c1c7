import { useMemo, useState } from 'react';
import { useClosed, useSession } from '../../api/session.ts';
import {
  useNewestWriteBacks,
  useWriteBacks,
  type WriteBack,
  writeBackCsvAddress,
} from '../../api/write-backs.ts';
import { useIsOnline } from '../../components/online.ts';
import { useNextSyncs } from '../../context/next-syncs.ts';
import { useShownVersion } from '../../context/refresh-rule.tsx';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { FilterBar, FilterChip, SearchField } from '../../components/filter-bar.tsx';
import { Page } from '../../components/page.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { useMediaQuery } from '../../components/use-media-query.ts';
import { VendorText } from '../../components/vendor-text.tsx';
import { shortText } from '../../components/visible-text.ts';
import { type GridColumn, VirtualGrid } from '../../components/virtual-grid.tsx';
import { type Sort, sorts, useWriteBackAddress } from './address.ts';
import { AwaitedSyncs } from './awaited-syncs.tsx';
import { CapBanner, WriteBackState } from './write-back-state.tsx';
import { LineCommand, type LineQuestion } from './line-commands.tsx';
import { StateTabs } from './state-tabs.tsx';
import { writeBackColumns } from './write-back-columns.tsx';
import { WriteBackPanel } from './write-back-panel.tsx';
import { answerOf, changeText, targetText } from './write-back-words.ts';
import { useTextsOf } from '../../components/texts.ts';
import { type WriteBacksText, useWriteBacksTexts } from './texts.ts';
import { consoleWriteBacks } from '../../../messages/generated/console-write-backs.ts';
import { stateText } from '../../components/state-text.ts';

/** Each approved line from approved to its end. Members and order stand still; the cells of what is on its way move. */
export default function Screen() {
  const { filters, sort, approval, line, change, close } = useWriteBackAddress();
  const { tenant } = useSession();
  const text = useWriteBacksTexts();
  const textOf = useTextsOf(consoleWriteBacks);
  const closed = useClosed();
  const online = useIsOnline();
  const question = useMemo(
    () => ({ ...filters, needsPerson: filters.needsPerson ? 'true' : null, q: filters.q.trim(), sort }),
    [filters, sort],
  );
  const list = useWriteBacks(question);
  useShownVersion(list.isPlaceholderData ? undefined : list.version);
  const newest = useNewestWriteBacks();
  const nextSyncOf = useNextSyncs();
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
    ? phoneColumns(text)
    : writeBackColumns(
        text,
        textOf,
        tenant.currency,
        { narrow: beside || !isWide, beside },
        mayCancel ? (target) => setAsked({ kind: 'cancel', line: target }) : null,
        nextSyncOf,
      );
  const isFiltered =
    filters.state.length > 0 ||
    filters.q !== '' ||
    filters.integration !== null ||
    filters.usageLine !== null ||
    filters.needsPerson;

  return (
    <Page
      title={text('console-write-backs.title')}
      fill
      actions={
        <>
          <WriteBackState />
          <a
            href={writeBackCsvAddress(question)}
            download
            className="inline-flex h-(--control) items-center rounded-control max-sm:hidden border border-edge bg-surface px-3 font-medium hover:bg-hover"
          >
            {text('console-write-backs.csv')}
          </a>
        </>
      }
    >
      <div className="flex min-h-0 grow flex-col gap-2">
        <CapBanner />
        <AwaitedSyncs rows={rows} />
        <FilterBar>
          <StateTabs chosen={filters.state} all={all} onChoose={(state) => change({ state })} />
          {filters.needsPerson ? (
            <FilterChip onRemove={() => change({ needsPerson: false })}>
              {text('console-write-backs.filter.unresolved')}
            </FilterChip>
          ) : null}
          {filters.usageLine === null ? null : (
            <FilterChip onRemove={() => change({ usageLine: null })}>
              {text('console-write-backs.filter.one-line')}
            </FilterChip>
          )}
          {filters.integration === null ? null : (
            <FilterChip onRemove={() => change({ integration: null })}>
              {text('console-write-backs.filter.integration')}
            </FilterChip>
          )}
          <SearchField
            label={text('console-write-backs.search')}
            placeholder={text('console-write-backs.search-hint')}
            value={filters.q}
            onChange={(q) => change({ q }, 'replace')}
          />
          <SelectField
            label={text('console-write-backs.sort')}
            hideLabel
            dense
            value={sort}
            choices={sorts.map((value) => ({ value, words: text(`console-write-backs.sort.${value}`) }))}
            onChange={(value) => change({ sort: value as Sort })}
          />
          <span className="ml-auto text-table text-ink-2">
            {all === null
              ? ''
              : text('console-write-backs.confirmed', {
                  confirmed: all.filter(({ state }) => state === 'confirmed').length,
                  total: all.length,
                })}
          </span>
        </FilterBar>
        <div className="flex min-h-0 grow gap-4">
          <div className="flex min-h-0 min-w-0 grow flex-col gap-1">
            {list.error === null || list.isFetchNextPageError ? null : (
              <ErrorCard error={list.error} onRetry={() => void list.refetch()} />
            )}
            {list.isPending ? (
              <Skeleton rows={10} label={text('console-write-backs.loading')} />
            ) : rows.length === 0 && list.error === null ? (
              <EmptyState
                text={text(isFiltered ? 'console-write-backs.none-match' : 'console-write-backs.none')}
              >
                {isFiltered ? (
                  <Button
                    onClick={() =>
                      change({ state: [], q: '', integration: null, usageLine: null, needsPerson: false })
                    }
                  >
                    {text('console-write-backs.clear-filters')}
                  </Button>
                ) : null}
              </EmptyState>
            ) : (
              <VirtualGrid
                label={text('console-write-backs.title')}
                question={list.isPlaceholderData ? null : JSON.stringify(question)}
                className="min-h-40 grow basis-0"
                columns={columns}
                rows={rows}
                total={total ?? rows.length}
                rowId={({ id }) => id}
                rowLabel={(row) => labelOf(row, textOf(row.integrationId), nextSyncOf(row.integrationId))}
                rowHeight={() => (isPhone ? 60 : 44)}
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

const labelOf = (row: WriteBack, text: WriteBacksText, nextSyncAt: string | null): string =>
  [
    shortText(row.label),
    stateText(`console-states.change.${row.state}`),
    changeText(row, text),
    targetText(row),
    answerOf(row, text, nextSyncAt),
  ].join(', ');

const phoneColumns = (text: WriteBacksText): readonly GridColumn<WriteBack>[] => [
  {
    id: 'line',
    head: text('console-write-backs.title'),
    width: 'minmax(0,1fr)',
    cell: (row) => (
      <span className="flex flex-col py-1">
        <span className="flex gap-3">
          <VendorText text={row.label} oneLine className="min-w-0 grow font-medium" />
          <span className="shrink-0">{changeText(row, text)}</span>
        </span>
        <span className="flex items-center gap-3 text-label">
          <StatusPill state={row.state} words={stateText(`console-states.change.${row.state}`)} inRow />
          <span className="min-w-0 grow truncate text-right text-ink-2">{targetText(row)}</span>
        </span>
      </span>
    ),
  },
];
