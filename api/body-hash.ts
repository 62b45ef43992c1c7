import { createHash } from 'node:crypto';

/** The same for equal JSON, whatever the order of its keys. */
export function bodyHash(value: unknown): string {
  const canonical = (item: unknown): unknown =>
    Array.isArray(item)
      ? item.map(canonical)
      : typeof item === 'object' && item !== null
        ? Object.fromEntries(
            Object.entries(item)
              .filter(([, inner]) => inner !== undefined)
              .sort(([a], [b]) => (a < b ? -1 : 1))
              .map(([key, inner]) => [key, canonical(inner)]),
          )
        : item;
  return createHash('sha256')
    .update(JSON.stringify(canonical(value ?? null)), 'utf8')
    .digest('hex');
}
