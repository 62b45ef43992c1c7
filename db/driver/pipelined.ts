import { type Kysely, PostgresDialect, type QueryExecutor, Transaction } from 'kysely';

/** Nothing is ever opened by it: only the executor is asked. */
const dialect = new PostgresDialect({
  pool: () => Promise.reject(new Error('the statements of a transaction go over its own connection')),
});
const driver = dialect.createDriver();

/**
 * Statements that do not build on each other, sent over one connection without waiting for the answers in between
 * (PostgreSQL, "Pipeline Mode"): under the integration's lock each round trip is waited for by everybody else. They run in
 * the order in which they are asked for. `db` itself must not be asked before all of them have answered. Where one fails,
 * none is sent any more: the transaction is about to be rolled back, and the connection to go to somebody else.
 *
 * @param work asks for all of them, as `Promise.all` does
 */
export function pipelined<T, Tables>(
  db: Kysely<Tables> | Transaction<Tables>,
  work: (tx: Transaction<Tables>) => Promise<T>,
): Promise<T> {
  const executor = db.getExecutor();
  return executor.provideConnection(async (connection) => {
    let isOver = false;
    const shared = executor.withConnectionProvider({
      provideConnection: (use) =>
        isOver ? Promise.reject(new Error('asked after its answer was given')) : use(connection),
    });
    try {
      return await work(over(shared));
    } finally {
      isOver = true;
    }
  });
}

const over = <Tables>(executor: QueryExecutor): Transaction<Tables> =>
  new Transaction<Tables>({ config: { dialect }, dialect, driver, executor });
