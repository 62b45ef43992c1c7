import type { ReportCell, ReportColumn, ReportRow, ReportSection } from '../document.ts';
import type { CellText } from './cell-text.ts';
import { cutsOf } from './lines.ts';
import type { Pages } from './page.ts';
import type { PdfWords } from './words.ts';

/** A column that paper shows. */
export interface ShownColumn {
  readonly column: ReportColumn<string>;
  /** Its place in the rows of the section. */
  readonly at: number;
  /** With the currency of its amounts where all are in one. */
  readonly head: string;
}

/** Widths at a size of 1. */
export interface ColumnNeed {
  /** Of the longest word: no word of a cell is broken. */
  readonly least: number;
  /** Of the longest text on one line. */
  readonly most: number;
  /** Share of what no column needs; 0 of figures. */
  readonly weight: number;
}

export const cellGap = 8;
/** From the size that is read easily to the one that still is. */
const sizes = [8.5, 8, 7.5, 7, 6.5, 6] as const;
/** Whatever else there is, a word of this width, in points, is broken. */
const widestWord = 150;

/** Columns that people read and that have something in a row: an empty one says nothing. */
export function shownColumns({ columns, groups, totals }: ReportSection<string>): readonly ShownColumn[] {
  const rows = [...groups.flatMap((group) => [...group.rows, ...group.totals]), ...totals];
  return columns.flatMap((column, at) => {
    const isEmpty = rows.every((row) => row[at] === undefined || row[at].kind === 'none');
    if (column.identifier === true || isEmpty) return [];
    const currency = currencyOf(rows, at);
    return [{ column, at, head: currency === null ? column.head : `${column.head} (${currency})` }];
  });
}

/** An amount without the currency that the head has. */
export const withoutUnit = (
  cell: ReportCell<string>,
  column: ReportColumn<string>,
  head: string,
  text: string,
): string =>
  cell.kind === 'money' && head !== column.head && text.endsWith(` ${cell.currency}`)
    ? text.slice(0, -cell.currency.length - 1)
    : text;

/** The one currency of all amounts of a column; null: there are several, or none. */
function currencyOf(rows: readonly ReportRow<string>[], at: number): string | null {
  const codes = new Set(
    rows.flatMap((row) => {
      const cell = row[at];
      return cell?.kind === 'money' && cell.amount !== null ? [cell.currency] : [];
    }),
  );
  const [code] = codes;
  return codes.size === 1 && code !== undefined && code !== 'XXX' ? code : null;
}

/** The greatest size at which every word and figure fits; null: no size is small enough for so much width. */
export function fittingSize(
  needs: readonly ColumnNeed[],
  width: number,
  least: number,
): { readonly size: number; readonly widths: readonly number[] } | null {
  const room = width - cellGap * (needs.length - 1);
  for (const size of sizes.filter((one) => one >= least)) {
    const [narrow, wide] = [
      needs.map((need) => Math.min(widestWord, need.least * size)),
      needs.map((need) => Math.max(Math.min(widestWord, need.least * size), need.most * size)),
    ];
    const left = room - sumOf(narrow);
    if (left < 0) continue;
    const wished = sumOf(wide) - sumOf(narrow);
    const share = wished === 0 ? 0 : Math.min(1, left / wished);
    const weights = sumOf(needs.map(({ weight }) => weight));
    const rest = left - wished * share;
    return {
      size,
      widths: needs.map(({ weight }, nth) => {
        const from = narrow[nth] ?? 0;
        return (
          from +
          ((wide[nth] ?? from) - from) * share +
          (weights === 0 ? rest / needs.length : (rest * weight) / weights)
        );
      }),
    };
  }
  return null;
}

/** Where even the smallest size is too great: every column gives up the same share. */
export function squeezed(needs: readonly ColumnNeed[], width: number) {
  const size = sizes.at(-1) ?? 6;
  const narrow = needs.map((need) => Math.min(widestWord, need.least * size));
  const share = (width - cellGap * (needs.length - 1)) / sumOf(narrow);
  return { size, widths: narrow.map((from) => from * share) };
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

const measuredAt = 10;

/** What each column needs, in bold, which is the widest that a cell has. */
export function needsOf(
  pages: Pages,
  { groups, totals }: ReportSection<string>,
  shown: readonly ShownColumn[],
  textOf: CellText,
  words: PdfWords,
): readonly ColumnNeed[] {
  const rows = [...groups.flatMap((group) => [...group.rows, ...group.totals]), ...totals];
  const widthOf = (text: string): number =>
    (pages.widthOf(text, { size: measuredAt, bold: true }) + 0.5) / measuredAt;
  const widest = (texts: ReadonlySet<string>): number => Math.max(0, ...[...texts].map(widthOf));
  return shown.map(({ column, at, head }) => {
    const heads = new Set(cutsOf(head));
    const parts = new Set<string>();
    const texts = new Set([head]);
    for (const row of rows) {
      const cell = row[at] ?? { kind: 'none' };
      const text = alike(cell, withoutUnit(cell, column, head, textOf(cell)));
      texts.add(text);
      for (const word of isWrapped(cell) ? cutsOf(pages.shown(text, idOf(cell, words)).text) : [text])
        parts.add(word);
    }
    const least = Math.max(widest(heads), widest(parts));
    return {
      least,
      most: Math.max(least, widest(texts)),
      weight: column.kind === 'text' ? column.weight : 0,
    };
  });
}

/** As a person reads it; null: of nothing that has one. */
export const idOf = (cell: ReportCell<string>, words: PdfWords): string | null =>
  cell.kind === 'text' && cell.id !== undefined ? words.idOf(cell.id) : null;

/** Figures stay on one line; an instant may have its time below its day. */
const isWrapped = ({ kind }: ReportCell<string>): boolean =>
  kind === 'text' || kind === 'instant' || kind === 'month';

/** All digits of the font are of one width: figures of as many digits are measured once. */
const alike = ({ kind }: ReportCell<string>, text: string): string =>
  kind === 'text' ? text : text.replaceAll(/\d/gu, '0');
