import { type QueryExecutorProvider, sql } from 'kysely';
import { asWritten, type Message, message } from '../../messages/message.ts';
import { MessageError } from '../../messages/message-error.ts';

/** The database that DATABASE_URL names does not answer, or not to us. Its message says what to do. */
export class DatabaseUnusable extends MessageError {
  override readonly name = 'DatabaseUnusable';
}

/** Throws {@link DatabaseUnusable} where a wrong address, name or password would otherwise fail far away. */
export async function requireAnswer(db: QueryExecutorProvider, url: string): Promise<void> {
  try {
    await sql`select 1`.execute(db);
  } catch (error) {
    const { hostname, port, pathname } = new URL(url);
    const reason = error as NodeJS.ErrnoException;
    const server = `${hostname}:${port === '' ? '5432' : port}${pathname}`;
    throw new DatabaseUnusable(message('database.unusable', { server, cause: causeOf(reason) }));
  }
}

/** What the codes of Node and PostgreSQL mean that a wrong address has; they stay beside it, to be looked up. */
const meanings = {
  ECONNREFUSED: 'not-listening',
  ENOTFOUND: 'no-such-host',
  EAI_AGAIN: 'host-not-resolved',
  ETIMEDOUT: 'no-response',
  '28P01': 'password-rejected',
  '28000': 'user-rejected',
  '3D000': 'no-such-database',
} as const;

function causeOf({ code = '', message: words }: NodeJS.ErrnoException): Message {
  if (Object.hasOwn(meanings, code))
    return message(`database.${meanings[code as keyof typeof meanings]}`, { code });
  return asWritten(code === '' ? words : code);
}
