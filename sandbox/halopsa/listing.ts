import type { VendorAnswer, VendorRequest } from '../vendor.ts';
import { json } from './answers.ts';

/** One list: its key in the answer, its rows, and how one is written. */
export interface HaloList<T> {
  readonly key: string;
  readonly rows: readonly T[];
  readonly write: (row: T) => Record<string, unknown>;
}

/** Arguments of a call by their names in lower case; the last of a name counts. */
export const argumentsOf = ({ query }: Pick<VendorRequest, 'query'>): ReadonlyMap<string, string> =>
  new Map([...new URLSearchParams(query)].map(([name, value]) => [name.toLowerCase(), value]));

/** `true` and `false`; whatever else is as if it were absent. */
export function flagOf(given: ReadonlyMap<string, string>, name: string, absent: boolean): boolean {
  const value = given.get(name)?.toLowerCase();
  return value === 'true' ? true : value === 'false' ? false : absent;
}

function wholeNumber(given: ReadonlyMap<string, string>, name: string): number | null {
  const value = given.get(name) ?? '';
  return /^-?\d{1,9}$/u.test(value) ? Number(value) : null;
}

/**
 * One answer of a list (halopsa.md 3.1): a page where `pageinate=true`, else the first `count` rows. What it does not
 * know it passes over, as the real one does. Rows are ordered by `order=id` alone; otherwise they come as they are.
 */
export function listed<T extends { readonly id: number }>(
  given: ReadonlyMap<string, string>,
  { key, rows, write }: HaloList<T>,
  largestPage: number | null,
): VendorAnswer {
  const sign = flagOf(given, 'orderdesc', false) ? -1 : 1;
  const ordered = given.get('order') === 'id' ? [...rows].sort((a, b) => sign * (a.id - b.id)) : rows;
  const written = (page: readonly T[]): Record<string, unknown>[] => page.map((row) => write(row));
  if (!flagOf(given, 'pageinate', false)) {
    const count = wholeNumber(given, 'count');
    return json({
      record_count: rows.length,
      [key]: written(count === null ? ordered : ordered.slice(0, count)),
    });
  }
  const asked = Math.max(1, wholeNumber(given, 'page_size') ?? 50);
  const size = Math.min(asked, largestPage ?? asked);
  const page = Math.max(1, wholeNumber(given, 'page_no') ?? 1);
  return json({
    page_no: page,
    page_size: size,
    record_count: rows.length,
    [key]: written(ordered.slice((page - 1) * size, page * size)),
  });
}
