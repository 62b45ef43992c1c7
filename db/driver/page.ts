import { type Kysely, type QueryExecutorProvider, type RawBuilder, sql, type Transaction } from 'kysely';
import { PerVersion } from './per-version.ts';

export interface PageRequest {
  readonly offset: number;
  readonly limit: number;
  /** Of the data that the page is of, where it rises with everything that makes a row match or not. */
  readonly version?: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Rows that match, in all pages. */
  readonly total: number;
}

export type Condition = RawBuilder<unknown>;

/** Whether one of the columns has this text somewhere, in capitals or not. */
export function contains(text: string, ...columns: readonly RawBuilder<unknown>[]): RawBuilder<boolean> {
  // Its own wildcards are taken literally.
  const pattern = `%${text.replace(/[\\%_]/gu, '\\$&')}%`;
  const each = columns.map((column) => sql`lowered(${column}) like lowered(${pattern})`);
  return sql`(${sql.join(each, sql` or `)})`;
}

export const allOf = (conditions: readonly Condition[]): Condition => sql.join([...conditions], sql` and `);

/** One snapshot for version, total and rows: a page never mixes two versions (architecture.md 7). */
export async function inOneSnapshot<T, Tables>(
  db: Kysely<Tables>,
  read: (snapshot: Transaction<Tables>) => Promise<T>,
): Promise<T> {
  return db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(read);
}

/** Of each question; counts are small. */
const counts = new PerVersion<number>(500);

/**
 * `count(*) over ()` would count after paging by cursor; a count of its own is as fast and plain.
 * @param version by which the same question is counted once.
 */
export async function countRows(
  db: QueryExecutorProvider,
  from: RawBuilder<unknown>,
  version?: string,
): Promise<number> {
  const question = sql<{ total: string }>`select count(*) as total ${from}`;
  const count = async (): Promise<number> => Number((await question.execute(db)).rows[0]?.total);
  if (version === undefined) return count();
  // The tenant is among the values.
  const { sql: text, parameters } = question.compile(db);
  return counts.of(JSON.stringify([text, parameters]), version, count);
}
