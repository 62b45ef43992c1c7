import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Database } from '../../../db/model/database.ts';

/** Rows written and WAL made by some work, whoever does it. */
export interface Written {
  readonly rows: number;
  readonly walBytes: number;
  /** Rows by table, most first. */
  readonly byTable: readonly (readonly [string, number])[];
}

/** A backend that has become idle tells its counts at the latest after so long. */
const statisticsWithinMs = 11_000;

export async function writtenBy(db: Database, work: () => Promise<unknown>): Promise<Written> {
  await sleep(statisticsWithinMs);
  const before = await rowsWritten(db);
  const from = await position(db);
  await work();
  const { rows } = await sql<{ bytes: string }>`
    select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), ${from}::pg_lsn)::text as bytes`.execute(db);
  await sleep(statisticsWithinMs);
  const after = await rowsWritten(db);
  const writtenTo = (table: string): number => (after.get(table) ?? 0) - (before.get(table) ?? 0);
  const byTable = [...after.keys()]
    // Checkpoints come some minutes later, one for each entry: those written meanwhile may be of earlier work.
    .map((table) => [table, writtenTo(table === 'audit_checkpoint' ? 'audit_event' : table)] as const)
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a);
  return {
    rows: byTable.reduce((sum, [, count]) => sum + count, 0),
    walBytes: Number(rows[0]?.bytes),
    byTable,
  };
}

async function rowsWritten(db: Database): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ name: string; written: string }>`
    select relname as name, n_tup_ins + n_tup_upd + n_tup_del as written from pg_stat_user_tables`.execute(
    db,
  );
  return new Map(rows.map(({ name, written }) => [name, Number(written)]));
}

async function position(db: Database): Promise<string> {
  const { rows } = await sql<{ lsn: string }>`select pg_current_wal_insert_lsn()::text as lsn`.execute(db);
  return rows[0]?.lsn ?? '';
}

/** Bytes that the database keeps, without what a vacuum gives back. */
export async function bytesKept(db: Database): Promise<number> {
  await sql`vacuum full`.execute(db);
  const { rows } = await sql<{ bytes: string }>`
    select sum(pg_total_relation_size(relid))::text as bytes from pg_stat_user_tables`.execute(db);
  return Number(rows[0]?.bytes);
}
