import { type RawBuilder, sql } from 'kysely';

/** Whether a text column has one of these values; none of them is a condition that nothing meets. */
export const oneOf = (column: string, values: readonly string[]): RawBuilder<boolean> =>
  sql<boolean>`${sql.ref(column)} = any(${[...values]}::text[])`;
