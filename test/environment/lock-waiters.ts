import { sql } from 'kysely';
import type { Database } from '../../db/model/database.ts';

/** Until so many connections to this database wait for a lock. */
export async function lockWaiters(db: Database, wanted: number): Promise<void> {
  for (let waiting = 0; waiting < wanted;) {
    const { rows } = await sql<{ n: string }>`select count(*) as n from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(db);
    waiting = Number(rows[0]?.n);
  }
}
