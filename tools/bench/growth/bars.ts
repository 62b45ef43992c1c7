import { note, rounded } from '../report.ts';

/** One figure beside what it may be. */
export interface Bar {
  readonly what: string;
  readonly figure: number;
  /** What the figure may be at most; null: it is printed only. */
  readonly limit: number | null;
  readonly unit: string;
  /** The figures it comes from. */
  readonly from?: string;
}

/** Bars as they come, printed as one table at the end. */
export class Bars {
  readonly #bars: Bar[] = [];

  add(bar: Bar): void {
    this.#bars.push(bar);
    note(lineOf(bar));
  }

  get missed(): readonly string[] {
    return this.#bars.filter(isMissed).map(lineOf);
  }

  print(): void {
    const rows = this.#bars.map((bar) => [
      bar.what,
      `${rounded(bar.figure)} ${bar.unit}`,
      bar.limit === null ? '' : `≤ ${rounded(bar.limit)} ${bar.unit}`,
      bar.limit === null ? '' : isMissed(bar) ? 'MISSED' : 'PASS',
    ]);
    const table = [['bar', 'figure', 'limit', ''], ...rows];
    const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => (row[column] ?? '').length)));
    note('');
    for (const row of table)
      note(
        row
          .map((cell, column) =>
            column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
          )
          .join('  ')
          .trimEnd(),
      );
  }
}

const isMissed = ({ figure, limit }: Bar): boolean => limit !== null && !(figure <= limit);

const lineOf = (bar: Bar): string => {
  const { what, figure, limit, unit, from } = bar;
  const evaluated =
    limit === null ? '' : `, limit ${rounded(limit)} ${unit}: ${isMissed(bar) ? 'MISSED' : 'PASS'}`;
  return `${what}: ${rounded(figure)} ${unit}${evaluated}${from === undefined ? '' : ` · ${from}`}`;
};
