import type { Kysely, Transaction } from 'kysely';
import { type DatabaseOptions, openPool } from '../driver/connections.ts';
import type { Tables } from './tables.ts';

export type Database = Kysely<Tables>;
/** A connection inside a transaction. Functions that take it must not call the network. */
export type Tx = Transaction<Tables>;
/** Reads that may run inside or outside a transaction. */
export type Queryable = Kysely<Tables>;

/** Opens a pool. A lost idle connection is reported, never fatal. */
export const openDatabase = (options: DatabaseOptions): Database => openPool<Tables>(options);

/**
 * One transaction: the caller's where it holds one, which then commits or rolls back as a whole; else one of its own.
 * What is thrown inside a caller's transaction must leave it too.
 */
export const inTransaction = <T>(db: Database, work: (tx: Tx) => Promise<T>): Promise<T> =>
  isTx(db) ? work(db) : db.transaction().execute(work);

const isTx = (db: Database): db is Tx => db.isTransaction;
