/** Where a month is shown; null: the running one, whose address stays the same from month to month. */
export const monthPlace = (month: string | null): string =>
  month === null ? '/month' : `/month?month=${month}`;
