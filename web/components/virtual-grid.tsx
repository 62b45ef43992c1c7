import { useVirtualizer } from '@tanstack/react-virtual';
import {
  Fragment, type KeyboardEvent, type ReactNode, type Ref, type RefObject, useCallback, useImperativeHandle, useLayoutEffect,
  useMemo, useRef, useState,
} from 'react'; // prettier-ignore
import { appearanceStore } from './theme.ts';
import { rowMoves, withRow } from './grid-rows.ts';

export interface GridColumn<T> {
  readonly id: string;
  readonly head: ReactNode;
  /** A CSS grid track: `minmax(8rem,1fr)`, `6rem`. */
  readonly width: string;
  readonly numeric?: boolean;
  readonly cell: (row: T) => ReactNode;
  /** Present: the head is a button that sorts. */
  readonly sort?: 'ascending' | 'descending' | 'none';
  readonly onSort?: () => void;
}

export interface VirtualGridProps<T> {
  readonly label: string;
  readonly columns: readonly GridColumn<T>[];
  readonly rows: readonly T[];
  readonly rowId: (row: T) => string;
  /** What a screen reader hears of a row; without it, its cells. */
  readonly rowLabel?: (row: T) => string;
  /** Rows of the whole set, where more exist than are loaded. */
  readonly total?: number;
  readonly rowHeight?: (row: T) => number;
  /** Stands above the first row of a group; undefined: no group begins here. The same function as long as nothing changes. */
  readonly groupHead?: ((row: T) => ReactNode) | undefined;
  /** The row whose panel is open. */
  readonly openId?: string | null;
  readonly onOpen?: (row: T) => void;
  readonly selected?: ReadonlySet<string>;
  readonly onSelect?: (ids: ReadonlySet<string>) => void;
  /**
   * What these rows answer. Read again under the same question, the focused row stays where it is on the screen.
   * Null while the rows are still those of another question; without it nothing is scrolled.
   */
  readonly question?: string | null;
  /** Letters of this list; true: taken. Called with the row that has the keyboard's focus, never with another. */
  readonly onKey?: (event: KeyboardEvent, row: T) => boolean;
  readonly onFocusRow?: (row: T) => void;
  /** Called when the last loaded rows come into view. */
  readonly onEnd?: () => void;
  readonly className?: string;
  readonly controls?: Ref<GridControls>;
}

export interface GridControls {
  /** Brings the row into view and gives it the keyboard's focus; a row that is not listed changes nothing. */
  readonly focus: (id: string) => void;
  /** Gives the focus back to the row that had it last, or to the row that took the place of one that left. */
  readonly resume: () => void;
}

const headHeight = 32;
const groupHeadHeight = 32;
const overscan = 8;
/** As long as shortcuts.tsx waits for the second key of a chord. */
const chordMs = 1_200;

/** Row height of this device: 32, 40 where comfortable, 44 for fingers. */
const cssRowHeight = (): number =>
  Number.parseInt(getComputedStyle(document.documentElement).getPropertyValue('--row'), 10) || 32;

/**
 * A table as ARIA grid whose rows are the focus stops. Only visible rows are in the page; the focused one always is.
 * Keys: j k ↑ ↓ PgUp PgDn Home End move, Space selects, Shift+↑↓ extends, Enter opens.
 */
export function VirtualGrid<T>(props: VirtualGridProps<T>) {
  const { columns, rows, rowId, selected, onSelect, onOpen, onKey, onFocusRow, onEnd, openId } = props;
  const frame = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState<{ readonly id: string | null; readonly index: number }>({
    id: null,
    index: 0,
  });
  const chordAt = useRef(Number.NEGATIVE_INFINITY);
  const [base] = useState(cssRowHeight);
  const indexes = useMemo(() => new Map(rows.map((row, index) => [rowId(row), index])), [rows, rowId]);
  // A row that went leaves its place to the next one.
  const current = indexes.get(focused.id ?? '') ?? Math.min(focused.index, Math.max(0, rows.length - 1));
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: (index) => {
      const row = rows[index];
      if (row === undefined) return base;
      const height = props.rowHeight?.(row) ?? base;
      return props.groupHead?.(row) === undefined ? height : height + groupHeadHeight;
    },
    // New with each render, and so are the heights that follow from rows and groups.
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : rowId(row);
    },
    overscan,
    scrollPaddingStart: headHeight,
    rangeExtractor: ({ startIndex, endIndex, overscan: more, count }) =>
      withRow(current, Math.max(0, startIndex - more), Math.min(count - 1, endIndex + more)),
    onChange: (instance) => {
      const last = instance.getVirtualItems().at(-1);
      if (onEnd !== undefined && last !== undefined && last.index >= rows.length - 1 - overscan) onEnd();
    },
  });
  const { groupHead } = props;
  const focusRow = useCallback(
    (index: number) => {
      const row = rows[index];
      if (row === undefined) return;
      setFocused({ id: rowId(row), index });
      virtual.scrollToIndex(index);
      onFocusRow?.(row);
      requestAnimationFrame(() => {
        frame.current
          ?.querySelector<HTMLElement>(`[data-row="${CSS.escape(rowId(row))}"]`)
          ?.focus({ preventScroll: true });
      });
    },
    [rows, virtual, onFocusRow, rowId],
  );
  useImperativeHandle(
    props.controls,
    () => ({
      focus: (id) => {
        const index = indexes.get(id);
        if (index !== undefined) focusRow(index);
      },
      resume: () => focusRow(current),
    }),
    [indexes, focusRow, current],
  );
  const items = virtual.getVirtualItems();
  const start = items.find(({ index }) => index === current)?.start;
  useAnchoredRow(frame, props.question ?? null, focused.id, start);
  const toggle = (index: number, on?: boolean): void => {
    const row = rows[index];
    if (row === undefined || onSelect === undefined) return;
    const next = new Set(selected);
    const id = rowId(row);
    if (on ?? !next.has(id)) next.add(id);
    else next.delete(id);
    onSelect(next);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (rows.length === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    // "g a" goes to Audit: the second letter of a chord is none of the list's, and none is where they are switched off.
    const isLetter = /^[a-z]$/iu.test(event.key);
    const inChord = event.timeStamp - chordAt.current < chordMs;
    chordAt.current = event.key === 'g' ? event.timeStamp : Number.NEGATIVE_INFINITY;
    if (isLetter && (inChord || !appearanceStore.get().singleKeys)) return;
    const element = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-row]') : null;
    const row = rows[indexes.get(element?.dataset['row'] ?? '') ?? -1];
    // A button inside a row has its own Enter and Space.
    const onRow = event.target === element;
    const page = Math.max(1, Math.floor(((frame.current?.clientHeight ?? 320) - headHeight) / base) - 1);
    const to = rowMoves(event.key, current, rows.length, page);
    if (to !== null) {
      event.preventDefault();
      if (event.shiftKey && /^Arrow/u.test(event.key)) toggle(to, true);
      focusRow(to);
    } else if (row === undefined) {
      // On a head, or on a row that is no longer listed: nothing to act on.
    } else if (onRow && event.key === ' ' && onSelect !== undefined) {
      event.preventDefault();
      toggle(current);
    } else if (onRow && event.key === 'Enter' && onOpen !== undefined) {
      event.preventDefault();
      onOpen(row);
    } else if (onKey?.(event, row) === true) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
  const template = columns.map(({ width }) => width).join(' ');
  // Head and rows are grids of their own: only an equal width makes equal tracks.
  const minWidth = `calc(${columns.map(({ width }) => leastOf(width)).join(' + ')} + 1rem)`;
  return (
    <div
      ref={frame}
      role="grid"
      aria-label={props.label}
      aria-rowcount={(props.total ?? rows.length) + 1}
      aria-multiselectable={onSelect !== undefined}
      onKeyDown={onKeyDown}
      className={`relative overflow-auto rounded-card border border-line bg-surface ${props.className ?? ''}`}
    >
      <div
        role="row"
        aria-rowindex={1}
        className="sticky top-0 z-10 grid h-8 items-center border-b border-line bg-sunken px-2 text-meta font-semibold text-ink-2"
        style={{ gridTemplateColumns: template, minWidth }}
      >
        {columns.map((column) => (
          <HeadCell key={column.id} column={column} />
        ))}
      </div>
      <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize(), minWidth }}>
        {items.map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          const id = rowId(row);
          const isSelected = selected?.has(id) === true;
          const group = groupHead?.(row);
          const above = group === undefined ? 0 : groupHeadHeight;
          return (
            <Fragment key={id}>
              {group === undefined ? null : (
                <div
                  role="row"
                  className="absolute top-0 left-0 flex w-full items-center border-b border-line bg-canvas px-2 text-table"
                  style={{ height: above, transform: `translateY(${item.start}px)` }}
                >
                  <div role="gridcell" aria-colspan={columns.length} className="px-1.5">
                    {group}
                  </div>
                </div>
              )}
              <div
                role="row"
                data-row={id}
                tabIndex={item.index === current ? 0 : -1}
                aria-rowindex={item.index + 2}
                {...(onSelect === undefined ? {} : { 'aria-selected': isSelected })}
                {...(props.rowLabel === undefined ? {} : { 'aria-label': props.rowLabel(row) })}
                onFocus={() => setFocused({ id, index: item.index })}
                onClick={() => onOpen?.(row)}
                className={`absolute top-0 left-0 grid w-full items-center border-b border-line px-2 text-table outline-offset-[-2px] ${isSelected || openId === id ? 'bg-selected' : 'hover:bg-hover'}`}
                style={{
                  gridTemplateColumns: template,
                  height: item.size - above,
                  transform: `translateY(${item.start + above}px)`,
                }}
              >
                {columns.map((column) => (
                  <div
                    key={column.id}
                    role="gridcell"
                    className={`min-w-0 px-1.5 ${column.numeric === true ? 'text-right tabular-nums' : ''}`}
                  >
                    {column.cell(row)}
                  </div>
                ))}
              </div>
            </Fragment>
          );
        })}
      </div>
    </div>
  );
}

/** Scrolls by as much as this row moved when its list was read again, if it was in sight. */
function useAnchoredRow(
  frame: RefObject<HTMLElement | null>,
  question: string | null,
  id: string | null,
  start: number | undefined,
): void {
  const last = useRef({ question, id, start: 0 });
  useLayoutEffect(() => {
    const before = last.current;
    const element = frame.current;
    if (question === null || start === undefined || element === null) return;
    last.current = { question, id, start };
    const isSame = id !== null && before.id === id && before.question === question;
    const wasInSight =
      before.start >= element.scrollTop && before.start < element.scrollTop + element.clientHeight;
    if (isSame && wasInSight) element.scrollTop += start - before.start;
  }, [frame, question, id, start]);
}

/** The smallest a track gets: "9rem" of "minmax(9rem,1fr)". */
const leastOf = (width: string): string => {
  const least = /^minmax\(([^,]+),/u.exec(width)?.[1] ?? width;
  return least === '0' ? '0px' : least;
};

function HeadCell<T>({ column }: { readonly column: GridColumn<T> }) {
  const { sort, onSort, head, numeric } = column;
  const mark = sort === 'ascending' ? ' ▴' : sort === 'descending' ? ' ▾' : '';
  return (
    <div
      role="columnheader"
      {...(sort === undefined ? {} : { 'aria-sort': sort })}
      className={`min-w-0 truncate px-1.5 ${numeric === true ? 'text-right' : ''}`}
    >
      {onSort === undefined ? (
        head
      ) : (
        <button type="button" onClick={onSort} className="max-w-full truncate font-semibold hover:text-ink">
          {head}
          <span aria-hidden>{mark}</span>
        </button>
      )}
    </div>
  );
}
