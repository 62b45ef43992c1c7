import type { ReportCell, ReportRow, ReportSection } from '../document.ts';
import { cellGap, type PaperTable } from './table.ts';
import type { Pages, TextStyle } from './page.ts';

/** The bars of a table: they repeat its figures, so assistive technology leaves them out. */
export interface Bars {
  readonly drawHead: (y: number) => void;
  readonly drawRow: (row: ReportRow<string>, y: number, height: number) => void;
}

/** Distinct without color: full, empty, gray with an edge. */
const fills = ['#333333', '#ffffff', '#bbbbbb'] as const;
const swatch = 5;

/** Draws them in what the table leaves of the width. */
export function barsOf(pages: Pages, section: ReportSection<string>, table: PaperTable): Bars {
  const last = table.columns.at(-1);
  const x = (last === undefined ? pages.left : last.x + last.width) + 2 * cellGap;
  const width = pages.left + pages.width - x;
  const drawn = (section.bars?.values ?? []).flatMap((key) => {
    const at = section.columns.findIndex((column) => column.key === key);
    const column = section.columns[at];
    return column === undefined ? [] : [{ at, head: column.head }];
  });
  const scales = scalesOf(
    section,
    drawn.map(({ at }) => at),
  );
  const style: TextStyle = { size: Math.min(7, table.style.size) };
  const box = (nth: number, left: number, top: number, across: number, down: number): void => {
    pages.doc
      .lineWidth(0.5)
      .rect(left, top, across, down)
      .fillAndStroke(fills[nth % fills.length] ?? fills[0], '#333333');
  };
  return {
    drawHead: (y) =>
      pages.artifact(() => {
        let left = x;
        drawn.forEach(({ head }, nth) => {
          box(nth, left, y + 4, swatch, swatch);
          pages.lines([head], style, { x: left + swatch + 3, y: y + 2.2 });
          left += swatch + 11 + pages.widthOf(head, style);
        });
      }),
    drawRow: (row, y, height) =>
      pages.artifact(() => {
        const each = (height - 3) / Math.max(1, drawn.length);
        drawn.forEach(({ at }, nth) => {
          const value = valueOf(row[at]);
          if (value === null) return;
          const { least, most } = scales.get(value.currency) ?? { least: 0, most: 0 };
          if (most === least) return;
          const perUnit = width / (most - least);
          const from = x + (Math.min(0, value.amount) - least) * perUnit;
          box(nth, from, y + 1.5 + nth * each, Math.abs(value.amount) * perUnit, Math.max(1, each - 1));
        });
      }),
  };
}

interface Value {
  readonly amount: number;
  /** Empty: a quantity. */
  readonly currency: string;
}

/** Null: unknown, which is no bar. Only its length comes of this number. */
function valueOf(cell: ReportCell<string> | undefined): Value | null {
  if (cell?.kind === 'money' && cell.amount !== null)
    return { amount: Number(cell.amount), currency: cell.currency };
  if (cell?.kind === 'quantity' && cell.quantity !== null)
    return { amount: Number(cell.quantity), currency: '' };
  return null;
}

/** One for each currency: amounts of two are not compared. */
function scalesOf({ groups }: ReportSection<string>, columns: readonly number[]) {
  const scales = new Map<string, { readonly least: number; readonly most: number }>();
  for (const row of groups.flatMap(({ rows }) => rows))
    for (const at of columns) {
      const value = valueOf(row[at]);
      if (value === null) continue;
      const { least, most } = scales.get(value.currency) ?? { least: 0, most: 0 };
      scales.set(value.currency, {
        least: Math.min(least, value.amount),
        most: Math.max(most, value.amount),
      });
    }
  return scales;
}
