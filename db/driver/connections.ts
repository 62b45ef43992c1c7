import { Kysely } from 'kysely';
import { CamelCaseRows, SnakeCaseDialect } from './camel-case.ts';
import { StallAwarePool } from './stall-aware-pool.ts';
import { type OnStatement, statementLog } from './statement-log.ts';

export interface DatabaseOptions {
  readonly url: string;
  /** Connections at most; worker slots stay below it. */
  readonly poolMax: number;
  /** Milliseconds to wait for a connection: an API call must answer 503 within 3 s (architecture.md 15). */
  readonly connectTimeoutMs?: number;
  readonly onError?: (error: Error) => void;
  /** How the connections are called in `pg_stat_activity`. */
  readonly applicationName?: string;
  /** Hears of each statement that ended; absent: nothing is measured. */
  readonly onStatement?: OnStatement | undefined;
}

/** Opens a pool on a database with these tables. A lost idle connection is reported, never fatal. */
export function openPool<Tables>(options: DatabaseOptions): Kysely<Tables> {
  const pool = new StallAwarePool({
    // Several statements may be under way on a connection (at-once.ts).
    pipeline: true,
    connectionString: options.url,
    max: options.poolMax,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 2_000,
    statement_timeout: 60_000,
    idle_in_transaction_session_timeout: 60_000,
    keepAlive: true,
    ...(options.applicationName === undefined ? {} : { application_name: options.applicationName }),
  });
  pool.on('error', (error) => options.onError?.(error));
  // The pool listens only while a connection is idle: one lost in use would end the process. Its query fails anyway.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return new Kysely<Tables>({
    dialect: new SnakeCaseDialect({ pool }),
    plugins: [new CamelCaseRows()],
    ...(options.onStatement === undefined ? {} : { log: statementLog(options.onStatement) }),
  });
}
