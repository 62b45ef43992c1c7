/** Results of a month: decimal text in one currency; `null` when unknown: nothing is drawn. */
export interface TrendMonth {
  readonly month: string;
  readonly recovered: string | null;
  readonly credited: string | null;
  /** Shown while the pointer is over the month: the amounts in words. */
  readonly words: string;
  /** "Nov": below the bars. */
  readonly short: string;
  /** Drawn lighter: its amounts still change. */
  readonly running: boolean;
}

const slot = 24;
const bar = 8;
const gap = 2;
const height = 64;

/** For drawing only; no amount is computed with it. */
const size = (amount: string | null): number => (amount === null ? 0 : Number(amount));

/**
 * Two bars for each month, the oldest first: upwards what adds to the invoices, downwards what reduces them. A picture
 * only: the same figures are in a table next to it, which `label` names.
 */
export function MonthTrend({
  months,
  label,
}: {
  readonly months: readonly TrendMonth[];
  readonly label: string;
}) {
  const amounts = months.flatMap(({ recovered, credited }) => [size(recovered), size(credited)]);
  const [top, bottom] = [Math.max(0, ...amounts), Math.min(0, ...amounts)];
  const scale = top === bottom ? 0 : height / (top - bottom);
  const line = top * scale;
  // Anything but zero is visible, however small.
  const rect = (amount: string | null, x: number, look: string) => {
    const value = size(amount);
    const tall = value === 0 ? 0 : Math.max(1, Math.abs(value) * scale);
    return <rect x={x} width={bar} y={value < 0 ? line : line - tall} height={tall} className={look} />;
  };
  return (
    <div>
      <svg
        role="img"
        aria-label={label}
        viewBox={`0 -1 ${Math.max(1, months.length) * slot} ${height + 2}`}
        preserveAspectRatio="none"
        className="h-24 w-full print:h-16"
      >
        {months.map(({ month, recovered, credited, running, words }, nth) => (
          <g key={month} transform={`translate(${nth * slot})`} opacity={running ? 0.6 : 1}>
            <title>{words}</title>
            <rect width={slot} y={-1} height={height + 2} className="fill-transparent" />
            {rect(recovered, slot / 2 - gap / 2 - bar, 'fill-info-mark')}
            {rect(credited, slot / 2 + gap / 2, 'fill-warn-mark')}
          </g>
        ))}
        <line
          x2={months.length * slot}
          y1={line}
          y2={line}
          className="stroke-edge"
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      <div aria-hidden className="flex text-center text-meta text-ink-3">
        {months.map(({ month, short }) => (
          <span key={month} className="min-w-0 flex-1 overflow-hidden">
            {short}
          </span>
        ))}
      </div>
    </div>
  );
}
