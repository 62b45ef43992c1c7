/**
 * The same text for equal JSON, whatever the order of its keys: keys in the order of their code units, without blanks, and
 * without what JSON leaves out.
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
