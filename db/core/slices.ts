/** Rows in their order, so many at a time: a statement has a bounded number of values. */
export const slicesOf = <T>(rows: readonly T[], length: number): readonly T[][] =>
  Array.from({ length: Math.ceil(rows.length / length) }, (_, nth) =>
    rows.slice(nth * length, (nth + 1) * length),
  );
