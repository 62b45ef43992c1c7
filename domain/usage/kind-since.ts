import type { Instant } from '../quantity.ts';
import type { ComposedLine } from './composition.ts';

type Reads = Pick<ComposedLine, 'notRead' | 'vendorReadAt' | 'psaReadAt'>;

/**
 * Returns when the older of the sides of a line was read; `null` when its newest read is not complete. A line of no
 * account, or of no agreement, has one side.
 */
export function olderSide({ notRead, vendorReadAt, psaReadAt }: Reads): Instant | null {
  if (notRead !== null) return null;
  if (vendorReadAt === null || psaReadAt === null) return vendorReadAt ?? psaReadAt;
  return Date.parse(vendorReadAt) < Date.parse(psaReadAt) ? vendorReadAt : psaReadAt;
}

/**
 * Returns since when complete compositions have said without a break that a line is of its kind, by the older side of
 * the first of them (RULES 16, 17); `null` when the newest is not complete.
 *
 * @param before the line as it was composed last
 */
export function kindSince(
  before: { readonly composed: Pick<ComposedLine, 'kind'>; readonly kindSince: Instant | null } | null,
  line: Reads & Pick<ComposedLine, 'kind'>,
): Instant | null {
  const present = olderSide(line);
  if (present === null) return null;
  return before?.composed.kind === line.kind ? (before.kindSince ?? present) : present;
}

/** Whether two complete compositions, read at least so far apart, and all between them, say that a line is of its kind. */
export function isSaidTwice(
  line: { readonly composed: Reads; readonly kindSince: Instant | null },
  apartMs: number,
): boolean {
  const present = olderSide(line.composed);
  return (
    present !== null && line.kindSince !== null && Date.parse(present) - Date.parse(line.kindSince) >= apartMs
  );
}
