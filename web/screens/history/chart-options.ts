import UPlot from 'uplot';
import { formatTick } from '../../values/format.ts';
import { zoneOfTimes } from '../../values/zone.ts';
import type { ChartData } from './chart-data.ts';

const font = '11px "Inter Variable", system-ui, sans-serif';

/** Lines, points, hatched gaps and approvals, in the colors of the present theme. */
export function chartOptions(
  data: ChartData,
  width: number,
  height: number,
  onMoment: (index: number | null) => void,
): UPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string): string => style.getPropertyValue(name).trim();
  const axis = {
    stroke: color('--ink-3'),
    font,
    grid: { stroke: color('--line'), width: 1 },
    ticks: { show: false },
  };
  const drawn = [...data.seats, ...data.psa, ...data.approvals.map(({ after }) => after)];
  const highest = Math.max(1, ...drawn.filter((value) => typeof value === 'number'));
  return {
    tzDate: (seconds) => UPlot.tzDate(new Date(seconds * 1_000), zoneOfTimes()),
    width,
    height,
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, y: false },
    scales: {
      x: { range: (_, from, to) => atLeastTwoDays(from, to) },
      y: { range: () => [0, highest * 1.15] },
    },
    axes: [
      { ...axis, size: 32, values: (_, ticks) => ticks.map(dayWords) },
      { ...axis, size: 48, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000] },
    ],
    series: [
      {},
      {
        stroke: color('--accent'),
        width: 2,
        points: { show: true, size: 6, fill: color('--accent') },
        spanGaps: false,
      },
      {
        stroke: color('--series-psa'),
        width: 2,
        dash: [6, 4],
        ...(UPlot.paths.stepped === undefined ? {} : { paths: UPlot.paths.stepped({ align: 1 }) }),
        points: { show: drawSquares(data, color('--series-psa')) },
        spanGaps: false,
      },
    ],
    hooks: {
      drawClear: [(plot) => drawGaps(plot, data, color('--edge'))],
      draw: [(plot) => drawApprovals(plot, data, color('--ink'))],
      setCursor: [(plot) => onMoment(plot.cursor.idx ?? null)],
    },
  };
}

const day = 86_400;

/** Readings of one day stand next to each other as they are months later, not seconds apart across the whole width. */
function atLeastTwoDays(from: number, to: number): UPlot.Range.MinMax {
  const middle = (from + to) / 2;
  return to - from < 2 * day ? [middle - day, middle + day] : [from, to];
}

const dayWords = (seconds: number): string => formatTick(new Date(seconds * 1_000));

/** uPlot's own points are round; these are drawn square and its own are left out. */
const drawSquares = (data: ChartData, color: string) => (plot: UPlot) => {
  const { ctx } = plot;
  const half = 3 * devicePixelRatio;
  ctx.save();
  ctx.fillStyle = color;
  data.psa.forEach((value, index) => {
    const at = data.at[index];
    if (value === null || value === undefined || at === undefined) return;
    const x = plot.valToPos(at, 'x', true);
    const y = plot.valToPos(value, 'y', true);
    ctx.fillRect(x - half, y - half, half * 2, half * 2);
  });
  ctx.restore();
  return false;
};

/** Hatched: nothing is known there, so nothing is joined. */
function drawGaps(plot: UPlot, { gaps }: ChartData, color: string): void {
  const { ctx, bbox } = plot;
  const step = 8 * devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = color;
  ctx.globalAlpha = 0.5;
  ctx.lineWidth = devicePixelRatio;
  for (const [from, to] of gaps) {
    const left = Math.max(bbox.left, plot.valToPos(from, 'x', true));
    const right = Math.min(bbox.left + bbox.width, Math.max(left + step, plot.valToPos(to, 'x', true)));
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, bbox.top, right - left, bbox.height);
    ctx.clip();
    ctx.beginPath();
    for (let x = left - bbox.height; x < right; x += step) {
      ctx.moveTo(x, bbox.top + bbox.height);
      ctx.lineTo(x + bbox.height, bbox.top);
    }
    ctx.stroke();
    ctx.restore();
  }
  ctx.restore();
}

function drawApprovals(plot: UPlot, { approvals }: ChartData, color: string): void {
  const { ctx } = plot;
  const half = 5 * devicePixelRatio;
  ctx.save();
  ctx.fillStyle = color;
  for (const { at, after } of approvals) {
    const x = plot.valToPos(at, 'x', true);
    const y = plot.valToPos(after, 'y', true);
    ctx.beginPath();
    ctx.moveTo(x, y - half);
    ctx.lineTo(x + half, y);
    ctx.lineTo(x, y + half);
    ctx.lineTo(x - half, y);
    ctx.fill();
  }
  ctx.restore();
}
