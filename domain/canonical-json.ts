/**
 * Returns the same text for equal JSON: keys sorted by code units, no white space, and no values that JSON omits.
 */
export function canonicalJson(value: unknown): string {
  const ordered = (item: unknown): unknown =>
    Array.isArray(item)
      ? item.map(ordered)
      : typeof item === 'object' && item !== null
        ? Object.fromEntries(
            Object.entries(item)
              .filter(([, inner]) => inner !== undefined)
              .sort(([a], [b]) => (a < b ? -1 : 1))
              .map(([key, inner]) => [key, ordered(inner)]),
          )
        : item;
  return JSON.stringify(ordered(value ?? null));
}
