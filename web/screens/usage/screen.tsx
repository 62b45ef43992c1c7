import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useMediaQuery } from '../../components/use-media-query.ts';
import {
  usageCsvAddress,
  useControlTotals,
  useUsageLineCounts,
  useUsageLines,
  type UsageRow,
} from '../../api/usage.ts';
import { useLineMargins } from '../../api/margins.ts';
import { useClosed } from '../../api/session.ts';
import { useSettings } from '../../api/settings.ts';
import { useRefresh, useShownVersion } from '../../context/refresh-rule.tsx';
import { Banner } from '../../components/banner.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { lazyPart } from '../../components/lazy-part.tsx';
import { Page } from '../../components/page.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { filtersOf, isFiltered, questionOf, useUsageAddress } from './review/address.ts';
import { WriteBackSwitchState } from './write-back-switch.tsx';
import { ChangedByOthers } from './list/changed-by-others.tsx';
import type { DialogsProps } from './dialogs/dialogs.tsx';
import { EmptyTable } from './list/empty-table.tsx';
import type { LinePanelProps } from './panel/line-panel.tsx';
import { MonthActions } from './month-actions.tsx';
import { monthIn, monthName } from '../../values/month.ts';
import { ReviewProvider } from './review/review.tsx';
import { SelectionBar } from './bulk/selection-bar.tsx';
import { SumsLine } from './list/sums-line.tsx';
import { TableEnd } from './list/table-end.tsx';
import { TableTotals } from './list/table-totals.tsx';
import { Toolbar } from './list/toolbar.tsx';
import { UsageTable } from './list/usage-table.tsx';
import { useReviewKeys } from './keyboard/usage-keys.ts';
import { useAllRows } from './bulk/use-all-rows.ts';
import { useLinkedAction } from './list/use-linked-action.ts';
import { useGroups } from './list/use-groups.tsx';
import { useChangedByOthers } from './list/use-changed-by-others.ts';
import { useReviewOf } from './review/use-review.ts';
import { useFocusAfterDialog, useRowFocus } from './keyboard/use-row-focus.ts';
import { useSelection } from './bulk/use-selection.ts';
import { useReviewTexts } from './review/texts.ts';
import { commonText } from '../../values/common-texts.ts';

// What takes a press is loaded after the list is shown.
const Dialogs = lazyPart<DialogsProps>(() => import('./dialogs/dialogs.tsx'));
const LinePanel = lazyPart<LinePanelProps>(
  () => import('./panel/line-panel.tsx'),
  // As wide, so that the table stays where it is.
  () => <div className="hidden w-[25rem] shrink-0 min-[1100px]:block" />,
);

const none: readonly UsageRow[] = [];
const noIds: readonly string[] = [];

/** The review of a month: control totals, the table, and one line next to it. */
export default function Screen() {
  const address = useUsageAddress();
  const text = useReviewTexts();
  const { begin, change, line, filters } = address;
  const isPhone = useMediaQuery('(max-width: 639px)');
  const question = useMemo(() => questionOf(address), [address]);
  const list = useUsageLines(question);
  const loaded = useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? none, [list.data]);
  const { rows, heads } = useGroups(loaded, address.group);
  const first = list.data?.pages[0];
  useShownVersion(list.isPlaceholderData ? undefined : first?.dataVersion);
  // Here, not in their dialog: figures wait for Refresh with the table.
  const totals = useControlTotals(filters.integration);
  const counts = useUsageLineCounts(useMemo(() => filtersOf(address.filters), [address.filters]));
  // Head and sums wrap as their figures need: rows that were there first would move under the hand.
  const isHeadToCome = counts.isPending && counts.failureCount === 0;
  const settings = useSettings();
  const month = monthIn(settings.data?.billingTimeZone ?? settings.data?.timeZone ?? 'UTC');
  const open = useCallback(
    (id: string | null) => change({ line: id }, line === null || id === null ? 'push' : 'replace'),
    [change, line],
  );
  const isTableShown = !list.isPending && !isHeadToCome;
  const { controls, toNext } = useRowFocus(isTableShown ? rows : none, line, isPhone);
  const { review, question: asked } = useReviewOf(monthName(month).replace(/ \d+$/u, ''), open, toNext);
  useFocusAfterDialog(asked, line, controls);
  const asText = JSON.stringify(question);
  const edition = `${asText}/${first?.dataVersion ?? ''}`;
  const selection = useSelection(rows, edition);
  const all = useAllRows(list, selection.setIds);
  const others = useChangedByOthers(question, rows, review.deciding.decisions);
  const { press } = useRefresh();
  const seesMargin = useClosed()('see-margin') === null;
  const margins = useLineMargins(
    seesMargin && address.columns.includes('margin') ? loaded.map(({ id }) => id) : noIds,
    first?.dataVersion,
  );
  const panel = useRef<HTMLDivElement>(null);
  const [isDisplayOpen, setDisplayOpen] = useState(false);
  useReviewKeys({ rows, line, controls, review, toSort: () => setDisplayOpen(true) });
  const total = first?.total;
  const { more } = all;
  const isWhole = total === undefined || loaded.length >= total;
  useEffect(() => {
    // Groups are of all lines, and so is what a link begins with.
    if ((address.group !== null || begin !== null) && !isWhole) more();
  }, [address.group, begin, isWhole, more]);
  useLinkedAction(
    begin,
    total === undefined || !isWhole || list.isFetching ? null : rows,
    {
      approve: (shown) => {
        selection.setIds(new Set(shown.map(({ id }) => id)));
        review.places.ask({ kind: 'many', decision: 'approve', rows: shown });
      },
      first: ([row]) => {
        if (row === undefined) return;
        change({ line: row.id }, 'replace');
        controls.current?.focus(row.id);
      },
    },
    () => change({ begin: null }, 'replace'),
  );
  // Offline the boxes stay, so that nothing moves; what they lead to is closed.
  const mayDecide = useClosed()('propose') === null;
  const index = line === null ? -1 : rows.findIndex(({ id }) => id === line);

  const body = (
    <>
      {list.error !== null && !list.isFetchNextPageError ? (
        <ErrorCard error={list.error} onRetry={() => void list.refetch()} />
      ) : null}
      {!isTableShown ? (
        <Skeleton rows={12} label={text('console-usage-review.loading')} />
      ) : rows.length === 0 ? (
        list.error === null && (
          <EmptyTable address={address} all={counts.isPlaceholderData ? undefined : counts.data?.lines.all} />
        )
      ) : (
        <UsageTable
          rows={rows}
          heads={heads}
          total={total ?? rows.length}
          address={address}
          margins={seesMargin ? margins : null}
          question={list.isPlaceholderData ? null : `${asText}${address.group ?? ''}`}
          isPhone={isPhone}
          dimmed={list.isPlaceholderData || (list.error !== null && !list.isFetchNextPageError)}
          selected={mayDecide && !isPhone ? selection.ids : null}
          onSelect={selection.setIds}
          onToggle={selection.toggle}
          onAll={all.load}
          onEnd={all.more}
          onEnter={() => panel.current?.focus()}
          controls={controls}
        />
      )}
      <TableEnd list={list} loaded={rows.length} total={total} />
    </>
  );

  // Before the first line there is nothing to filter, sort or add up.
  const isEmpty =
    counts.data?.lines.all === 0 &&
    !counts.isPlaceholderData &&
    !isFiltered({ ...address.filters, toDecide: false });
  const toolbar = isEmpty ? null : (
    <Toolbar
      address={address}
      rows={rows}
      counts={counts.data}
      isDisplayOpen={isDisplayOpen}
      onDisplay={setDisplayOpen}
    />
  );

  return (
    <ReviewProvider review={review}>
      <Page
        title={text('console-usage-review.title', { month: monthName(month) })}
        fill
        {...(isPhone || isEmpty ? {} : { tools: toolbar })}
        actions={<MonthActions csv={usageCsvAddress(question)} withClosing={!isPhone} />}
      >
        <div className="flex min-h-0 grow flex-col gap-2">
          {address.unknown === 0 ? null : (
            <Banner>{text('console-usage-review.unknown-filters', { count: address.unknown })}</Banner>
          )}
          {isPhone || isEmpty ? null : (
            <SumsLine counts={counts.data} edition={edition} address={address} totals={totals} />
          )}
          <div className="flex min-h-0 grow gap-4">
            <div className="flex min-h-0 min-w-0 grow flex-col gap-1">
              {isPhone ? toolbar : null}
              {body}
              <div className="flex flex-wrap items-center gap-x-4">
                {selection.selected.length > 0 || total === undefined ? null : (
                  <TableTotals rows={rows} total={total} edition={edition} />
                )}
                {mayDecide && !isPhone && total !== undefined && total > 0 ? (
                  <SelectionBar
                    selected={selection.selected}
                    total={total}
                    loading={all.loading ? rows.length : null}
                    onAll={all.load}
                    onClear={() => selection.setIds(new Set())}
                  />
                ) : null}
                <span className="grow" />
                <ChangedByOthers
                  count={others.count}
                  onShow={() => {
                    others.forget();
                    press();
                  }}
                />
                <WriteBackSwitchState />
              </div>
            </div>
            {line === null ? null : (
              <LinePanel
                key={line}
                id={line}
                row={index < 0 ? null : (rows[index] ?? null)}
                place={
                  index < 0 || total === undefined
                    ? null
                    : commonText('console-common.of', { shown: index + 1, total })
                }
                onMove={(by) => {
                  const next = rows[index + by];
                  if (next !== undefined) open(next.id);
                }}
                onClose={() => {
                  open(null);
                  controls.current?.focus(line);
                }}
                panelRef={panel}
              />
            )}
          </div>
          {mayDecide || isPhone ? null : (
            <p className="text-table text-ink-2">{review.rules.closed('propose')}</p>
          )}
        </div>
      </Page>
      {asked === null ? null : (
        <Dialogs
          question={asked}
          totals={totals}
          current={(some) => some.map((row) => rows.find(({ id }) => id === row.id) ?? row)}
          onDone={selection.setIds}
          onClose={() => review.places.ask(null)}
        />
      )}
    </ReviewProvider>
  );
}
