import { type Ref, useCallback, useMemo } from 'react';
import type { Margin } from '../../../api/margins.ts';
import type { UsageRow } from '../../../api/usage.ts';
import { useWords, useWordsOf } from '../../../components/words.ts';
import { useMediaQuery } from '../../../components/use-media-query.ts';
import { formatCount } from '../../../values/format.ts';
import { shortText } from '../../../components/visible-text.ts';
import { type GridColumn, type GridControls, VirtualGrid } from '../../../components/virtual-grid.tsx';
import type { UsageAddressNow } from '../review/address.ts';
import { flagWords } from '../review/decision-words.ts';
import { invoiceText, moneyText, quantityText } from '../../usage-line/line-facts.ts';
import { useDeciding, usePlaces, useRules } from '../review/review.tsx';
import { type RowStory, storyOf } from '../review/row-story.ts';
import { twinsOf, useUsageColumns } from './usage-columns.tsx';
import { GroupLine, type Groups } from './use-groups.tsx';
import { useListTexts, useListTextsOf } from './texts.ts';
import { StatusPill } from '../../../components/status-pill.tsx';
import { VendorText } from '../../../components/vendor-text.tsx';

const phoneRow = 60;

/** The review table; one column of two-line rows on a phone. */
export function UsageTable({
  rows,
  heads,
  total,
  address,
  margins,
  question,
  isPhone,
  dimmed,
  selected,
  onSelect,
  onToggle,
  onAll,
  onEnd,
  onEnter,
  controls,
}: {
  readonly rows: readonly UsageRow[];
  readonly heads: Groups['heads'];
  readonly total: number;
  readonly address: UsageAddressNow;
  /** By line; null: the person may not see them. */
  readonly margins: ReadonlyMap<string, Margin> | null;
  /** What the rows answer; null while they are still those of the question before. */
  readonly question: string | null;
  readonly isPhone: boolean;
  readonly dimmed: boolean;
  /** Null: no boxes. */
  readonly selected: ReadonlySet<string> | null;
  readonly onSelect: (ids: ReadonlySet<string>) => void;
  readonly onToggle: (id: string) => void;
  readonly onAll: () => void;
  readonly onEnd: () => void;
  /** Enter on the row whose panel is open. */
  readonly onEnter: () => void;
  readonly controls: Ref<GridControls>;
}) {
  const words = useWordsOf();
  const text = useListTexts();
  const textOf = useListTextsOf();
  const { open } = usePlaces();
  const { decisions } = useDeciding();
  const { month } = useRules();
  const { line, sort, filters, columns, change } = address;
  const isWide = useMediaQuery('(min-width: 1100px)');
  const beside = line !== null && isWide;
  const isTwin = useMemo(() => twinsOf(rows), [rows]);
  const gridColumns = useUsageColumns({
    sort,
    onSort: useCallback((wanted) => change({ sort: wanted }), [change]),
    decision: filters.decision,
    selected,
    onToggle,
    narrow: beside || !isWide,
    beside,
    shown: columns,
    margins,
    isTwin,
  });
  const label = useMemo(
    () => (row: UsageRow) => {
      const rowText = textOf(row.integrationId);
      return [
        shortText(row.label),
        ...spoken(storyOf(row, words(row.integrationId), month)),
        rowText('console-usage-list.row.billed', { quantity: quantityText(row.psaQuantity) }),
        rowText('console-usage-list.row.seats', { seats: formatCount(row.vendorQuantity) }),
        ...(row.rule === null || row.billableUnits === null
          ? []
          : [rowText('console-usage-list.units', { count: row.billableUnits })]),
        rowText('console-usage-list.row.amount', { amount: moneyText(row, { named: true }) }),
        invoiceText(row),
        ...row.flags.map(({ flag, reason }) => `${flagWords(flag)}: ${reason.message}`),
        ...(decisions.stateOf(row.id).saving ? [rowText('console-usage-list.row.saving')] : []),
      ].join(', ');
    },
    [decisions, month, words, textOf],
  );
  const phoneColumns = useMemo(
    (): readonly GridColumn<UsageRow>[] => [
      {
        id: 'line',
        head: text('console-usage-list.label'),
        width: 'minmax(0,1fr)',
        cell: (row) => <PhoneRow row={row} />,
      },
    ],
    [text],
  );
  const groupHead = useMemo(
    () =>
      heads === null
        ? undefined
        : (row: UsageRow) => {
            const head = heads.get(row.id);
            return head === undefined ? undefined : <GroupLine {...head} />;
          },
    [heads],
  );
  return (
    <div
      className={`flex min-h-0 grow flex-col ${dimmed ? 'opacity-60' : ''}`}
      onKeyDown={(event) => {
        if (
          (event.ctrlKey || event.metaKey) &&
          event.key === 'a' &&
          selected !== null &&
          !inField(event.target)
        ) {
          event.preventDefault();
          onAll();
        }
      }}
    >
      <VirtualGrid
        label={text('console-usage-list.label')}
        className="min-h-40 grow basis-0"
        columns={isPhone ? phoneColumns : gridColumns}
        rows={rows}
        total={total}
        rowId={idOf}
        rowLabel={label}
        groupHead={groupHead}
        question={question}
        {...(isPhone ? { rowHeight: () => phoneRow } : {})}
        openId={line}
        onOpen={(row) => (row.id === line ? onEnter() : open(row.id))}
        onFocusRow={(row) => {
          if (line !== null && row.id !== line) open(row.id);
        }}
        {...(selected === null ? {} : { selected, onSelect })}
        onEnd={onEnd}
        controls={controls}
      />
    </div>
  );
}

const spoken = ({ words, more }: RowStory): readonly string[] => (more === '' ? [words] : [words, more]);
const idOf = ({ id }: UsageRow): string => id;
const inField = (target: EventTarget): boolean =>
  target instanceof HTMLElement && /^(TEXTAREA|SELECT)$|^INPUT$/u.test(target.tagName);

/** Two lines for each usage line: who and how much, where it stands. Decisions are made one at a time. */
function PhoneRow({ row }: { readonly row: UsageRow }) {
  const { decisions } = useDeciding();
  const { month } = useRules();
  const story = storyOf(row, useWords(row.integrationId), month);
  const text = useListTexts();
  return (
    <span className="flex flex-col py-1">
      <span className="flex gap-3">
        <VendorText text={row.label} oneLine className="min-w-0 grow font-medium" />
        <span className="shrink-0">{moneyText(row)}</span>
      </span>
      <span className="flex items-center gap-3 text-label">
        <span className="flex shrink-0 items-center gap-2">
          {decisions.stateOf(row.id).saving ? (
            text('console-usage-list.saving')
          ) : (
            <StatusPill state={story.state} words={story.words} inRow />
          )}
        </span>
        <span className="min-w-0 grow truncate text-right text-ink-2">
          {row.waiting !== null || row.notRead !== null
            ? story.more
            : `${quantityText(row.psaQuantity)} → ${formatCount(row.billableUnits)} · ${invoiceText(row)}`}
        </span>
      </span>
    </span>
  );
}
