/** One figure beside its target (architecture.md 14). */
export interface Measure {
  readonly what: string;
  readonly measured: number;
  /** What `measured` may be at most. */
  readonly atMost: number;
  /** `x` for ratios, otherwise ms, s, events … */
  readonly unit: string;
  /** The figures it comes from. */
  readonly from?: string;
}

/** Prints the measure and throws when the target is missed. */
export function holds(measure: Measure): void {
  const { what, measured, atMost, unit } = measure;
  const good = measured <= atMost;
  note(
    `${good ? 'holds ' : 'MISSED'}  ${what}: ${rounded(measured)} ${unit}, target ≤ ${rounded(atMost)} ${unit}` +
      ` (${rounded(measured / atMost)} of it)${measure.from === undefined ? '' : ` · ${measure.from}`}`,
  );
  if (!good) throw new Error(`${what}: ${rounded(measured)} ${unit} is above ${rounded(atMost)} ${unit}`);
}

/** A figure without a target. */
export function note(text: string): void {
  process.stderr.write(`  ${text}\n`);
}

/** Three significant digits, and no fraction above a hundred. */
export const rounded = (value: number): string =>
  value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));

/** The value that a share of all does not exceed (nearest rank). Throws for no values. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  if (value === undefined) throw new Error('nothing was measured');
  return value;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** Milliseconds that the work took, with what it gave. */
export async function timed<T>(work: () => Promise<T>): Promise<{ readonly ms: number; readonly value: T }> {
  const began = performance.now();
  const value = await work();
  return { ms: performance.now() - began, value };
}
