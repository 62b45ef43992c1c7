import type { AccountHistoryInfo } from '../../api/history.ts';

type History = Pick<AccountHistoryInfo, 'readings' | 'lines' | 'approvals'>;

/** Positions for the chart: seconds, and floats that are only drawn; figures are shown from the text of the API. */
export interface ChartData {
  readonly at: readonly number[];
  /** Null: a gap, never joined; undefined: the other series has a point there. */
  readonly seats: readonly (number | null | undefined)[];
  readonly psa: readonly (number | null | undefined)[];
  /** From the last count before to the first one after; nothing is known between. */
  readonly gaps: readonly (readonly [from: number, to: number])[];
  readonly approvals: readonly { readonly at: number; readonly after: number }[];
}

const seconds = (iso: string): number => Math.floor(new Date(iso).getTime() / 1_000);

/** Without what lies before `from`; the PSA quantity that held at that moment is kept. */
export function since(history: History, from: Date | null): History {
  if (from === null) return history;
  const isIn = (at: string): boolean => new Date(at).getTime() >= from.getTime();
  const before = history.lines.filter(({ at }) => !isIn(at)).at(-1);
  const lines = history.lines.filter(({ at }) => isIn(at));
  return {
    readings: history.readings.filter(({ readAt }) => isIn(readAt)),
    lines: before === undefined ? lines : [{ ...before, at: from.toISOString() }, ...lines],
    approvals: history.approvals.filter(({ at }) => isIn(at)),
  };
}

/** @param longestGap seconds between two counts that are still joined. */
export function chartData(history: History, longestGap: number): ChartData {
  const seats = new Map<number, number | null>();
  const gaps: [number, number][] = [];
  let last: number | null = null;
  let missed: number | null = null;
  for (const { readAt, seats: count } of history.readings) {
    const at = seconds(readAt);
    if (count === null) {
      seats.set(at, null);
      missed ??= last ?? at;
      continue;
    }
    if (missed !== null) gaps.push([missed, at]);
    else if (last !== null && at - last > longestGap) {
      gaps.push([last, at]);
      seats.set(Math.floor((last + at) / 2), null);
    }
    seats.set(at, count);
    last = at;
    missed = null;
  }
  const end = Math.max(...[...seats.keys()], ...history.lines.map(({ at }) => seconds(at)));
  if (missed !== null) gaps.push([missed, end]);
  const psa = psaSteps(history, end);
  const at = [...new Set([...seats.keys(), ...psa.keys()])].sort((a, b) => a - b);
  return {
    at,
    seats: at.map((x) => seats.get(x)),
    psa: at.map((x) => psa.get(x)),
    gaps,
    approvals: history.approvals.map((approval) => ({
      at: seconds(approval.at),
      after: Number(approval.after),
    })),
  };
}

/** Where it moved, and once more at the end, so that the last step reaches there. */
function psaSteps({ lines }: History, end: number): ReadonlyMap<number, number | null> {
  const steps = new Map<number, number | null>();
  for (const { at, psaQuantity } of lines)
    steps.set(seconds(at), psaQuantity === null ? null : Number(psaQuantity));
  const last = lines.at(-1);
  if (last !== undefined && last.psaQuantity !== null) steps.set(end, Number(last.psaQuantity));
  return steps;
}
