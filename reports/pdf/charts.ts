import type { ReportCell, ReportChart, ReportSection } from '../document.ts';
import type { CellText } from './cell-text.ts';
import { accent, edge, hairline, ink, quiet, second } from './colors.ts';
import { lineHeightOf, type Pages, type TextStyle } from './page.ts';
import { scaleOf } from './scale.ts';

const title: TextStyle = { size: 8, bold: true };
const words: TextStyle = { size: 6.5 };
const fills = [accent, second] as const;
const plotHeight = 92;
const between = 18;
const swatch = 5;
const leastSlots = 6;

/** Of all that is drawn of charts. */
export const chartsHeight = 2 * lineHeightOf(title) + lineHeightOf(words) + plotHeight + 24;

/**
 * Draws the charts of a section side by side. They repeat its table, so that assistive technology leaves them out.
 *
 * @param locale BCP 47, of the figures of the axis
 */
export function drawCharts(
  pages: Pages,
  section: ReportSection<string>,
  textOf: CellText,
  locale: string,
): void {
  const charts = section.charts ?? [];
  if (charts.length === 0) return;
  const width = (pages.width - between * (charts.length - 1)) / charts.length;
  const top = pages.y;
  pages.artifact(() =>
    charts.forEach((chart, nth) => {
      const x = pages.left + nth * (width + between);
      drawChart(pages, seriesOf(section, chart, textOf), chart.title, { x, y: top, width }, locale);
    }),
  );
  pages.y = top + chartsHeight;
}

interface Series {
  readonly names: readonly string[];
  readonly categories: readonly string[];
  /** Of each name its figures; null: unknown. */
  readonly values: readonly (readonly (number | null)[])[];
}

function seriesOf(
  { columns, groups }: ReportSection<string>,
  { category, values }: ReportChart<string>,
  textOf: CellText,
): Series {
  const rows = groups.flatMap((group) => group.rows);
  const at = (key: string): number => columns.findIndex((column) => column.key === key);
  return {
    names: values.map((key) => columns[at(key)]?.head ?? ''),
    categories: rows.map((row) => monthOf(row[at(category)], textOf)),
    values: values.map((key) => rows.map((row) => numberOf(row[at(key)]))),
  };
}

/** "Dec" of December 2026: the table has the year. */
const monthOf = (cell: ReportCell<string> | undefined, textOf: CellText): string =>
  cell === undefined ? '' : textOf(cell).slice(0, 3);

/** Only the height of a bar comes of this number. */
function numberOf(cell: ReportCell<string> | undefined): number | null {
  const text = cell?.kind === 'money' ? cell.amount : cell?.kind === 'quantity' ? cell.quantity : null;
  return text === null ? null : Number(text);
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

function drawChart(pages: Pages, series: Series, head: string, { x, y, width }: Place, locale: string): void {
  pages.lines(pages.block(head, title, width).lines.slice(0, 2), title, { x, y });
  const legendY = y + 2 * lineHeightOf(title) + 1;
  drawLegend(pages, series.names, x, legendY);
  const { ticks } = scaleOf(series.values.flat().filter((value) => value !== null));
  const [least = 0, most = 1] = [ticks[0], ticks.at(-1)];
  const format = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const labels = ticks.map((tick) => format.format(tick));
  const labelWidth = Math.max(...labels.map((label) => pages.widthOf(label, words)));
  const plot = { x: x + labelWidth + 5, y: legendY + lineHeightOf(words) + 8, width: width - labelWidth - 5 };
  const yOf = (value: number): number =>
    plot.y + plotHeight - ((value - least) / (most - least)) * plotHeight;
  ticks.forEach((tick, nth) => {
    const at = yOf(tick);
    line(pages, plot.x, plot.x + plot.width, at, tick === 0 ? edge : hairline);
    pages.lines([labels[nth] ?? ''], words, {
      x,
      y: at - words.size * 0.68,
      right: plot.x - 5,
      color: quiet,
    });
  });
  const slot = plot.width / Math.max(leastSlots, series.categories.length);
  const bar = Math.min(11, (slot * 0.72) / series.values.length);
  series.categories.forEach((name, nth) => {
    const middle = plot.x + (nth + 0.5) * slot;
    series.values.forEach((values, which) => {
      const value = values[nth];
      if (value === null || value === undefined || value === 0) return;
      const left = middle + (which - series.values.length / 2) * bar;
      const [upper, lower] = [yOf(Math.max(0, value)), yOf(Math.min(0, value))];
      pages.doc
        .rect(left, upper, bar - 0.8, Math.max(0.8, lower - upper))
        .fill(fills[which % fills.length] ?? accent);
    });
    const label = pages.widthOf(name, words);
    pages.lines([name], words, { x: middle - label / 2, y: plot.y + plotHeight + 3, color: quiet });
  });
}

function drawLegend(pages: Pages, names: readonly string[], x: number, y: number): void {
  let left = x;
  names.forEach((name, nth) => {
    pages.doc.rect(left, y + 2.2, swatch, swatch).fill(fills[nth % fills.length] ?? accent);
    pages.lines([name], words, { x: left + swatch + 3, y, color: ink });
    left += swatch + 12 + pages.widthOf(name, words);
  });
}

const line = (pages: Pages, from: number, to: number, y: number, color: string): void => {
  pages.doc.lineWidth(0.5).moveTo(from, y).lineTo(to, y).strokeColor(color).stroke();
};
