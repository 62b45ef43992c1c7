import type { MonthFigures } from '../../api/month-figures.ts';
import { amountsOf } from '../../context/month-money.ts';
import { amount } from '../../values/figure.ts';
import { figureName } from '../../values/figure-words.ts';
import { formatDecimal, ownCurrency } from '../../values/format.ts';
import { monthsUntil } from '../../values/month.ts';
import type { ReportsText } from './texts.ts';

/** Figures of months, as bars and as a table. */
export interface MonthChart {
  readonly id: string;
  readonly title: string;
  /** "2026-11", the oldest first. */
  readonly months: readonly string[];
  readonly series: readonly ChartSeries[];
}

export interface ChartSeries {
  readonly name: string;
  /** Of each month a decimal; null: unknown, which is no bar. */
  readonly values: readonly (string | null)[];
  /** A value as the table has it. */
  readonly shown: (value: string | null) => string;
}

const monthsShown = 12;

/** Units, money of each currency by itself, and lines of twelve months. @param items the newest first */
export function chartsOf(items: readonly MonthFigures[], text: ReportsText): readonly MonthChart[] {
  const [newest] = items;
  if (newest === undefined) return [];
  const months = monthsUntil(newest.month, monthsShown);
  const each = (of: (one: MonthFigures) => string | number | null | undefined): ChartSeries['values'] =>
    months.map((month) => {
      const one = items.find((item) => item.month === month);
      const value = one === undefined ? null : (of(one) ?? null);
      return value === null ? null : String(value);
    });
  const counts = (name: string, of: Parameters<typeof each>[0]): ChartSeries => ({
    name,
    values: each(of),
    shown: (value) => (value === null ? '–' : formatDecimal(value)),
  });
  const money = (figure: 'recovered' | 'credited', currency: string): ChartSeries => ({
    name: figureName(figure),
    values: each((one) => amountsOf(one[figure], one.currency).get(currency) ?? '0'),
    shown: (value) => (value === null ? '–' : amount(value, { signed: true, currency })),
  });
  return [
    {
      id: 'units',
      title: text('console-reports.chart.units'),
      months,
      series: [
        counts(text('console-reports.series.counted'), ({ units }) => units?.counted),
        counts(text('console-reports.series.billed'), ({ units }) => units?.billed),
      ],
    },
    ...currenciesOf(items).map((currency) => ({
      id: `money-${currency}`,
      title: text('console-reports.chart.money', { currency }),
      months,
      series: [money('recovered', currency), money('credited', currency)],
    })),
    {
      id: 'lines',
      title: text('console-reports.chart.lines'),
      months,
      series: [
        counts(text('console-reports.column.open-lines'), ({ openLines }) => openLines),
        counts(text('console-reports.series.on-hold'), ({ onHoldLines }) => onHoldLines),
      ],
    },
  ];
}

/** The own one first, then those in which anything was recovered or credited. */
const currenciesOf = (items: readonly MonthFigures[]): readonly string[] => [
  ...new Set([
    ownCurrency(),
    ...items.flatMap(({ recovered, credited, currency }) =>
      [recovered, credited].flatMap((total) =>
        [...amountsOf(total, currency)].filter(([, sum]) => Number(sum) !== 0).map(([code]) => code),
      ),
    ),
  ]),
];
