import { type QueryExecutorProvider, sql } from 'kysely';

/** The database that DATABASE_URL names does not answer, or not to us. Its message says what to do, in one sentence. */
export class DatabaseUnusable extends Error {
  override readonly name = 'DatabaseUnusable';
}

/** Throws {@link DatabaseUnusable} where a wrong address, name or password would otherwise fail far away. */
export async function requireAnswer(db: QueryExecutorProvider, url: string): Promise<void> {
  try {
    await sql`select 1`.execute(db);
  } catch (error) {
    const { hostname, port, pathname } = new URL(url);
    const reason = error as NodeJS.ErrnoException;
    throw new DatabaseUnusable(
      `PostgreSQL at ${hostname}:${port === '' ? '5432' : port}${pathname} cannot be used: ${wordsOf(reason)}. ` +
        'Start it, or correct DATABASE_URL.',
    );
  }
}

/** What the codes of Node and PostgreSQL mean that a wrong address has; they stay beside it, to be looked up. */
const meanings: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the name of the host cannot be looked up now',
  ETIMEDOUT: 'no answer in time',
  '28P01': 'it rejects the user or the password',
  '28000': 'it rejects this user',
  '3D000': 'it has no database of this name',
};

function wordsOf({ code, message }: NodeJS.ErrnoException): string {
  const meaning = meanings[code ?? ''];
  return meaning === undefined ? (code ?? message) : `${meaning} (${code ?? ''})`;
}
