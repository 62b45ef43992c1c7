import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type CSSProperties, type KeyboardEvent, type ReactNode, type Ref, useImperativeHandle, useLayoutEffect, useMemo,
  useRef, useState,
} from 'react'; // prettier-ignore
import { rowMoves, withRow } from '../../components/grid-rows.ts';
import { useTexts } from '../../components/texts.ts';
import { consoleMapping } from '../../../messages/generated/console-mapping.ts';

/** What a row spreads on its element. */
export interface RowAttributes {
  readonly role: 'row';
  readonly 'data-row': string;
  readonly 'aria-rowindex': number;
  readonly 'aria-label': string;
  readonly 'aria-selected'?: boolean;
  readonly tabIndex: number;
  readonly onFocus: () => void;
  readonly style: CSSProperties;
}

export interface RowListHandle {
  /** Moves focus to this row, or where it is not listed to the current one. */
  readonly focus: (id?: string) => void;
  readonly scrollTo: (id: string) => void;
}

export interface RowListProps<T> {
  readonly label: string;
  readonly rows: readonly T[];
  readonly rowId: (row: T) => string;
  readonly rowLabel: (row: T) => string;
  /** Pixels, the same for each. */
  readonly rowHeight: number;
  /** Kept in the page wherever the list stands: the row in the hand. */
  readonly pinned: string | null;
  /** Null: rows are not selected here. */
  readonly selected: ReadonlySet<string> | null;
  readonly onSelect?: (ids: ReadonlySet<string>) => void;
  /** True: taken. Moving and selecting are built in. */
  readonly onKey: (event: KeyboardEvent, row: T) => boolean;
  readonly onFocusRow?: (id: string) => void;
  readonly children: (row: T, attributes: RowAttributes) => ReactNode;
  readonly ref?: Ref<RowListHandle>;
}

const overscan = 8;

/** A pane of a mapping board: an ARIA grid without heads, its rows drawn by the caller, which drags and drops them. */
export function RowList<T>(props: RowListProps<T>) {
  const { rows, rowId, rowHeight, selected, onSelect, onKey, onFocusRow, pinned } = props;
  const text = useTexts(consoleMapping);
  const frame = useRef<HTMLDivElement>(null);
  const wanted = useRef<string | null>(null);
  const [focused, setFocused] = useState<{ readonly id: string | null; readonly index: number }>({
    id: null,
    index: 0,
  });
  const indexes = useMemo(() => new Map(rows.map((row, index) => [rowId(row), index])), [rows, rowId]);
  const last = Math.max(0, rows.length - 1);
  // A row that went leaves its place to the next one.
  const current = indexes.get(focused.id ?? '') ?? Math.min(focused.index, last);
  const pinnedAt = pinned === null ? undefined : indexes.get(pinned);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan,
    rangeExtractor: ({ startIndex, endIndex, overscan: more, count }) => {
      const range = withRow(current, Math.max(0, startIndex - more), Math.min(count - 1, endIndex + more));
      return pinnedAt === undefined || range.includes(pinnedAt)
        ? range
        : [...range, pinnedAt].sort((a, b) => a - b);
    },
  });
  const focusAt = (index: number): void => {
    const row = rows[index];
    if (row === undefined) return;
    wanted.current = rowId(row);
    setFocused({ id: rowId(row), index });
    virtual.scrollToIndex(index);
  };
  useLayoutEffect(() => {
    if (wanted.current === null) return;
    const element = frame.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(wanted.current)}"]`);
    if (element === null || element === undefined) return;
    wanted.current = null;
    element.focus({ preventScroll: true });
  });
  useImperativeHandle(props.ref, () => ({
    focus: (id) => focusAt(indexes.get(id ?? '') ?? current),
    scrollTo: (id) => {
      const index = indexes.get(id);
      if (index !== undefined) virtual.scrollToIndex(index, { align: 'center' });
    },
  }));
  const toggle = (index: number): void => {
    const row = rows[index];
    if (row === undefined || selected === null) return;
    const next = new Set(selected);
    if (!next.delete(rowId(row))) next.add(rowId(row));
    onSelect?.(next);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rows[current];
    if (row === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const isOnRow = event.target instanceof HTMLElement && event.target.dataset['row'] !== undefined;
    const page = Math.max(1, Math.floor((frame.current?.clientHeight ?? 320) / rowHeight) - 1);
    const to = event.key.length === 1 ? null : rowMoves(event.key, current, rows.length, page);
    if (to !== null) {
      event.preventDefault();
      if (event.shiftKey && /^Arrow/u.test(event.key)) {
        onSelect?.(
          new Set([...(selected ?? []), ...[current, to].flatMap((at) => rows[at] ?? []).map(rowId)]),
        );
      }
      focusAt(to);
    } else if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
      if (moveInRow(event)) event.preventDefault();
    } else if (isOnRow && event.key === ' ' && selected !== null) {
      event.preventDefault();
      toggle(current);
    } else if ((isOnRow || !/^(?:Enter| )$/u.test(event.key)) && onKey(event, row)) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
  return (
    <div
      ref={frame}
      role="grid"
      aria-label={props.label}
      aria-rowcount={rows.length}
      aria-multiselectable={selected !== null}
      onKeyDown={onKeyDown}
      className="relative h-full overflow-x-hidden overflow-y-auto"
    >
      <div role="rowgroup" className="relative w-full" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          if (row === undefined) return null;
          const id = rowId(row);
          return props.children(row, {
            role: 'row',
            'data-row': id,
            'aria-rowindex': index + 1,
            'aria-label': text('console-mapping.row', {
              row: props.rowLabel(row),
              nth: index + 1,
              total: rows.length,
            }),
            ...(selected === null ? {} : { 'aria-selected': selected.has(id) }),
            tabIndex: index === current ? 0 : -1,
            onFocus: () => {
              setFocused({ id, index });
              onFocusRow?.(id);
            },
            style: { position: 'absolute', top: start, left: 0, right: 0, height: rowHeight },
          });
        })}
      </div>
    </div>
  );
}

/** → goes to the buttons of a row, ← back to the row itself. */
function moveInRow(event: KeyboardEvent): boolean {
  if (!(event.target instanceof HTMLElement)) return false;
  const row = event.target.closest<HTMLElement>('[role="row"]');
  if (row === null) return false;
  const stops = [row, ...row.querySelectorAll<HTMLElement>('button, a, input')];
  const to = stops[stops.indexOf(event.target) + (event.key === 'ArrowRight' ? 1 : -1)];
  to?.focus({ preventScroll: true });
  return to !== undefined;
}
