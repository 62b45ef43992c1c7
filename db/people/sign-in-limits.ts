import { CompiledQuery } from 'kysely';
import type { Database } from '../model/database.ts';

/** The one table in which all processes count attempts; its keys are hashes. */
export const signInLimitTable = 'sign_in_limit';

interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** What rate-limiter-flexible asks of a connection: statements of its own, on our pool. */
export const signInLimitStore = (db: Database) => ({
  query: async ({ text, values }: Statement) => {
    const { rows, numAffectedRows } = await db.executeQuery(CompiledQuery.raw(text, [...values]));
    return { rows, rowCount: Number(numAffectedRows ?? rows.length) };
  },
});
