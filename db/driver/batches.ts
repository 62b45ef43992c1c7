/** Of one INSERT: PostgreSQL takes 65,535 values in a statement, and no table has more than 65 columns. */
const rowsAtOnce = 1_000;

/** Rows in their order, so many at a time: a statement has a bounded number of values. */
export const batchesOf = <T>(rows: readonly T[], length = rowsAtOnce): readonly T[][] =>
  Array.from({ length: Math.ceil(rows.length / length) }, (_, nth) =>
    rows.slice(nth * length, (nth + 1) * length),
  );
