import { Suspense } from 'react';
import type { MonthFigures } from '../../api/month-figures.ts';
import { DataTable, type TableColumn } from '../../components/data-table.tsx';
import { lazyScreen } from '../../components/lazy-screen.tsx';
import { monthName } from '../../values/month.ts';
import { chartsOf, type MonthChart } from './chart-data.ts';
import { type ReportsText, useReportsTexts } from './texts.ts';

const BarChart = lazyScreen(() => import('./bar-chart.tsx'));

const marks = ['bg-info-mark', 'bg-warn-mark'] as const;

/** Twelve months as charts, each with its figures as a table. */
export function MonthCharts({ items }: { readonly items: readonly MonthFigures[] }) {
  const text = useReportsTexts();
  if (items.length === 0) return null;
  return (
    <section
      aria-label={text('console-reports.charts')}
      className="grid items-start gap-4 md:grid-cols-2 xl:grid-cols-3"
    >
      {chartsOf(items, text).map((chart) => (
        <Chart key={chart.id} chart={chart} text={text} />
      ))}
    </section>
  );
}

function Chart({ chart, text }: { readonly chart: MonthChart; readonly text: ReportsText }) {
  const { title, months, series } = chart;
  const [from = '', until = ''] = [months[0], months.at(-1)];
  const label = text('console-reports.chart.picture', {
    chart: title,
    from: monthName(from),
    until: monthName(until),
  });
  return (
    <figure className="flex min-w-0 break-inside-avoid flex-col gap-2 rounded-card border border-line bg-surface p-4">
      <figcaption className="flex flex-col gap-1">
        <span className="font-semibold">{title}</span>
        <span className="flex flex-wrap gap-x-4 text-label text-ink-2">
          {series.map(({ name }, nth) => (
            <span key={name} className="flex items-center gap-1.5">
              <span aria-hidden className={`size-2.5 ${marks[nth] ?? ''}`} />
              {name}
            </span>
          ))}
        </span>
      </figcaption>
      <div role="img" aria-label={label} className="h-44">
        <Suspense fallback={null}>
          <BarChart chart={chart} />
        </Suspense>
      </div>
      <details className="text-table">
        <summary className="cursor-pointer text-accent">{text('console-reports.chart.figures')}</summary>
        <DataTable
          label={title}
          columns={columnsOf(chart, text)}
          rows={months.map((_, nth) => months.length - 1 - nth)}
          rowId={(nth) => months[nth] ?? ''}
        />
      </details>
    </figure>
  );
}

/** Rows are places of months. */
const columnsOf = ({ months, series }: MonthChart, text: ReportsText): readonly TableColumn<number>[] => [
  {
    id: 'month',
    head: text('console-reports.column.month'),
    cell: (nth) => monthName(months[nth] ?? ''),
  },
  ...series.map(({ name, values, shown }) => ({
    id: name,
    head: name,
    numeric: true,
    cell: (nth: number) => shown(values[nth] ?? null),
  })),
];
