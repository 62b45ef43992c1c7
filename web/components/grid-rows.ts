/** Where a key moves to; null: it is no key that moves. */
export function rowMoves(key: string, from: number, count: number, page: number): number | null {
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: from + 1,
    j: from + 1,
    ArrowUp: from - 1,
    k: from - 1,
    PageDown: from + page,
    PageUp: from - page,
    Home: 0,
    End: count - 1,
  };
  const to = moves[key];
  return to === undefined || count === 0 ? null : Math.max(0, Math.min(count - 1, to));
}

/** Indexes from first to last, and this one wherever it is: a focused row is never taken away. */
export function withRow(index: number, first: number, last: number): number[] {
  const range = Array.from({ length: Math.max(0, last - first + 1) }, (_, offset) => first + offset);
  if (index < first) return [index, ...range];
  return index > last ? [...range, index] : range;
}
