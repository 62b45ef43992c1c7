import { useEffect, useRef, useState } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useThemeKey } from '../../components/use-theme-key.ts';
import { formatInstant } from '../../values/format.ts';
import type { ChartData } from './chart-data.ts';
import { chartOptions } from './chart-options.ts';
import type { HistoryText } from './texts.ts';

const height = 280;

/** Drawn on a canvas; the table below it says the same to everybody. A chunk of its own, since nothing else needs it. */
export default function SeatChart({ data, text }: { readonly data: ChartData; readonly text: HistoryText }) {
  const frame = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<number | null>(null);
  const theme = useThemeKey();
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const series = [[...data.at], [...data.seats], [...data.psa]] as UPlot.AlignedData;
    const plot = new UPlot(chartOptions(data, element.clientWidth, height, setAt), series, element);
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
    // The colors are the theme's.
  }, [data, theme]);
  const moment = at === null ? undefined : data.at[at];
  return (
    <figure className="rounded-card border border-line bg-surface p-3">
      <div ref={frame} role="img" aria-label={text('console-history.chart')} style={{ height }} />
      <figcaption className="flex flex-wrap items-center gap-x-4 gap-y-1 pt-2 text-label text-ink-2">
        <Key look="border-accent border-solid" words={text('console-history.chart.seats')} />
        <Key look="border-series-psa border-dashed" words={text('console-history.chart.psa')} />
        <span>{text('console-history.chart.approval')}</span>
        <span>{text('console-history.chart.no-count')}</span>
        <span className="grow" />
        <span className="min-h-4 text-ink">
          {moment === undefined || at === null
            ? ''
            : text('console-history.chart.moment', {
                when: formatInstant(new Date(moment * 1_000).toISOString()),
                seats: heldAt(data.seats, at),
                quantity: heldAt(data.psa, at),
              })}
        </span>
      </figcaption>
    </figure>
  );
}

/** What held at a moment: its own point, else the last one before. */
const heldAt = (series: ChartData['seats'], index: number): string =>
  String(series.slice(0, index + 1).findLast((value) => value !== undefined) ?? '–');

function Key({ look, words }: { readonly look: string; readonly words: string }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <span className={`w-6 border-t-2 ${look}`} aria-hidden />
      {words}
    </span>
  );
}
