import { type RawBuilder, sql } from 'kysely';

/** Whether a text column has one of these values; none of them is a condition that nothing meets. */
export const oneOf = (column: string, values: readonly string[]): RawBuilder<boolean> =>
  sql<boolean>`${sql.ref(column)} = any(${[...values]}::text[])`;

/**
 * Whether a text column has one of a closed set's values, as literals: a partial index on these is found by a plan for all
 * values, too.
 */
export const among = (column: string, values: readonly string[]): RawBuilder<boolean> =>
  sql<boolean>`${sql.ref(column)} in (${sql.join(values.map((value) => sql.lit(value)))})`;
