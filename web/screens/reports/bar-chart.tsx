import { useEffect, useRef } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useThemeKey } from '../../components/use-theme-key.ts';
import { formatDecimal } from '../../values/format.ts';
import { monthShort } from '../../values/month.ts';
import type { MonthChart } from './chart-data.ts';

const height = 176;
const font = '11px "Inter Variable", system-ui, sans-serif';
const colors = ['--info-mark', '--warn-mark'] as const;

/** Two bars for each month, with an axis; the table below says the same. Loaded with the page that shows it. */
export default function BarChart({ chart }: { readonly chart: MonthChart }) {
  const frame = useRef<HTMLDivElement>(null);
  const theme = useThemeKey();
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const { months, series } = chart;
    // Only the height of a bar comes of this number.
    const data = [
      months.map((_, nth) => nth),
      ...series.map(({ values }) => values.map((value) => (value === null ? null : Number(value)))),
    ] as UPlot.AlignedData;
    const plot = new UPlot(optionsOf(chart, element.clientWidth), data, element);
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
    // The colors are the theme's.
  }, [chart, theme]);
  return <div ref={frame} style={{ height }} />;
}

function optionsOf({ months, series }: MonthChart, width: number): UPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string): string => style.getPropertyValue(name).trim();
  const axis = { stroke: color('--ink-3'), font, ticks: { show: false } };
  const areWhole = series.every(({ values }) =>
    values.every((value) => Number.isInteger(Number(value ?? 0))),
  );
  return {
    width,
    height,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: () => [-0.5, months.length - 0.5] },
      y: { range: (_, least, most) => UPlot.rangeNum(Math.min(0, least), Math.max(1, most), 0.1, true) },
    },
    axes: [
      {
        ...axis,
        size: 24,
        grid: { show: false },
        splits: () => months.map((_, nth) => nth),
        values: (_, places) => places.map((nth) => monthShort(months[nth] ?? '')),
      },
      {
        ...axis,
        size: 56,
        space: 28,
        grid: { stroke: color('--line'), width: 1 },
        ...(areWhole
          ? { incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 50_000] }
          : {}),
        values: (_, figures) => figures.map((figure) => formatDecimal(String(figure))),
      },
    ],
    series: [{}, ...series.map((_, nth) => bars(color(colors[nth] ?? '--info-mark'), nth === 0 ? -1 : 1))],
  };
}

/** Left of the middle of its month, or right of it. */
const bars = (fill: string, align: -1 | 1): UPlot.Series => ({
  fill,
  width: 0,
  points: { show: false },
  ...(UPlot.paths.bars === undefined ? {} : { paths: UPlot.paths.bars({ size: [0.36, 14], align }) }),
});
