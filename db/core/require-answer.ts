import { sql } from 'kysely';
import type { Database } from './database.ts';

/** The database that DATABASE_URL names does not answer, or not to us. Its message says what to do, in one sentence. */
export class DatabaseUnusable extends Error {
  override readonly name = 'DatabaseUnusable';
}

/** Throws {@link DatabaseUnusable} where a wrong address, name or password would otherwise fail far away. */
export async function requireAnswer(db: Database, url: string): Promise<void> {
  try {
    await sql`select 1`.execute(db);
  } catch (error) {
    const { hostname, port, pathname } = new URL(url);
    const reason = error as NodeJS.ErrnoException;
    throw new DatabaseUnusable(
      `PostgreSQL at ${hostname}:${port === '' ? '5432' : port}${pathname} cannot be used (${reason.code ?? reason.message}). ` +
        'Start it, or correct DATABASE_URL.',
    );
  }
}
