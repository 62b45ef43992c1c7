/** Of an axis, from the lowest figure on it to the highest; it has 0. */
export interface Scale {
  readonly ticks: readonly number[];
}

const mostSteps = 4;

/** Round figures around values: steps of 1, 2, or 5 times a power of ten, whole ones where all values are whole. */
export function scaleOf(values: readonly number[]): Scale {
  const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
  const range = most - least;
  if (range === 0) return { ticks: [0, 1] };
  const power = 10 ** Math.floor(Math.log10(range / mostSteps));
  const fine = [1, 2, 5, 10].map((times) => times * power).find((step) => range / step <= mostSteps) ?? range;
  const step = values.every(Number.isInteger) ? Math.max(1, fine) : fine;
  const from = Math.floor(least / step);
  const to = Math.ceil(most / step);
  return { ticks: Array.from({ length: to - from + 1 }, (_, nth) => (from + nth) * step) };
}
